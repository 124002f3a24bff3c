/** The page's side of the worker that runs a spec again and looks closer. */
import type { Contrast, Part } from '../analysis/contrast.ts';
import type { Trace } from '../analysis/trace/trace.ts';
import type { Spec, Which } from '../engine/index.ts';
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

/**
 * Follows a request through a run.
 * @param client only among its requests; null: among those of all
 * @returns null: there is no such request
 */
export const traced = (
  spec: Spec,
  which: Which,
  client: string | null,
  signal: AbortSignal,
): Promise<Trace | null> => examined((ask) => ask('trace', spec, which, client), signal);

/** Compares the attempts that fail in a part of a run with the others there. */
export const contrasted = (
  spec: Spec,
  part: Part,
  signal: AbortSignal,
  hear: (share: number) => void,
): Promise<Contrast> => examined((ask) => ask('contrast', spec, part), signal, hear);
