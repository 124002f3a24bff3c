/** What an experienced engineer would say of the scenario as it is now, and about which part. */
import type { Spec } from '../../engine/index.ts';
import type { Finding } from '../../scenario/advice/index.ts';
import { Part } from '../kit/part.svelte.ts';
import type { Selection } from '../kit/selection.ts';
import { holderOf, holdersOf } from './selected.ts';

export interface Advised {
  finding: Finding;
  /** What it is about, where that is something that can be selected. */
  holder: Selection | null;
}

export class Advice {
  /** The rules come when there is something to see already; without them there is no advice. */
  readonly rules = new Part(() => import('../../scenario/advice/index.ts'));
  private readonly specNow: () => Spec;

  readonly all: readonly Advised[] = $derived.by(() => {
    const spec = this.specNow();
    const findings = this.rules.loaded?.adviceOf(spec) ?? [];
    const holders = holdersOf(spec);
    return findings.map((finding) => ({ finding, holder: holderOf(holders, finding.path) }));
  });

  constructor(specNow: () => Spec) {
    this.specNow = specNow;
  }
}
