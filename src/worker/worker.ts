/** The worker's side of the worker boundary. */
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

serve<Simulator>({
  show: (number, spec, fresh) => {
    simulation.show(number, spec, fresh);
    if (!busy) next();
  },
  stop: () => simulation.stop(),
  goOn: () => {
    simulation.goOn();
    if (!busy) next();
  },
  series: () => simulation.series(),
  before: (atMs) => simulation.before(atMs),
  slowest: () => simulation.slowest(),
  ping: () => {},
});

/** For tests, which run scenarios in the same file as a page. */
export { createRun } from '../engine/index.ts';
