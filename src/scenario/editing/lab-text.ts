/** The text of a lab: the scenario that its first variant is, with the other variants as notes. */
import { experimentOf, specOf } from '../experiment.ts';
import { type Lab, type Source, VARIANTS_MAX } from '../lab.ts';
import { firstIn, labFrom, notesOf } from '../lab-notes.ts';
import { write } from '../write.ts';
import { type Content, rewrite } from './rewrite.ts';

/** What a lab says; more variants than a page shows are those of its text. */
export function contentOf(lab: Lab): Content {
  const notes = notesOf(lab);
  const hidden = lab.source?.notes.variants.slice(VARIANTS_MAX - 1) ?? [];
  return {
    spec: specOf(firstIn(lab)),
    notes: { ...notes, variants: [...notes.variants, ...hidden] },
  };
}

/** Labs never change, so that undo brings back every letter. */
const texts = new WeakMap<Lab, string>();

/** Its text, if that takes no time: it is known, or there is none to keep. */
export const textAtOnce = (lab: Lab): string | null =>
  texts.has(lab) || !lab.source ? textOf(lab) : null;

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

/** The lab of a text; more variants than a page shows stay in the text. */
export function labOfText(source: Source): Lab {
  const { text, spec, notes } = source;
  const shown = { ...notes, variants: notes.variants.slice(0, VARIANTS_MAX - 1) };
  const lab: Lab = { ...labFrom(experimentOf(null, spec), shown), source };
  texts.set(lab, text);
  return lab;
}

/** The same lab, whose text is known. Later changes are looked for from here on. */
export function withText({ draft: _, ...lab }: Lab, text: string): Lab {
  const known: Lab = { ...lab, source: { text, ...contentOf(lab) } };
  texts.set(known, text);
  return known;
}
