/**
 * A run: a pure function of its spec, computed on demand. Its boundaries (ends of intervals, end of
 * the warm-up, edits) lie between events and are not events, so observing or editing does not move
 * other events.
 */
import { loadCheckpoint, takeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { Checkpoints } from './checkpoints.ts';
import { applyEdit, setLeaf } from './edits.ts';
import { Streams } from './kernel/streams.ts';
import { Intervals, type IntervalBatch, type IntervalLayout } from './metrics/intervals.ts';
import { type Logs, Metrics, type Transition } from './metrics/metrics.ts';
import { seriesOf, totalsOf, type SeriesResult, type Totals } from './metrics/result.ts';
import type { Check } from './metrics/check.ts';
import { begin, build, type Kinds } from './model/build.ts';
import { LimitReached } from './model/limits.ts';
import type { World } from './model/world.ts';
import type { EditSpec, Spec } from './spec.ts';
import { ENGINE } from './version.ts';

export interface Partial {
  limit: string;
  atMs: number;
  message: string;
}

export interface RunResult extends Totals {
  seed: string;
  engine: number;
  durationMs: number;
  warmupMs: number;
  digest: string;
  events: number;
  partial: Partial | null;
}

export interface RunOptions {
  /** Assert conservation, bounds and Little's law at the end of each interval. */
  check?: Check | null;
  /** Keep checkpoints, so that going back and editing the past are quick. */
  checkpoints?: boolean;
  /** Record each interval for drawing: see `takeIntervals`. */
  intervals?: boolean;
}

export class Run {
  /** The spec at the current time, including past edits. */
  private spec: Spec;
  private readonly original: Spec;
  private readonly kinds: Kinds;
  private edits: EditSpec[];
  private w: World;
  /** Recorder of intervals; null: off. */
  private intervals: Intervals | null = null;
  private metrics: Metrics;
  private readonly options: RunOptions;
  private readonly kept: Checkpoints | null;
  /** Just before an instant that was edited, and may soon be edited again, in ns; or -1. */
  private markNs = -1;
  private readonly endNs: number;
  private readonly warmupNs: number;
  private readonly intervalNs: number;
  /** Edits made, and whether the warm-up is over. */
  private made = 0;
  partial: Partial | null = null;

  /**
   * @param spec checked by scenario.read; not checked again
   * @param kinds at least those of its patterns, faults and policies
   */
  constructor(spec: Spec, kinds: Kinds, options: RunOptions = {}) {
    this.kinds = kinds;
    this.original = copy(spec);
    this.edits = this.original.edits;
    this.endNs = Math.round(spec.duration * 1e6);
    this.warmupNs = Math.round(spec.warmup * 1e6);
    this.options = options;
    this.kept = options.checkpoints ? new Checkpoints() : null;
    this.spec = copy(spec);
    [this.w, this.metrics] = this.fresh(this.spec);
    this.intervalNs = this.metrics.series.intervalMs * 1e6;
    begin(this.w);
    this.draw();
    this.atBoundary(0);
  }

  private fresh(spec: Spec): [World, Metrics] {
    const metrics = new Metrics(spec.duration, spec.warmup);
    const w = build(spec, new Streams(spec.seed), metrics, this.kinds);
    return [w, metrics];
  }

  get nowMs(): number {
    return this.w.now / 1e6;
  }
  get over(): boolean {
    return this.partial !== null || this.w.now >= this.endNs;
  }
  get digest(): string {
    return this.w.digest.hex();
  }
  get events(): number {
    return this.w.events;
  }

  /**
   * Computes up to a time (in ms; default: the end) or a number of events.
   * @returns whether there is more to compute up to that time
   */
  advance(untilMs: number = Infinity, eventsMax: number = Infinity): boolean {
    const untilNs = Math.min(this.endNs, Math.round(untilMs * 1e6));
    let left = eventsMax;
    while (this.partial === null && this.w.now < untilNs) {
      const boundary = Math.min(untilNs, this.nextBoundary());
      const before = this.w.events;
      try {
        if (this.w.advance(boundary, left)) return true;
      } catch (error) {
        this.stopped(error);
        return false;
      }
      left -= this.w.events - before;
      this.w.queue.now = boundary;
      this.atBoundary(boundary);
    }
    return false;
  }

  private stopped(error: unknown): void {
    const atMs = this.nowMs;
    if (error instanceof LimitReached)
      this.partial = { limit: error.limit, atMs, message: error.message };
    else if (error instanceof Error) {
      error.message += ` (seed ${this.spec.seed}, at ${atMs} ms)`;
      throw error;
    } else throw error;
  }

  private nextBoundary(): number {
    const { now } = this.w;
    let next = (Math.floor(now / this.intervalNs) + 1) * this.intervalNs;
    if (now < this.warmupNs) next = Math.min(next, this.warmupNs);
    if (now < this.markNs) next = Math.min(next, this.markNs);
    const edit = this.edits[this.made];
    return edit ? Math.min(next, Math.round(edit.at * 1e6)) : next;
  }

  /** All events before this time are done, none at it. */
  private atBoundary(nowNs: number): void {
    const ends = nowNs > 0 && (nowNs % this.intervalNs === 0 || nowNs === this.endNs);
    if (ends) this.metrics.closeInterval();
    if (nowNs === this.warmupNs) this.metrics.warm();
    this.options.check?.(this.w, this.metrics);
    for (let edit = this.edits[this.made]; edit; edit = this.edits[this.made]) {
      if (Math.round(edit.at * 1e6) > nowNs) break;
      this.made++;
      applyEdit(this.w, this.spec, edit);
    }
    // With the edits of this instant: whoever comes back to it is behind it.
    if (this.kept && (nowNs === this.markNs || (ends && this.kept.isDue(this.w.events))))
      this.kept.add(this.checkpoint());
  }

  /** A checkpoint at the current time. Call it at a time that `advance` was asked to reach. */
  checkpoint(): Checkpoint {
    return takeCheckpoint(this.w, this.metrics, this.made);
  }

  /**
   * Goes back, or on, to a checkpoint of this run or of one with the same spec.
   * @param logs whose past it has
   */
  restore(checkpoint: Checkpoint, logs: Logs = this.metrics): void {
    this.spec = copy(this.original);
    this.made = checkpoint.edits;
    for (const edit of this.edits.slice(0, this.made)) setLeaf(this.spec, edit);
    const { series, transitions, decisions } = logs;
    [this.w, this.metrics] = this.fresh(this.spec);
    loadCheckpoint(this.w, this.metrics, checkpoint);
    this.metrics.continueLogs({ series, transitions, decisions }, checkpoint);
    this.draw();
    this.partial = null;
  }

  /**
   * Another run of the same spec that stands at an instant: for what is to differ from there on.
   * This one stays as it is; what it knows of the past need not be computed again.
   */
  fork(atMs: number): Run {
    const atNs = Math.round(atMs * 1e6);
    const other = new Run(this.original, this.kinds, this.options);
    const from = this.w.now <= atNs ? this.checkpoint() : this.kept?.before(atNs);
    if (from) other.restore(from, this.metrics.copyLogs(from));
    other.advance(atMs);
    return other;
  }

  /** The last checkpoint that it keeps at or before a time, in ms; null: none. */
  before(atMs: number): Checkpoint | null {
    return this.kept?.before(atMs * 1e6) ?? null;
  }

  /** Restores the last checkpoint at or before a time, or the start. */
  private goBack(atNs: number): void {
    const checkpoint = this.kept?.before(atNs);
    if (checkpoint) return this.restore(checkpoint);
    this.spec = copy(this.original);
    this.made = 0;
    this.partial = null;
    [this.w, this.metrics] = this.fresh(this.spec);
    begin(this.w);
    this.draw();
    this.atBoundary(0);
  }

  /**
   * Replaces all edits. The run goes back to just before the first difference, and the past stays
   * valid. The edits must have been checked.
   * @returns that time, in ms; Infinity: no difference
   */
  revise(edits: readonly EditSpec[]): number {
    const same = (edit: EditSpec | undefined, i: number): boolean =>
      JSON.stringify(edit) === JSON.stringify(this.edits[i]);
    let first = 0;
    while (first < edits.length && same(edits[first], first)) first++;
    const atMs = Math.min(edits[first]?.at ?? Infinity, this.edits[first]?.at ?? Infinity);
    if (atMs === Infinity) return atMs;
    const atNs = Math.round(atMs * 1e6);
    if (atNs <= this.w.now) {
      this.markNs = atNs - 1;
      this.goBack(Math.max(0, atNs - 1));
    }
    this.edits = edits.map((edit) => ({ ...edit }));
    this.original.edits = this.edits;
    this.kept?.dropAfter(atNs);
    return atMs;
  }

  /** Starts to record intervals, in a world at the same time as the previous one or earlier. */
  private draw(): void {
    if (!this.options.intervals) return;
    this.metrics.rows = this.intervals = new Intervals(this.w, this.metrics, this.spec.duration);
  }

  /** The layout of recorded intervals; null unless the option was set. */
  get intervalLayout(): IntervalLayout | null {
    return this.intervals?.layout ?? null;
  }

  /** The intervals that ended since the last call; null: none. */
  takeIntervals(): IntervalBatch | null {
    return this.intervals?.take() ?? null;
  }

  /** Transitions so far, in time order. */
  get transitions(): readonly Transition[] {
    return this.metrics.transitions;
  }

  /** For whoever watches more than the meters do; see tracing.ts. */
  observed<T>(by: (w: World, metrics: Metrics) => T): T {
    return by(this.w, this.metrics);
  }

  /** The result so far. */
  result(): RunResult {
    return {
      seed: this.spec.seed,
      engine: ENGINE,
      durationMs: this.spec.duration,
      warmupMs: this.spec.warmup,
      digest: this.digest,
      events: this.w.events,
      partial: this.partial,
      ...totalsOf(this.w, this.metrics, this.warmupNs, this.w.now),
    };
  }

  series(): SeriesResult {
    return seriesOf(this.w, this.metrics);
  }
}

const copy = (spec: Spec): Spec => JSON.parse(JSON.stringify(spec)) as Spec;
