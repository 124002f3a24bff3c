/** The playhead, and its moves: playing, seeking, stepping between events. */
import { createActor } from 'xstate';
import type { Spec } from '../../engine/index.ts';
import type { Computation } from './computation.svelte.ts';
import { playheadMachine } from './machine.ts';
import { momentsOf } from './moments.ts';

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100] as const;
/** With which a page begins. */
export const SPEED = 5;

/** Minimum time between two updates of the figures while playing, in ms of the wall. */
const CALM_MS = 100;

export class Playhead {
  atMs = $state(0);
  /** What all figures show: the playhead, but while it plays no oftener than one can read. */
  shownMs = $state(0);
  /** Since figures changed. */
  private calmMs = 0;
  speed: number = $state(SPEED);
  private state = $state('paused');
  readonly playing = $derived(this.state === 'playing' || this.state === 'seekingWhilePlaying');
  /** Whether something is being dragged. */
  readonly held = $derived(this.state === 'seeking' || this.state === 'seekingWhilePlaying');
  private readonly actor = createActor(playheadMachine);
  private readonly shown: () => { run: Computation; spec: Spec };

  private readonly told: () => readonly number[] | null;

  /**
   * @param shown the variant along whose run it moves
   * @param told when something happens in its story, in ms; null: not known yet
   */
  constructor(shown: Playhead['shown'], told: Playhead['told'] = () => null) {
    this.shown = shown;
    this.told = told;
    this.actor.subscribe(({ value }) => (this.state = value));
    this.actor.start();
  }

  get durationMs(): number {
    return this.shown().spec.duration;
  }

  /** End of the run, or the time at which computing was paused. */
  private get endMs(): number {
    const { run } = this.shown();
    return run.phase === 'stopped' ? run.nowMs : this.durationMs;
  }

  seek(atMs: number): void {
    this.atMs = this.shownMs = Math.min(this.endMs, Math.max(0, atMs));
  }

  play(): void {
    if (this.atMs >= this.endMs) this.seek(0);
    this.actor.send({ type: 'play' });
  }

  pause(): void {
    this.actor.send({ type: 'pause' });
    this.shownMs = this.atMs;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  grab(): void {
    this.actor.send({ type: 'grab' });
  }

  drop(): void {
    this.actor.send({ type: 'drop' });
  }

  /** Moves by a number of intervals. */
  step(intervals: number): void {
    const intervalMs = this.shown().run.store?.layout.intervalMs ?? 100;
    this.pause();
    this.seek((Math.round(this.atMs / intervalMs) + intervals) * intervalMs);
  }

  /** Moves to the next or previous event of the run. */
  jump(direction: 1 | -1): void {
    const { spec, run } = this.shown();
    const moments = momentsOf(spec, run.transitions, this.told() ?? run.store);
    const next =
      direction > 0
        ? moments.find((ms) => ms > this.atMs + 0.5)
        : moments.findLast((ms) => ms < this.atMs - 0.5);
    this.pause();
    this.seek(next ?? (direction > 0 ? this.endMs : 0));
  }

  /** Wall time has passed, in ms: the playhead moves, up to the computed part. */
  tick(passedMs: number): void {
    if (this.state !== 'playing') return;
    const to = Math.min(this.atMs + passedMs * this.speed, this.shown().run.nowMs, this.endMs);
    // After a change for the whole run, the computed part may end before it.
    this.atMs = Math.max(to, this.atMs);
    this.calmMs += passedMs;
    if (this.calmMs >= CALM_MS) {
      this.calmMs = 0;
      this.shownMs = this.atMs;
    }
    if (this.atMs >= this.endMs) this.pause();
  }

  close(): void {
    this.actor.stop();
  }
}
