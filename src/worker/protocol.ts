/** What crosses the thread boundary. Buffers are transferred, not copied. */
import type {
  FrameBatch,
  FrameLayout,
  Partial,
  RunResult,
  Spec,
  Transition,
} from '../engine/index.ts';
import type { Reading } from '../scenario/check.ts';

/** News of a run in progress. */
export interface Update {
  /** The number under which it was asked for. */
  number: number;
  /** With the first news of a run: everything before is of another one, unless it was revised. */
  layout: FrameLayout | null;
  /** Intervals from `batch.from` on are these now, and what came behind them is gone. */
  batch: FrameBatch | null;
  /** All of them, when there are others than before. */
  transitions: Transition[] | null;
  /** How far it has been computed. */
  nowMs: number;
  /** It goes no further until somebody says so. */
  stopped: boolean;
  /** When it is over: its figures. */
  result: RunResult | null;
  /** A mistake of ours: the message. */
  failed: string | null;
  partial: Partial | null;
}

export interface Simulator {
  /**
   * Computes this spec from now on, whatever was being computed before. When only its edits differ
   * from the last one's, the past that they share stays, unless the page has nothing of it.
   */
  show(number: number, spec: Spec, fresh: boolean): void;
  /** Computes no further; what has been computed stays. */
  stop(): void;
  /** Goes on where it was stopped. */
  goOn(): void;
  /** Answers, to show that it is not hung. */
  ping(): void;
}

export interface Reader {
  /** Reads and checks data. */
  read(data: unknown): Reading;
}
