/** The editor of a text: CodeMirror, in the page's colors. */
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  HighlightStyle,
  indentService,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Annotation, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Spec } from '../../engine/index.ts';
import type { Problem } from '../../scenario/read.ts';
import { completions, hover } from './hints.ts';

interface Options {
  text: string;
  /** The last scenario that could be read. */
  spec: () => Spec;
  /** Somebody has changed the text, and where the caret is now. */
  onwrite: (text: string) => void;
  oncaret: (offset: number) => void;
}

const COLORS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: [tags.separator, tags.punctuation, tags.bracket], color: 'var(--ink-soft)' },
]);

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--ink)', backgroundColor: 'var(--paper)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-gutters': {
    backgroundColor: 'var(--panel)',
    color: 'var(--ink-soft)',
    borderRight: '1px solid var(--line)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--accent-soft)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 30%, transparent) !important',
  },
  '.cm-tooltip': {
    maxWidth: '360px',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
  },
  '.cm-tooltip .hint, .cm-completionInfo': { padding: '4px 8px', fontSize: '13px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--ink)',
  },
  // Its own marks are images, which the page's policy does not allow.
  '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy var(--ink-soft)' },
  '.cm-lintRange-error': { textDecorationColor: 'var(--failed)' },
  '.cm-diagnostic': { fontFamily: 'inherit', fontSize: '13px' },
  '.cm-panels': { backgroundColor: 'var(--panel)', color: 'var(--ink)' },
  '.cm-panel :is(input, button)': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    background: 'var(--raised)',
    color: 'var(--ink)',
    fontSize: '13px',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--failed)' },
  '.cm-completionDetail': { color: 'var(--ink-soft)', fontStyle: 'normal' },
});

/** Changes that do not come from the keyboard. */
const outside = Annotation.define<boolean>();

export class Code {
  private readonly view: EditorView;
  /** Of the text as it came; the editor has lines. */
  private eol: string;

  /** The page's policy allows no style elements; within a shadow there are none. */
  constructor(host: HTMLElement, options: Options) {
    this.eol = eolOf(options.text);
    const parent = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    this.view = new EditorView({
      ...{ parent, root: parent, doc: options.text },
      extensions: extensionsOf(options, () => this.text),
    });
  }

  get text(): string {
    return this.view.state.doc.toString().replaceAll('\n', this.eol);
  }

  get hasFocus(): boolean {
    return this.view.hasFocus;
  }

  focus(): void {
    this.view.focus();
  }

  /** Takes another text; the caret stays with the words around it. */
  put(next: string): void {
    this.eol = eolOf(next);
    const text = next.replaceAll(this.eol, '\n');
    const before = this.view.state.doc.toString();
    const most = Math.min(before.length, text.length);
    let from = 0;
    while (from < most && before[from] === text[from]) from++;
    let end = 0;
    while (end < most - from && before.at(-1 - end) === text.at(-1 - end)) end++;
    if (from === before.length && text.length === before.length) return;
    const insert = text.slice(from, text.length - end);
    const annotations = outside.of(true);
    this.view.dispatch({ changes: { from, to: before.length - end, insert }, annotations });
  }

  /** Marks what is wrong, at its lines. */
  mark(problems: readonly Problem[]): void {
    const { state } = this.view;
    const diagnostics = problems.map(({ line, column, path, message, severity }): Diagnostic => {
      const place = state.doc.line(Math.min(state.doc.lines, Math.max(1, line ?? 1)));
      const from = Math.min(place.to, place.from + Math.max(0, (column ?? 1) - 1));
      return {
        from,
        to: place.to,
        severity,
        message: path === '' ? message : `${path}: ${message}`,
      };
    });
    this.view.dispatch(setDiagnostics(state, diagnostics));
  }

  /** Moves the caret, and into view what is there. @param line from 1 */
  goTo(line: number, column = 1): void {
    const { doc } = this.view.state;
    const place = doc.line(Math.min(doc.lines, Math.max(1, line)));
    const anchor = Math.min(place.to, place.from + column - 1);
    const effects = EditorView.scrollIntoView(anchor, { y: 'center' });
    this.view.dispatch({ selection: { anchor }, effects, annotations: outside.of(true) });
  }

  close(): void {
    this.view.destroy();
  }
}

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

const STEP = 2;

/** A new line goes on where this one did: in its map, or in the one that it begins. */
function indentAfter(line: string): number {
  const [, spaces, dashes] = /^(\s*)((?:-\s+)*)/.exec(line)!;
  const column = spaces!.length + dashes!.length;
  return /:\s*(#.*)?$/.test(line) ? column + STEP : column;
}

const extensionsOf = ({ spec, onwrite, oncaret }: Options, text: () => string): Extension[] => [
  lineNumbers(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  EditorView.lineWrapping,
  bracketMatching(),
  closeBrackets(),
  search({ top: true }),
  yaml(),
  syntaxHighlighting(COLORS),
  indentService.of(({ state }, pos) => indentAfter(state.doc.lineAt(pos).text)),
  // A file is opened by the page.
  EditorView.domEventHandlers({
    drop: ({ dataTransfer }) => (dataTransfer?.files.length ?? 0) > 0,
  }),
  autocompletion({ override: [completions(spec)], icons: false }),
  hover,
  LOOK,
  EditorView.contentAttributes.of({
    'aria-label': 'Scenario as YAML',
    spellcheck: 'false',
    tabindex: '0',
  }),
  // Tab indents; Escape and then Tab leaves.
  keymap.of([
    ...completionKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
  EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
    if (transactions.some((one) => one.annotation(outside))) return;
    if (docChanged) onwrite(text());
    if (docChanged || selectionSet) oncaret(state.selection.main.head);
  }),
];
