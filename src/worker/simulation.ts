/**
 * Computes one run at a time, in slices short enough to notice newer commands at once, and reports
 * results. Independent of workers and messages.
 */
import type { Checkpoint, IntervalBatch, SeriesResult, Slowest, Spec } from '../engine/index.ts';
import { type Kinds, Run, slowestIn } from '../engine/lean.ts';
import type { Update } from './protocol.ts';

const SLICE_MS = 12;
/** Events per slice: adapted to the slice's duration. */
const LOOK_MS = 3;
/** Events differ in cost, so the number per slice is measured. */
const EVENTS_FIRST = 64;
const EVENTS_MAX = 500;

export class Simulation {
  private run: Run | null = null;
  private number = 0;
  /** The spec without its edits. */
  private key = '';
  /** Transitions that the page has; -1: none valid. */
  private sent = -1;
  /** Valid intervals that the page has. */
  private told = 0;
  private first = true;
  private stopped = false;
  private events = EVENTS_FIRST;

  private readonly tell: (update: Update) => void;
  private readonly nowMs: () => number;

  /** @param tell receives each update; @param nowMs a clock */
  constructor(tell: (update: Update) => void, nowMs: () => number) {
    this.tell = tell;
    this.nowMs = nowMs;
  }

  /**
   * @param kinds at least those of the spec
   * @param fresh the page has no intervals: nothing can be kept
   */
  show(number: number, spec: Spec, kinds: Kinds, fresh = false): void {
    const key = JSON.stringify({ ...spec, edits: null });
    const revised = this.run !== null && key === this.key && !fresh;
    // Pending results belong to the past that is kept, or are computed again. They must not be
    // reported with the new run.
    if (revised) this.send(false);
    this.number = number;
    this.stopped = false;
    // The next run may cost quite differently.
    this.events = EVENTS_FIRST;
    if (revised) {
      this.guard(() => {
        const atMs = this.run!.revise(spec.edits);
        this.sent = -1;
        const { intervalMs } = this.run!.intervalLayout!;
        this.told = Math.min(this.told, Math.floor(atMs / intervalMs));
        if (this.run!.over) this.send();
      });
      return;
    }
    this.key = key;
    this.sent = -1;
    this.first = true;
    this.told = 0;
    this.run = null;
    this.guard(() => (this.run = new Run(spec, kinds, { checkpoints: true, intervals: true })));
  }

  stop(): void {
    if (!this.run || this.run.over) return;
    this.stopped = true;
    this.send();
  }

  goOn(): void {
    this.stopped = false;
  }

  series(): SeriesResult | null {
    return this.run?.series() ?? null;
  }

  before(atMs: number): Checkpoint | null {
    return this.run?.before(atMs) ?? null;
  }

  slowest(): Slowest[] {
    return this.run ? slowestIn(this.run) : [];
  }

  /** Computes one slice. @returns whether there is more to do */
  step(): boolean {
    const { run } = this;
    if (!run || run.over || this.stopped) return false;
    return this.guard(() => {
      const end = this.nowMs() + SLICE_MS;
      for (let at = this.nowMs(); run.advance(Infinity, this.events);) {
        const now = this.nowMs();
        this.adapt(now - at);
        if (now >= end) break;
        at = now;
      }
      this.send();
      return !run.over;
    });
  }

  /** Some events cost a thousand times as much as others. */
  private adapt(tookMs: number): void {
    const fit = Math.round(this.events * Math.min(2, LOOK_MS / tookMs));
    this.events = Math.min(EVENTS_MAX, Math.max(1, fit));
  }

  /** @param ended whether the run may be complete */
  private send(ended = true): void {
    const run = this.run!;
    const { transitions } = run;
    const fresh = transitions.length !== this.sent;
    this.sent = transitions.length;
    const batch = this.news(run.takeIntervals());
    this.tell({
      number: this.number,
      layout: this.first ? run.intervalLayout : null,
      batch,
      transitions: fresh ? [...transitions] : null,
      nowMs: run.nowMs,
      stopped: this.stopped,
      result: ended && run.over ? run.result() : null,
      failed: null,
      partial: run.partial,
    });
    this.first = false;
  }

  /** The intervals that the page does not have yet. */
  private news(batch: IntervalBatch | null): IntervalBatch | null {
    if (!batch) return null;
    const { from, count, rows, details, ends } = batch;
    const known = Math.min(count, Math.max(0, this.told - from));
    this.told = Math.max(this.told, from + count);
    if (known === 0) return batch;
    if (known === count) return null;
    const at = ends[known - 1]!;
    return {
      from: from + known,
      count: count - known,
      rows: rows.slice((rows.length / count) * known),
      details: details.slice(at),
      ends: ends.slice(known).map((end) => end - at),
    };
  }

  /** An internal error ends the run with a message, not the thread. */
  private guard<T>(work: () => T): T | false {
    try {
      return work();
    } catch (error) {
      this.run = null;
      this.tell({
        number: this.number,
        layout: null,
        batch: null,
        transitions: null,
        nowMs: 0,
        stopped: false,
        result: null,
        failed: error instanceof Error ? error.message : String(error),
        partial: null,
      });
      return false;
    }
  }
}
