/**
 * Computes a run to its end in slices of events. Between slices it checks for signals, which end
 * the run with partial results, and updates the progress line.
 */
import {
  createRun,
  type RunOptions,
  type Run,
  type RunResult,
  type SeriesResult,
  type Spec,
} from '../engine/index.ts';
import { IntervalStore } from '../analysis/intervals.ts';
import type { Recording } from '../analysis/story/seen.ts';
import { Progress } from './progress.ts';

/** Some tenth of a second. */
const SLICE_EVENTS = 50_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Driven {
  result: RunResult;
  /** The figures of each interval, for whoever asks. */
  series: () => SeriesResult;
  /** The run with all that a page would draw of it; it has to be run with `intervals`. */
  recording: () => Recording;
  /** From the creation of the run to the finished result. */
  wallMs: number;
}

export async function drive(spec: Spec, options: RunOptions): Promise<Driven> {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    // A second signal ends the process at once, by the system's default.
    for (const signal of SIGNALS) process.off(signal, stop);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const fromMs = performance.now();
  const progress = new Progress(process.stderr, fromMs);
  try {
    const run = createRun(spec, options);
    while (run.advance(Infinity, SLICE_EVENTS) && !stopped) {
      progress.show(performance.now(), run.nowMs, spec.duration, run.events);
      await new Promise(setImmediate);
    }
    const result = stopped && !run.over ? interrupted(run) : run.result();
    return {
      result,
      series: () => run.series(),
      recording: () => recorded(spec, run, result),
      wallMs: performance.now() - fromMs,
    };
  } finally {
    progress.clear();
    stop();
  }
}

function recorded(spec: Spec, run: Run, result: RunResult): Recording {
  const store = new IntervalStore(run.intervalLayout!);
  const batch = run.takeIntervals();
  if (batch) store.put(batch);
  return { spec, store, transitions: run.transitions, result };
}

/** In the result, a signal is a limit like others. */
function interrupted(run: Run): RunResult {
  const atMs = run.nowMs;
  const message = 'the run received a signal to stop';
  return { ...run.result(), partial: { limit: 'interrupted', atMs, message } };
}
