/** The story of a run as a presenter walks through it: one step after the other, and its place. */
import { topologyOf } from '../../engine/signs.ts';
import type { Spec } from '../../engine/index.ts';
import type { Step } from '../../analysis/story/story.ts';
import { instant } from '../kit/clock.ts';
import { arrows, unbroken } from '../kit/format.ts';
import type { Selection } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';

/** A playhead so close to a step is at it, in ms. */
const NEAR_MS = 0.5;

export class Steps {
  private readonly session: Session;
  readonly all: readonly Step[] = $derived.by(() => this.session.telling.story?.steps ?? []);
  /** Where somebody has gone to: several steps may have one instant. */
  private chosen = $state(-1);
  /** The last step that has happened; -1: none yet. */
  readonly at = $derived.by(() => {
    const { atMs } = this.session.playhead;
    if (this.isAt(this.chosen)) return this.chosen;
    return this.all.findLastIndex((step) => step.atMs <= atMs + NEAR_MS);
  });
  /** Where it happens. */
  readonly place = $derived.by(() => {
    const step = this.all[this.at];
    return step ? placeOf(this.session.spec, step.on) : null;
  });
  /** In words; before the first one, what the scenario is about. */
  readonly words = $derived.by(() => {
    const step = this.all[this.at];
    return step ? wordsOf(step) : unbroken(this.session.spec.summary);
  });
  /** The last move, for who does not see it. */
  said = $state('');

  constructor(session: Session) {
    this.session = session;
  }

  private isAt(index: number): boolean {
    const step = this.all[index];
    return step !== undefined && Math.abs(step.atMs - this.session.playhead.atMs) <= NEAR_MS;
  }

  /** Whether there is a step before the instant, or after it. */
  get isFirst(): boolean {
    return this.session.playhead.atMs === 0 && this.at <= 0;
  }

  get isLast(): boolean {
    return this.session.telling.story !== null && this.at === this.all.length - 1;
  }

  /** Goes to the next or the previous step; while nothing is told yet, to the next event. */
  move(by: 1 | -1): void {
    const { playhead, telling } = this.session;
    if (!telling.story) return playhead.jump(by);
    const next = by > 0 || this.isAt(this.at) ? this.at + by : this.at;
    if (next < 0) this.begin();
    else this.go(next);
  }

  /** Goes to the start, before the first step. */
  begin(): void {
    this.seek(0);
    this.session.selection = null;
    this.said = `Start. ${this.session.spec.summary}`;
  }

  /** Goes to the end of the run. */
  end(): void {
    this.seek(this.session.durationMs);
    this.said = `End. ${this.words}`;
  }

  private go(index: number): void {
    const step = this.all[index];
    if (!step) return;
    this.seek(step.atMs);
    this.chosen = index;
    this.session.selection = placeOf(this.session.spec, step.on);
    this.said = `${instant(step.atMs)}, step ${index + 1} of ${this.all.length}. ${wordsOf(step)}`;
  }

  private seek(atMs: number): void {
    const { playhead } = this.session;
    this.chosen = -1;
    playhead.pause();
    playhead.seek(atMs);
  }
}

const wordsOf = ({ on, text }: Step): string => unbroken(arrows(`${on}: ${text}`));

/** The client, service or link of that name. */
function placeOf(spec: Spec, id: string): Selection | null {
  if (Object.hasOwn(spec.clients, id)) return { kind: 'client', id };
  if (Object.hasOwn(spec.services, id)) return { kind: 'service', id };
  return topologyOf(spec).links.some((link) => link.id === id) ? { kind: 'link', id } : null;
}
