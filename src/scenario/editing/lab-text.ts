/** The text of a lab: the scenario that its first variant is, with the other variants as notes. */
import { experimentOf, specOf } from '../experiment.ts';
import { type Lab, type Source, VARIANTS_MAX } from '../lab.ts';
import { firstIn, labFrom, notesOf } from '../lab-notes.ts';
import { write } from '../write.ts';
import { type Content, rewrite } from './rewrite.ts';

export const contentOf = (lab: Lab): Content => ({
  spec: specOf(firstIn(lab)),
  notes: notesOf(lab),
});

/** Labs never change, so that undo brings back every letter. */
const texts = new WeakMap<Lab, string>();

/** Whatever the lab shares with the text that it came from is there as it was written. */
export function textOf(lab: Lab): string {
  const known = texts.get(lab);
  if (known !== undefined) return known;
  const content = contentOf(lab);
  const { source } = lab;
  const text = source ? rewrite(source.text, source, content) : write(content.spec, content.notes);
  texts.set(lab, text);
  return text;
}

/** The lab of a text; more variants than a page shows are left out. */
export function labOfText({ text, spec, notes }: Source): Lab {
  const shown = { ...notes, variants: notes.variants.slice(0, VARIANTS_MAX - 1) };
  const lab: Lab = {
    ...labFrom(experimentOf(null, spec), shown),
    source: { text, spec, notes: shown },
  };
  texts.set(lab, text);
  return lab;
}
