/** The page's side of the worker that follows a request. */
import type { Trace } from '../analysis/trace/trace.ts';
import type { Spec, Which } from '../engine/index.ts';
import type { TraceMaker } from './protocol.ts';
import { askOf } from './remote.ts';
import Tracer from './tracer.ts?worker';

/**
 * @param client only among its requests; null: among those of all
 * @param signal calls it off: the promise fails then, as when the worker does
 * @returns null: there is no such request
 */
export async function traced(
  spec: Spec,
  which: Which,
  client: string | null,
  signal: AbortSignal,
): Promise<Trace | null> {
  const worker = new Tracer();
  try {
    return await new Promise<Trace | null>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(why));
      signal.addEventListener('abort', () => fail('it was called off'));
      worker.onerror = ({ message }) => fail(message || 'its worker could not be loaded');
      askOf<TraceMaker>(worker)('trace', spec, which, client).then(resolve, reject);
    });
  } finally {
    worker.terminate();
  }
}
