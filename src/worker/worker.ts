/** The worker's end of the thread boundary. */
import type { Simulator } from './protocol.ts';
import { serve, tell } from './remote.ts';
import { Simulation } from './simulation.ts';

let busy = false;
// Between two slices a message of its own lets others through, without the delay of a timer.
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
  ping: () => {},
});

/** For tests, which run scenarios in the very file that a page gets. */
export { createRun } from '../engine/index.ts';
