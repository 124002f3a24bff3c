/** A variant as the page shows it: its experiment, its run, and both at the playhead. */
import type { RunResult, Spec } from '../../engine/index.ts';
import { type Topology, topologyOf } from '../../engine/signs.ts';
import { type Experiment, specAt, specOf } from '../../scenario/experiment.ts';
import { Computation } from './computation.svelte.ts';
import type { Playhead } from './playhead.svelte.ts';

/** What the variants of a lab have in common, and whom they tell. */
export interface Shared {
  playhead(): Pick<Playhead, 'atMs' | 'shownMs'>;
  /** A run has ended, or failed. */
  ended(): void;
}

export class Variant {
  readonly id: number;
  readonly run: Computation;
  experiment = $state.raw() as Experiment;
  /** The spec that runs. */
  readonly spec: Spec = $derived(specOf(this.experiment));
  /** Time of the last edit made by the playhead; -1: none. */
  private readonly editedMs = $derived.by(
    () => this.experiment.edits.findLast(({ at }) => at <= this.shared.playhead().atMs)?.at ?? -1,
  );
  /** The spec at the playhead, including the edits made by then. */
  readonly specNow: Spec = $derived(specAt(this.experiment, this.editedMs));
  readonly topology: Topology = $derived(topologyOf(this.specNow));
  /** The interval that figures show; -1: none yet. */
  readonly interval = $derived.by(() => {
    void this.run.version;
    return this.run.store?.indexAt(this.shared.playhead().shownMs) ?? -1;
  });
  /** Changes with the intervals up to that one, not with later ones. */
  readonly look = $derived.by(() => {
    void this.run.version;
    return this.run.store?.batchOf(this.interval) ?? 0;
  });

  /** Null: its run has not ended, or what has ended is the run of an earlier experiment. */
  readonly result: RunResult | null = $derived.by(() =>
    this.isDue || this.run.phase !== 'computed' ? null : this.run.result,
  );

  private readonly shared: Shared;
  /** Its run is not that of its experiment yet. */
  private isDue = $state(true);
  /** It computes while other runs go first. */
  private isHeld = false;
  /** Its results are those of another one, without details. */
  private isAdopted = false;

  constructor(id: number, experiment: Experiment, shared: Shared) {
    this.id = id;
    this.shared = shared;
    this.experiment = experiment;
    this.run = new Computation({ ended: () => shared.ended() });
  }

  /** Takes another experiment; the one that it has needs no other run. */
  become(experiment: Experiment): void {
    this.isDue ||= !this.runs(experiment);
    this.experiment = experiment;
  }

  /** Whether this is the experiment that it has. */
  runs({ base, seed, changes, edits }: Experiment): boolean {
    const own = this.experiment;
    return base === own.base && seed === own.seed && changes === own.changes && edits === own.edits;
  }

  /** Shows the result of another one, which has ended and is the same run. */
  adopt(other: Variant): void {
    this.run.adopt(other.run);
    this.isAdopted = true;
    this.isDue = false;
  }

  /** Its details are wanted: they are computed, unless they are there. */
  detail(): void {
    this.isDue ||= this.isAdopted;
    this.isAdopted = false;
  }

  /** Whether there is something to compute for it. */
  get isPending(): boolean {
    return this.isDue || this.isHeld || ['loading', 'computing'].includes(this.run.phase);
  }

  /** Computes, or waits: others go first. */
  proceed(now: boolean): void {
    if (this.isDue) {
      if (!now) return;
      this.isDue = false;
      this.run.show(this.spec, this.shared.playhead().atMs);
    } else if (this.isHeld !== !now) {
      if (now) this.run.goOn();
      else this.run.stop();
    }
    this.isHeld = !now;
  }

  /** Its results belong to something else. */
  forget(): void {
    this.isDue = true;
    this.run.forget();
  }

  close(): void {
    this.run.close();
  }
}
