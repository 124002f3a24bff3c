/**
 * The state of the page: an experiment, its run as far as computed, and the playhead. Every change
 * creates a new experiment; undo restores an earlier one.
 */
import type { EditSpec, RunResult, Spec } from '../../engine/index.ts';
import {
  type Change,
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
import type { IntervalStore } from '../../worker/client.ts';
import type { Selection } from '../kit/selection.ts';
import { Advice } from './advice.svelte.ts';
import { Computation } from './computation.svelte.ts';
import { History } from './history.svelte.ts';
import { Playhead } from './playhead.svelte.ts';

/** Scope of a knob: from the playhead on, or the whole run. */
export type Reach = 'now' | 'start';

export class Session {
  experiment = $state.raw() as Experiment;
  /** The spec that runs. */
  readonly spec: Spec = $derived(specOf(this.experiment));
  readonly durationMs = $derived(this.spec.duration);
  readonly run = new Computation();
  readonly playhead: Playhead;
  /** Time of the last edit made by then; -1: none. */
  private readonly editedMs = $derived.by(
    () => this.experiment.edits.findLast(({ at }) => at <= this.playhead.atMs)?.at ?? -1,
  );
  /** The spec at the playhead, including the edits made by then. */
  readonly specNow: Spec = $derived(specAt(this.experiment, this.editedMs));
  /** The interval that figures show; -1: none yet. */
  readonly interval = $derived.by(() => {
    void this.run.version;
    return this.run.store?.indexAt(this.playhead.shownMs) ?? -1;
  });
  /** Changes with the intervals up to that one, not with later ones. */
  readonly look = $derived.by(() => {
    void this.run.version;
    return this.run.store?.batchOf(this.interval) ?? 0;
  });

  readonly advice = new Advice(() => this.specNow);

  reach: Reach = $state('now');
  selection: Selection | null = $state.raw(null);
  /** The run before the last change, for comparison. */
  former: { store: IntervalStore; result: RunResult } | null = $state.raw(null);
  /** Another message. */
  notice: string | null = $state(null);
  /** The content to show is still being validated. */
  private waits = false;

  private readonly history = new History<Experiment>();
  readonly canUndo = $derived(this.history.canUndo);
  readonly canRedo = $derived(this.history.canRedo);

  /** @param waits nothing runs until another experiment is opened, or `go` is called */
  constructor(experiment: Experiment, atMs = 0, waits = false) {
    this.experiment = experiment;
    this.playhead = new Playhead(this.run, () => this.spec);
    this.playhead.seek(atMs);
    this.waits = waits;
    if (!waits) this.compute();
  }

  /** Shows the held experiment. */
  go(): void {
    if (this.waits) this.compute();
  }

  /** The messages have been read. */
  dismiss(): void {
    if (this.run.trouble === null) this.notice = null;
    else this.run.trouble = null;
  }

  /** Shows another experiment. */
  open(experiment: Experiment, atMs = 0): void {
    this.history.add(this.experiment, null);
    this.playhead.pause();
    this.experiment = experiment;
    this.leave();
    this.compute();
    this.playhead.seek(atMs);
  }

  openScenario(name: string, spec: Spec): void {
    this.open(experimentOf(name, spec), firstLook(spec));
  }

  /** Resets everything that belonged to the previous one. */
  private leave(): void {
    this.selection = null;
    this.former = null;
    this.advice.forget();
    this.run.forget();
  }

  private compute(): void {
    this.waits = false;
    this.notice = null;
    this.run.show(this.spec, this.playhead.atMs);
    this.playhead.seek(this.playhead.atMs);
  }

  private become(experiment: Experiment, gesture: string | null): void {
    this.remember(gesture);
    this.history.add(this.experiment, gesture);
    this.experiment = experiment;
    this.compute();
  }

  /** Keeps the run before a change; within a gesture, the one before it. */
  private remember(gesture: string | null): void {
    const { store, result } = this.run;
    if (!store || !result || this.history.continues(gesture)) return;
    this.former = { store: store.snapshot(), result };
  }

  /**
   * Sets a value of the spec, from the playhead on or for the whole run.
   * @param gesture calls of one gesture, for example a drag, are one undo step
   */
  set(path: string, value: unknown, gesture: string | null = null): void {
    const at = Math.min(Math.round(this.playhead.atMs), this.durationMs);
    if (this.reach === 'start' || at === 0) this.change([{ set: path, to: value }], gesture);
    else this.become(withEdit(this.experiment, { at, set: path, to: value }), gesture);
  }

  /** Sets values of the spec for the whole run. */
  change(changes: readonly Change[], gesture: string | null = null): void {
    this.become(changes.reduce(withChange, this.experiment), gesture);
  }

  moveEdit(edit: EditSpec, at: number, gesture: string | null = null): void {
    this.become(withEdit(withoutEdit(this.experiment, edit), { ...edit, at }), gesture);
  }

  removeEdit(edit: EditSpec): void {
    this.become(withoutEdit(this.experiment, edit), null);
  }

  /** Removes a change for the whole run. */
  removeChange(path: string): void {
    this.become(withoutChange(this.experiment, path), null);
  }

  setSeed(seed: string): void {
    if (seed !== this.experiment.seed) this.become({ ...this.experiment, seed }, null);
  }

  newSeed(): void {
    this.setSeed(String(crypto.getRandomValues(new Uint32Array(1))[0]! % 1_000_000));
  }

  /** The gesture has ended. */
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
    this.compute();
  }

  close(): void {
    this.run.close();
    this.playhead.close();
  }
}
