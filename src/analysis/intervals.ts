/**
 * The intervals of a run as received from the worker: a row of numbers for each, and details of
 * variable length (states of threads, sampled attempts). Rows stay where they came, in the numbers
 * of their batch: a large system has 25,000 columns.
 */
import {
  type IntervalBatch,
  type IntervalLayout,
  HEDGE,
  DRAINING,
  LIFE,
  type LifeName,
  LOCAL,
  PROBE,
  RESTARTING,
  RETRY,
  SAMPLE,
  STARTING,
  TILE,
} from '../engine/index.ts';

/** Thread states of one replica. */
export interface Tile {
  state: LifeName;
  /** Its process runs. */
  alive: boolean;
  /** Removed by an edit; it finishes its in-flight requests. */
  draining: boolean;
  threads: number;
  /** Threads with wanted work, with abandoned work, and blocked on a dependency. */
  live: number;
  abandoned: number;
  waiting: number;
  queued: number;
}

/** One sampled attempt. */
export interface Sample {
  /** ms since the start of the run. */
  beganMs: number;
  endedMs: number;
  /** Index in the list of outcomes: 0 ok, 1 degraded, above: failures. */
  outcome: number;
  kind: 'first' | 'retry' | 'hedge' | 'probe';
  /** Rejected by a pattern of its own link: it never left the caller. */
  bounced: boolean;
  /** Attempt number within its call, from 1. */
  attempt: number;
  /** Index of the callee's replica; -1: none reached. */
  replica: number;
}

function kindOf(flags: number): Sample['kind'] {
  if ((flags & PROBE) !== 0) return 'probe';
  if ((flags & HEDGE) !== 0) return 'hedge';
  return (flags & RETRY) !== 0 ? 'retry' : 'first';
}

interface Details {
  numbers: Float32Array;
  from: number;
  /** Its batch; later batches have higher numbers. */
  batch: number;
}

/** Ranges of each service's replicas in the details of an interval. */
interface Starts {
  of: Details;
  at: Int32Array;
}

/** Time constant of the smoothing, in simulated time. */
const SMOOTH_MS = 2500;
/** Smaller weights are ignored. */
const WEIGHT_MIN = 0.05;

export class IntervalStore {
  readonly layout: IntervalLayout;
  private rows: Float32Array[] = [];
  private details: Details[] = [];
  /** Batches so far. */
  private batches = 0;
  /** State of the interval read last. */
  private starts: Starts | null = null;
  private readonly services: ReadonlyMap<string, number>;

  constructor(layout: IntervalLayout) {
    this.layout = layout;
    this.services = new Map(layout.services.map(({ id }, i) => [id, i]));
  }

  /** Number of intervals. */
  get count(): number {
    return this.rows.length;
  }

  /** Applies a batch: everything from its first interval on is replaced. */
  put({ from, count, rows, details, ends }: IntervalBatch): void {
    const { width } = this.layout;
    this.release(from);
    this.rows.length = this.details.length = from;
    const batch = ++this.batches;
    for (let i = 0; i < count; i++) {
      this.rows.push(rows.subarray(i * width, (i + 1) * width));
      this.details.push({ numbers: details, from: i === 0 ? 0 : ends[i - 1]!, batch });
    }
  }

  /** Rows before this one shall not keep those of their batch that are about to be replaced. */
  private release(from: number): void {
    const { buffer } = this.rows[from] ?? {};
    if (!buffer) return;
    for (let i = from - 1; i >= 0 && this.rows[i]!.buffer === buffer; i--)
      this.rows[i] = this.rows[i]!.slice();
  }

  /** Changes if the interval, or an earlier one, was replaced; 0: it does not exist. */
  batchOf(interval: number): number {
    return this.details[interval]?.batch ?? 0;
  }

  /** A snapshot of the rows for comparison, without details. */
  snapshot(): IntervalStore {
    const copy = new IntervalStore(this.layout);
    copy.rows = [...this.rows];
    return copy;
  }

  /** The interval that contains a time; -1: none yet. */
  indexAt(atMs: number): number {
    return Math.min(this.count - 1, Math.max(0, Math.floor(atMs / this.layout.intervalMs)));
  }

  /** @param at a column of the row; NaN: no value */
  value(interval: number, at: number): number {
    return this.rows[interval]?.[at] ?? NaN;
  }

  /**
   * A column's value, smoothed over earlier intervals, and the same however the playhead got there.
   * NaN: no value.
   */
  smoothed(interval: number, at: number): number {
    const keep = Math.exp(-this.layout.intervalMs / SMOOTH_MS);
    let sum = 0;
    let weights = 0;
    for (let i = interval, weight = 1; i >= 0 && weight > WEIGHT_MIN; i--, weight *= keep) {
      const value = this.value(i, at);
      if (Number.isNaN(value)) continue;
      sum += value * weight;
      weights += weight;
    }
    return weights > 0 ? sum / weights : NaN;
  }

  /** A column's values over all intervals so far. */
  column(at: number): Float32Array {
    const { rows } = this;
    const values = new Float32Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = rows[i]![at]!;
    return values;
  }

  /** What a column's values add up to before each interval, and in the end; nothing counts as 0. */
  sums(at: number): Float64Array {
    const { rows } = this;
    const sums = new Float64Array(rows.length + 1);
    for (let i = 0, sum = 0; i < rows.length; i++) sums[i + 1] = sum += rows[i]![at]! || 0;
    return sums;
  }

  /** The highest of a column's values; -Infinity: there are none. */
  most(at: number): number {
    let most = -Infinity;
    for (const row of this.rows) if (row[at]! > most) most = row[at]!;
    return most;
  }

  private startsOf(details: Details): Int32Array {
    if (this.starts?.of !== details) {
      const at = new Int32Array(this.services.size + 1);
      at[0] = details.from;
      for (let i = 0; i < this.services.size; i++)
        at[i + 1] = at[i]! + 1 + details.numbers[at[i]!]! * TILE;
      this.starts = { of: details, at };
    }
    return this.starts.at;
  }

  /** A service's replicas. */
  tiles(interval: number, service: string): Tile[] {
    const details = this.details[interval];
    const place = this.services.get(service);
    if (!details || place === undefined) return [];
    const { numbers } = details;
    const starts = this.startsOf(details);
    const tiles: Tile[] = [];
    for (let at = starts[place]! + 1; at < starts[place + 1]!; at += TILE) {
      const life = numbers[at]!;
      tiles.push({
        state: LIFE[life]!,
        alive: life > STARTING && life < RESTARTING,
        draining: life === DRAINING,
        threads: numbers[at + 1]!,
        live: numbers[at + 2]!,
        abandoned: numbers[at + 3]!,
        waiting: numbers[at + 4]!,
        queued: numbers[at + 5]!,
      });
    }
    return tiles;
  }

  /** Requests in this service's queue at the end of an interval. */
  queued(interval: number, service: string): number {
    return this.tiles(interval, service).reduce((sum, { queued }) => sum + queued, 0);
  }

  /** Per link, in layout order: attempts that ended in that interval. */
  samples(interval: number): Sample[][] {
    const details = this.details[interval];
    if (!details) return this.layout.links.map(() => []);
    const { numbers } = details;
    let at = this.startsOf(details).at(-1)!;
    const fromMs = interval * this.layout.intervalMs;
    return this.layout.links.map(() => {
      const count = numbers[at++]!;
      const samples: Sample[] = [];
      for (let i = 0; i < count; i++, at += SAMPLE)
        samples.push({
          beganMs: fromMs + numbers[at]!,
          endedMs: fromMs + numbers[at + 1]!,
          outcome: numbers[at + 2]!,
          kind: kindOf(numbers[at + 3]!),
          bounced: (numbers[at + 3]! & LOCAL) !== 0,
          attempt: numbers[at + 4]!,
          replica: numbers[at + 5]!,
        });
      return samples;
    });
  }
}
