/** What the page compares, and what comes of it in one sentence. */
import { sentence } from '../../analysis/sentence.ts';
import type { Finished } from '../../analysis/recovery.ts';
import { type Lab, letterOf } from '../../scenario/lab.ts';
import type { Session } from '../state/session.svelte.ts';
import { finishedOf } from './finished.ts';

export interface Ended {
  letter: string;
  name: string;
  run: Finished;
  /** Its place among the variants; null: it is the run before a change, which nobody has kept. */
  variant: number | null;
}

/** All variants in the order of their letters, as far as their runs have ended. */
export function endedOf({ spec, run, shown, letter, lab, beside }: Session): Ended[] {
  const { variants } = lab;
  const several = variants.length > 1;
  const name = several ? variants[lab.shown]!.name : 'now';
  const own = { letter, name, spec, store: run.store, result: shown.result };
  const variantOf = (its: string): number | null => {
    if (!several) return its === letter ? lab.shown : null;
    return variants.findIndex((_, index) => letterOf(index) === its);
  };
  return [own, ...beside]
    .sort((a, b) => a.letter.localeCompare(b.letter))
    .flatMap((one) => {
      const ended = finishedOf(one);
      if (!ended) return [];
      return [{ letter: one.letter, name: one.name, run: ended, variant: variantOf(one.letter) }];
    });
}

/**
 * The same, for as long as the variants are the same: details of one are computed when it is shown,
 * which changes no figure.
 */
export function lasting(session: Session): () => readonly Ended[] {
  let last: { lab: Lab; runs: readonly Ended[] } | null = null;
  return () => {
    const { lab } = session;
    const { variants, base, seed } = lab;
    const runs = endedOf(session);
    const before = last?.lab;
    const isSame = before?.variants === variants && before.base === base && before.seed === seed;
    if (last && isSame && runs.length < last.runs.length) return last.runs;
    last = { lab, runs };
    return runs;
  };
}

/** The shown variant against the first other one; empty: there is nothing to compare yet. */
export function wordsOf(session: Session, runs: readonly Ended[]): string {
  const own = runs.find(({ letter }) => letter === session.letter);
  const other = runs.find(({ letter }) => letter !== session.letter);
  if (!own || !other) return '';
  const [a, b] = [other, own].sort((x, y) => x.letter.localeCompare(y.letter));
  return sentence({ ...a!.run, name: a!.letter }, { ...b!.run, name: b!.letter });
}
