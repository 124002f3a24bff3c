/** The page's side of the worker that runs a spec again and looks closer. */
import type { Contrast, Part } from '../analysis/contrast.ts';
import type { IntervalStore } from '../analysis/intervals.ts';
import { slowestOf } from '../analysis/trace/slowest.ts';
import type { Trace, Which } from '../analysis/trace/trace.ts';
import { type Checkpoint, columnAt, type Slowest, type Spec } from '../engine/index.ts';
import type { LatencyMap, Mapped } from '../analysis/latency-map.ts';
import type { Speeds } from '../scenario/advice/index.ts';
import ExaminerWorker from './examiner.ts?worker';
import type { Examiner } from './protocol.ts';
import { type Ask, askOf } from './remote.ts';

/**
 * @param hear gets the share that is done, from 0 to 1
 * @param signal calls it off: the promise fails then, as when the worker does
 */
async function examined<T>(
  question: (ask: Ask<Examiner>) => Promise<T>,
  signal: AbortSignal,
  hear?: (share: number) => void,
): Promise<T> {
  const worker = new ExaminerWorker();
  try {
    return await new Promise<T>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(why));
      signal.addEventListener('abort', () => fail('it was called off'));
      worker.onerror = ({ message }) => fail(message || 'its worker could not be loaded');
      question(askOf<Examiner>(worker, hear)).then(resolve, reject);
    });
  } finally {
    worker.terminate();
  }
}

/** A run that is over: its spec, its intervals, and from where it can be run again. */
export interface Past {
  spec: Spec;
  /** Null: none of it has been computed. */
  store: IntervalStore | null;
  /** A checkpoint at or before a time, in ms; null: only from its start. */
  before(atMs: number): Promise<Checkpoint | null>;
  /** The longest request of each client; none: they must be looked for. */
  slowest(): Promise<Slowest[]>;
}

/**
 * Follows a request through a run, from shortly before it begins.
 * @param client only among its requests; null: among those of all
 * @returns null: there is no such request
 */
export const traced = (
  past: Past,
  which: Which,
  client: string | null,
  signal: AbortSignal,
): Promise<Trace | null> =>
  examined(async (ask) => {
    const { spec } = past;
    const before = async (atMs: number | null): Promise<Checkpoint | null> =>
      atMs === null ? null : past.before(atMs);
    const sinceMs = sinceOf(past.store, which, client);
    const from = await before(sinceMs);
    if (typeof which === 'object' && 'nth' in which)
      return ask('trace', spec, from, { client, nth: which.nth });
    const known = which === 'slowest' ? slowestOf(await past.slowest(), client) : null;
    const root = known ?? (await ask('find', spec, from, which, client));
    return root && ask('trace', spec, await before(root.startMs), root);
  }, signal);

/** When to begin to look for it at the latest, by what the intervals say; null: at the start. */
function sinceOf(store: IntervalStore | null, which: Which, client: string | null): number | null {
  if (!store || which === 'slowest') return null;
  if (which !== 'failed' && 'link' in which) return which.beganMs;
  const column = columnAt('clients', which === 'failed' ? 'failed' : 'offered');
  const wanted = which === 'failed' ? 1 : which.nth;
  const places = store.layout.clients.filter(({ id }) => client === null || id === client);
  let counted = 0;
  for (let i = 0; i < store.count; i++) {
    for (const { at } of places) counted += store.value(i, at + column);
    if (counted >= wanted) return i * store.layout.intervalMs;
  }
  return null;
}

/** Compares the attempts that fail in a part of a run with the others there. */
export const contrasted = (
  spec: Spec,
  part: Part,
  signal: AbortSignal,
  hear: (share: number) => void,
): Promise<Contrast> => examined((ask) => ask('contrast', spec, part), signal, hear);

/** Counts latencies over time. */
export const latencyMapped = (
  spec: Spec,
  mapped: Mapped,
  signal: AbortSignal,
  hear: (share: number) => void,
): Promise<LatencyMap> => examined((ask) => ask('latencies', spec, mapped), signal, hear);

/** Measures how fast callees answer while nothing goes wrong. */
export const measured = (spec: Spec, signal: AbortSignal): Promise<Speeds> =>
  examined((ask) => ask('speeds', spec), signal);
