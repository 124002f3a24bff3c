/** Advice on the current scenario, with the items that it concerns. */
import type { Spec } from '../../engine/index.ts';
import type { Finding, Speeds } from '../../scenario/advice/index.ts';
import { Part } from '../kit/part.svelte.ts';
import type { Selection } from '../kit/selection.ts';
import { holderOf, holdersOf } from './selected.ts';

/** It is worked out so long after the last change (ms): a dragged knob changes all the time. */
const SETTLE_MS = 100;

export interface Advised {
  finding: Finding;
  /** Its item, if that can be selected. */
  holder: Selection | null;
}

export class Advice {
  /** The rules are loaded after the first frame; without them there is no advice. */
  readonly rules = new Part(() => import('../../scenario/advice/index.ts'));
  all: readonly Advised[] = $state.raw([]);
  /** How fast callees answer: of a spec before the last change, until it is measured again. */
  speeds: Speeds | null = $state.raw(null);
  private readonly specNow: () => Spec;

  constructor(specNow: () => Spec) {
    this.specNow = specNow;
  }

  /** To be called in an effect: what it says follows the scenario. @returns how to call it off */
  follow(): (() => void) | undefined {
    const { loaded } = this.rules;
    const spec = this.specNow();
    const { speeds } = this;
    if (!loaded) return undefined;
    const timer = setTimeout(
      () => (this.all = advised(loaded.adviceOf(spec, speeds), spec)),
      SETTLE_MS,
    );
    return () => clearTimeout(timer);
  }

  /** What there was to say was about another scenario. */
  forget(): void {
    this.all = [];
    this.speeds = null;
  }
}

function advised(findings: readonly Finding[], spec: Spec): Advised[] {
  const holders = holdersOf(spec);
  return findings.map((finding) => ({ finding, holder: holderOf(holders, finding.path) }));
}
