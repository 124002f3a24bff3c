/** The run before the last change, while there is only one variant: what comes is beside it. */
import type { RunResult, Spec } from '../../engine/index.ts';
import { type Lab, letterOf, withKept } from '../../scenario/lab.ts';
import type { IntervalStore } from '../../worker/client.ts';
import type { Beside } from '../charts/beside.ts';
import type { Variant } from './variant.svelte.ts';

interface Run {
  /** The lab that it belongs to. */
  lab: Lab;
  spec: Spec;
  store: IntervalStore;
  result: RunResult;
}

export class Former {
  run: Run | null = $state.raw(null);

  /** Takes the shown run as it is, if it has ended. */
  take(lab: Lab, { spec, run, result }: Variant): void {
    const { store } = run;
    if (store && result && lab.variants.length === 1)
      this.run = { lab, spec, store: store.snapshot(), result };
  }

  /** It stands beside what is, by the letter of the first. */
  beside(): Beside[] {
    return this.run ? [{ letter: letterOf(0), name: 'before', version: 0, ...this.run }] : [];
  }

  /** The lab with what was as a variant of its own. */
  keptIn(lab: Lab): Lab | null {
    if (!this.run) return null;
    const kept = withKept(lab, { kept: '', shown: '' });
    const { changes, edits } = this.run.lab.variants[0]!;
    return {
      ...kept,
      variants: kept.variants.with(0, { ...kept.variants[0]!, changes, edits }),
    };
  }

  forget(): void {
    this.run = null;
  }
}
