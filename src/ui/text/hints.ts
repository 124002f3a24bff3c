/** What an editor offers while somebody writes, and says of what they point at. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Text } from '@codemirror/state';
import { type EditorView, hoverTooltip } from '@codemirror/view';
import { topologyOf, type Spec } from '../../engine/index.ts';
import { type Caret, caretAt } from './caret.ts';
import { type Key, keysAt, wordsAt } from './schema.ts';

function linesTo(doc: Text, pos: number): string[] {
  const line = doc.lineAt(pos);
  const lines = Array.from({ length: line.number }, (_, i) => doc.line(i + 1).text);
  lines[line.number - 1] = line.text.slice(0, pos - line.from);
  return lines;
}

/** Names that this scenario has for what may stand there. */
function namesFor({ key, path }: Caret, spec: Spec): string[] {
  if (key === 'call') return Object.keys(spec.services);
  const isFault = path[0] === 'faults' && key === 'on';
  if (!isFault) return [];
  const links = topologyOf(spec).links.map(({ id }) => id);
  return [...Object.keys(spec.services), ...Object.keys(spec.clients), ...links];
}

/** @param colon what goes after the key, if it is not there */
const offerOf = ({ name, help, initial }: Key, colon: string): Completion => ({
  label: name,
  apply: name + colon,
  detail: initial === undefined ? '' : `default ${initial}`,
  info: help,
});

/** @param spec the last one that could be read */
export const completions =
  (spec: () => Spec) =>
  ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const line = state.doc.lineAt(pos);
    const caret = caretAt(linesTo(state.doc, pos));
    const { path, key, word } = caret;
    const hasColon = /^\w*\s*:/.test(line.text.slice(pos - line.from));
    if (/[#]/.test(word) || (word === '' && !explicit)) return null;
    const options: Completion[] =
      key === null
        ? keysAt(path).map((one) => offerOf(one, hasColon ? '' : ': '))
        : [...namesFor(caret, spec()), ...wordsAt([...path, key])].map((label) => ({ label }));
    return options.length === 0 ? null : { from: line.from + caret.from, options };
  };

/** The key under the pointer, with what it does. */
function keyUnder(view: EditorView, pos: number): { key: Key; from: number; to: number } | null {
  const { doc } = view.state;
  const line = doc.lineAt(pos);
  const end = /^[\w.-]*\s*:/.exec(line.text.slice(pos - line.from));
  const begin = /[\w.-]*$/.exec(line.text.slice(0, pos - line.from))![0].length;
  if (!end) return null;
  const from = pos - begin;
  const to = pos + end[0].replace(/\s*:$/, '').length;
  const name = doc.sliceString(from, to);
  const { path } = caretAt(linesTo(doc, from));
  const key = keysAt(path).find((one) => one.name === name);
  return key ? { key, from, to } : null;
}

export const hover = hoverTooltip((view, pos) => {
  const found = keyUnder(view, pos);
  if (!found || found.key.help === '') return null;
  const { key, from, to } = found;
  return {
    ...{ pos: from, end: to, above: true },
    create() {
      const dom = document.createElement('div');
      dom.className = 'hint';
      const initial = key.initial === undefined ? '' : ` Default ${key.initial}.`;
      dom.textContent = `${key.name}: ${key.help}${initial}`;
      return { dom };
    },
  };
});
