/** What the page compares, and what comes of it in one sentence. */
import { sentence } from '../../analysis/sentence.ts';
import type { Finished } from '../../analysis/recovery.ts';
import type { Session } from '../state/session.svelte.ts';
import { finishedOf } from './finished.ts';

export interface Ended {
  letter: string;
  name: string;
  run: Finished;
}

/** All variants in the order of their letters, as far as their runs have ended. */
export function endedOf({ spec, run, shown, letter, lab, beside }: Session): Ended[] {
  const { variants } = lab;
  const name = variants.length > 1 ? variants[lab.shown]!.name : 'now';
  const own = { letter, name, spec, store: run.store, result: shown.result };
  return [own, ...beside]
    .sort((a, b) => a.letter.localeCompare(b.letter))
    .flatMap((one) => {
      const ended = finishedOf(one);
      return ended ? [{ letter: one.letter, name: one.name, run: ended }] : [];
    });
}

/** The shown variant against the first other one; empty: there is nothing to compare yet. */
export function wordsOf(session: Session, runs: readonly Ended[]): string {
  const own = runs.find(({ letter }) => letter === session.letter);
  const other = runs.find(({ letter }) => letter !== session.letter);
  if (!own || !other) return '';
  const [a, b] = [other, own].sort((x, y) => x.letter.localeCompare(y.letter));
  return sentence({ ...a!.run, name: a!.letter }, { ...b!.run, name: b!.letter });
}
