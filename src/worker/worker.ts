/** The worker's side of the worker boundary. */
import { kindsFor } from './kinds.ts';
import type { Simulator } from './protocol.ts';
import { serve, tell } from './remote.ts';
import { Simulation } from './simulation.ts';

let busy = false;
// A message between two slices lets other messages through, without a timer's delay.
const turn = new MessageChannel();

const simulation = new Simulation(
  (update) => {
    const { batch } = update;
    const buffers = batch ? [batch.rows.buffer, batch.details.buffer, batch.ends.buffer] : [];
    tell(update, buffers);
  },
  () => performance.now(),
);

const next = (): void => {
  busy = true;
  turn.port2.postMessage(null);
};
turn.port1.onmessage = () => {
  busy = false;
  if (simulation.step()) next();
};

let last: Promise<unknown> = Promise.resolve();

/** Commands take effect in order, also when one of them waits for parts of the engine. */
function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
  const done = last.then(work);
  last = done.catch((error: unknown) => {
    // As an error of the worker, so that the page replaces it: a new one asks for the part again.
    setTimeout(() => {
      throw error;
    });
  });
  return done;
}

serve<Simulator>({
  show: (number, spec, fresh) =>
    inTurn(async () => {
      simulation.show(number, spec, await kindsFor(spec), fresh);
      if (!busy) next();
    }),
  stop: () => inTurn(() => simulation.stop()),
  goOn: () =>
    inTurn(() => {
      simulation.goOn();
      if (!busy) next();
    }),
  series: () => inTurn(() => simulation.series()),
  before: (atMs) => inTurn(() => simulation.before(atMs)),
  slowest: () => inTurn(() => simulation.slowest()),
  ping: () => {},
});

/** For tests, which run scenarios in the same files as a page. */
export { Run } from '../engine/lean.ts';
export { kindsFor } from './kinds.ts';
