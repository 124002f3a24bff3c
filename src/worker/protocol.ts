/** Messages between page and worker. Buffers are transferred, not copied. */
import type {
  Checkpoint,
  IntervalBatch,
  IntervalLayout,
  Partial,
  Root,
  RunResult,
  SeriesResult,
  Slowest,
  Sought,
  Spec,
  Transition,
  Wanted,
} from '../engine/index.ts';
import type { Contrast, Part } from '../analysis/contrast.ts';
import type { LatencyMap, Mapped } from '../analysis/latency-map.ts';
import type { Speeds } from '../scenario/advice/index.ts';
import type { Trace } from '../analysis/trace/trace.ts';
import type { Reading } from '../scenario/check.ts';
import type { rewrite } from '../scenario/editing/rewrite.ts';

/** An update of a run in progress. */
export interface Update {
  /** The number of the request. */
  number: number;
  /** True in the first update of a new run, unless an earlier run was revised. */
  layout: IntervalLayout | null;
  /** Intervals from `batch.from` on are replaced; later ones are dropped. */
  batch: IntervalBatch | null;
  /** All transitions, if they changed. */
  transitions: Transition[] | null;
  /** Simulated time computed so far. */
  nowMs: number;
  /** Paused until resumed. */
  stopped: boolean;
  /** At the end of the run: its result. */
  result: RunResult | null;
  /** Message of an internal error. */
  failed: string | null;
  partial: Partial | null;
}

export interface Simulator {
  /**
   * Starts to compute this spec, replacing the current run. If only its edits differ, the shared
   * past is kept, provided that the page has it.
   */
  show(number: number, spec: Spec, fresh: boolean): void;
  /** Pauses the computation and keeps its results. */
  stop(): void;
  /** Resumes the computation. */
  goOn(): void;
  /** What has been computed, per interval; null: there is no run. */
  series(): SeriesResult | null;
  /** The run's last checkpoint at or before a time, in ms; null: it has none. */
  before(atMs: number): Checkpoint | null;
  /** Of each client the longest request so far that ended well after the warm-up. */
  slowest(): Slowest[];
  /** Answers a ping. */
  ping(): void;
}

export interface Reader {
  /** Reads and checks data. */
  read(data: unknown): Reading;
}

/** All from the start of a run, or from a checkpoint of it. */
export interface Examiner {
  /** Looks for a request; null: there is none. @param client only among its requests */
  find(spec: Spec, from: Checkpoint | null, sought: Sought, client: string | null): Root | null;
  /** Follows a request; null: there is none. */
  trace(spec: Spec, from: Checkpoint | null, wanted: Wanted): Trace | null;
  /** Compares attempts that fail with others; tells the share that is done. */
  contrast(spec: Spec, part: Part): Contrast;
  /** Counts latencies over time; tells the share that is done. */
  latencies(spec: Spec, mapped: Mapped): LatencyMap;
  /** Measures how fast callees answer while nothing goes wrong. */
  speeds(spec: Spec): Speeds;
}

export interface TextReader {
  /** Reads and checks a text in YAML or JSON; problems have lines. */
  read(text: string): Reading;
  /** The text after its content has changed elsewhere; see `scenario/editing/rewrite.ts`. */
  rewrite: typeof rewrite;
}
