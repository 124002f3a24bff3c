/**
 * What the page is about: an experiment, its run as far as the worker has computed it, and the
 * instant looked at. Every change is a new experiment; undo goes back to an earlier one.
 */
import { createActor } from 'xstate';
import type { EditSpec, RunResult, Spec, Transition } from '../../engine/index.ts';
import {
  type Experiment,
  experimentOf,
  firstLook,
  specAt,
  specOf,
  withChange,
  withEdit,
  withoutChange,
  withoutEdit,
} from '../../scenario/experiment.ts';
import { Client, FrameStore, type Update } from '../../worker/client.ts';
import type { Selection } from '../kit/selection.ts';
import { History } from './history.svelte.ts';
import { momentsOf } from './moments.ts';
import { sessionMachine } from './machine.ts';

/** Where a knob acts: from the playhead on, or from the start of the run. */
export type Reach = 'now' | 'start';

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100] as const;

export class Session {
  experiment = $state.raw() as Experiment;
  /** The spec that runs. */
  readonly spec: Spec = $derived(specOf(this.experiment));
  /** The instant looked at, in ms. */
  atMs = $state(0);
  /** The instant of the last edit made by then; -1: none. */
  private readonly editedMs = $derived(
    this.experiment.edits.findLast(({ at }) => at <= this.atMs)?.at ?? -1,
  );
  /** The spec as it stands at the playhead: with the edits that have been made by then. */
  readonly specNow: Spec = $derived(specAt(this.experiment, this.editedMs));
  speed = $state(5);
  reach: Reach = $state('now');
  selection: Selection | null = $state.raw(null);

  /** The frames of the present run; `version` changes whenever there are others. */
  store: FrameStore | null = $state.raw(null);
  version = $state(0);
  nowMs = $state(0);
  transitions: readonly Transition[] = $state.raw([]);
  result: RunResult | null = $state.raw(null);
  /** The run as it was before the last change, to compare with. */
  former: { store: FrameStore; result: RunResult } | null = $state.raw(null);
  /** What went wrong with the run; what else there is to say. */
  trouble: string | null = $state(null);
  notice: string | null = $state(null);
  /** What is to be shown is still being checked. */
  private waits = false;
  phase = $state('loading');
  playhead = $state('paused');

  /** The frame under the playhead; -1 while there is none. */
  readonly frame = $derived.by(() => {
    void this.version;
    return this.store ? this.store.indexAt(this.atMs) : -1;
  });
  readonly durationMs = $derived(this.spec.duration);
  readonly playing = $derived(
    this.playhead === 'playing' || this.playhead === 'seekingWhilePlaying',
  );

  private readonly history = new History<Experiment>();
  readonly canUndo = $derived(this.history.canUndo);
  readonly canRedo = $derived(this.history.canRedo);

  private number = 0;
  private readonly client: Client;
  private readonly actor = createActor(sessionMachine);
  /** When the run was asked for whose first frame has not come yet, by the browser's clock. */
  private askedAt = 0;

  /** @param waits nothing runs until another experiment is opened, or `go` is called */
  constructor(experiment: Experiment, atMs = 0, waits = false) {
    this.experiment = experiment;
    this.seek(atMs);
    this.waits = waits;
    this.actor.subscribe(({ value }) => {
      this.phase = value.run;
      this.playhead = value.playhead;
    });
    this.actor.start();
    this.client = new Client({
      update: (update) => this.take(update),
      lost: (why, again) => {
        if (again) this.trouble = `The simulation was lost (${why}) and has been started again.`;
        else this.fail(`The simulation was lost twice (${why}). Change something to try again.`);
      },
    });
    if (!waits) this.run();
  }

  /** Shows what it has been waiting with. */
  go(): void {
    if (this.waits) this.run();
  }

  /** Shows another experiment. */
  open(experiment: Experiment, atMs = 0): void {
    this.history.add(this.experiment, null);
    this.pause();
    this.experiment = experiment;
    this.leave();
    this.seek(atMs);
    this.run();
  }

  openScenario(name: string, spec: Spec): void {
    this.open(experimentOf(name, spec), firstLook(spec));
  }

  /** Nothing of what was shown belongs to what is shown now. */
  private leave(): void {
    this.selection = null;
    this.former = null;
    this.store = null;
    this.result = null;
    this.transitions = [];
    this.seek(this.atMs);
  }

  /** Checks what came in a link; it is opened only if nothing is wrong with it. */
  async check(data: unknown): Promise<{ spec: Spec | null; why: string }> {
    const { spec, problems } = await this.client.check(data);
    const [first] = problems;
    return { spec, why: first ? `${first.path}: ${first.message}` : '' };
  }

  private run(): void {
    this.waits = false;
    this.trouble = null;
    this.notice = null;
    this.askedAt = performance.now();
    this.actor.send({ type: 'asked' });
    this.client.show(++this.number, this.spec, this.store === null);
  }

  private fail(why: string): void {
    this.trouble = why;
    this.actor.send({ type: 'failed' });
  }

  private take(update: Update): void {
    if (update.number !== this.number) return;
    if (update.failed !== null) return this.fail(update.failed);
    if (update.layout) this.store = new FrameStore(update.layout);
    if (update.batch) this.store?.put(update.batch);
    if (update.transitions) this.transitions = update.transitions;
    if (update.batch && this.askedAt > 0) {
      // For whoever measures how long a change takes to show.
      performance.measure('faultline: first frame', { start: this.askedAt });
      this.askedAt = 0;
    }
    this.nowMs = update.nowMs;
    this.result = update.result;
    this.version++;
    this.actor.send({ type: update.result ? 'over' : 'frame' });
    if (update.partial) this.trouble = `The run ended early: ${update.partial.message}.`;
  }

  // The experiment.

  private become(experiment: Experiment, gesture: string | null): void {
    this.remember(gesture);
    this.history.add(this.experiment, gesture);
    this.experiment = experiment;
    this.run();
  }

  /** The run that a change leaves behind is kept; within a gesture, the one before it. */
  private remember(gesture: string | null): void {
    if (!this.store || !this.result || this.history.continues(gesture)) return;
    this.former = { store: this.store.snapshot(), result: this.result };
  }

  /**
   * Sets a value of the spec, from the playhead on or from the start, as the switch says.
   * @param gesture calls of one gesture, a drag say, are one step to undo
   */
  set(path: string, value: unknown, gesture: string | null = null): void {
    const { experiment, reach } = this;
    const at = Math.min(Math.round(this.atMs), this.durationMs);
    this.become(
      reach === 'now' && at > 0
        ? withEdit(experiment, { at, set: path, to: value })
        : withChange(experiment, { set: path, to: value }),
      gesture,
    );
  }

  removeEdit(edit: EditSpec): void {
    this.become(withoutEdit(this.experiment, edit), null);
  }

  /** Takes a change from the start back. */
  removeChange(path: string): void {
    this.become(withoutChange(this.experiment, path), null);
  }

  setSeed(seed: string): void {
    if (seed !== this.experiment.seed) this.become({ ...this.experiment, seed }, null);
  }

  newSeed(): void {
    this.setSeed(String(crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000));
  }

  /** The gesture is over. */
  release(): void {
    this.history.release();
  }

  undo(): void {
    this.swap(this.history.undo(this.experiment));
  }

  redo(): void {
    this.swap(this.history.redo(this.experiment));
  }

  private swap(experiment: Experiment | undefined): void {
    if (!experiment) return;
    const other = experiment.base !== this.experiment.base;
    if (!other) this.remember(null);
    this.experiment = experiment;
    if (other) this.leave();
    this.run();
  }

  // The playhead.

  seek(atMs: number): void {
    this.atMs = Math.min(this.durationMs, Math.max(0, atMs));
  }

  play(): void {
    if (this.atMs >= this.durationMs) this.atMs = 0;
    this.actor.send({ type: 'play' });
  }

  pause(): void {
    this.actor.send({ type: 'pause' });
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

  /** So many frames on, or back. */
  step(frames: number): void {
    const interval = this.store?.layout.intervalMs ?? 100;
    this.pause();
    this.seek((Math.round(this.atMs / interval) + frames) * interval);
  }

  /** To the next instant at which something happened to the run, or the last one before. */
  jump(direction: 1 | -1): void {
    const moments = momentsOf(this.spec, this.transitions);
    const next =
      direction > 0
        ? moments.find((ms) => ms > this.atMs + 0.5)
        : moments.findLast((ms) => ms < this.atMs - 0.5);
    this.pause();
    this.seek(next ?? (direction > 0 ? this.durationMs : 0));
  }

  /** Wall time has passed, in ms: the playhead moves, but never beyond what has been computed. */
  tick(passedMs: number): void {
    if (this.playhead !== 'playing') return;
    const to = Math.min(this.atMs + passedMs * this.speed, this.nowMs, this.durationMs);
    // After a change from the start, what has been computed may lie behind it.
    this.atMs = Math.max(to, this.atMs);
    if (this.atMs >= this.durationMs) this.pause();
  }

  close(): void {
    this.client.close();
    this.actor.stop();
  }
}
