/** The story of the shown variant's run, told once the run is over, and what is asked about it. */
import type { Recording } from '../../analysis/story/seen.ts';
import type { Story } from '../../analysis/story/story.ts';
import type { Question } from '../../analysis/why/question.ts';
import type { Attempt, RunResult, Spec } from '../../engine/index.ts';
import { Part } from '../kit/part.svelte.ts';
import type { Variant } from './variant.svelte.ts';

/** Why is a figure what it is? */
export interface Asking extends Question {
  /** As it was shown, in a run of this spec. */
  figure: string;
  spec: Spec;
}

export class Telling {
  /** The rules are loaded after the first frame. */
  readonly rules = new Part(() => import('../../analysis/story/story.ts'));
  private told: { result: RunResult; story: Story } | null = $state.raw(null);
  readonly story: Story | null = $derived(this.told?.story ?? null);
  /** It is that of a run before the last change. */
  readonly isStale = $derived.by(() => this.told?.result !== this.shown().result);
  /** When something happens in it, in ms; null: nobody knows. */
  readonly stops = $derived.by(() =>
    this.story && !this.isStale ? this.story.steps.map(({ atMs }) => atMs) : null,
  );
  question: Asking | null = $state.raw(null);
  /** What a link asks of what is selected, once it is computed; '': of its worst figure. */
  linked: string | null = $state(null);
  /** Whose request is followed; null: one that is chosen otherwise. */
  attempt: Attempt | null = $state.raw(null);
  /** Variants are looked at in turn. */
  private readonly known = new WeakMap<RunResult, Story>();
  private readonly shown: () => Pick<Variant, 'spec' | 'run' | 'result'>;

  constructor(shown: Telling['shown']) {
    this.shown = shown;
  }

  /** To be called in an effect. @returns how to call it off */
  follow(): (() => void) | undefined {
    const { loaded } = this.rules;
    const { spec, run, result } = this.shown();
    const { store, transitions } = run;
    if (!loaded || !result || !store) return undefined;
    // What is drawn of the run comes first.
    const timer = setTimeout(() => this.tell(loaded.storyOf, { spec, store, transitions, result }));
    return () => clearTimeout(timer);
  }

  private tell(storyOf: (run: Recording) => Story, run: Recording & { result: RunResult }): void {
    const { result } = run;
    const story = this.known.get(result) ?? storyOf(run);
    this.known.set(result, story);
    this.told = { result, story };
  }

  /** It was about another scenario. */
  forget(): void {
    this.told = null;
    this.question = null;
  }
}
