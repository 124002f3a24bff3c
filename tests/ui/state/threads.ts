/**
 * The page's workers in the thread of a test: what they compute and read is computed and read, by
 * the same code, without threads that take a second each to start.
 */
import { everyKind } from '../../../src/engine/every-kind.ts';
import type { Spec } from '../../../src/engine/index.ts';
import { readData } from '../../../src/scenario/check.ts';
import { Simulation } from '../../../src/worker/simulation.ts';

interface Call {
  number: number;
  name: string;
  args: unknown[];
}

class Thread {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  private ended = false;
  private busy = false;
  private readonly simulation = new Simulation(
    (update) => this.tell({ number: 0, value: update }),
    () => performance.now(),
  );

  postMessage(call: Call): void {
    const { number, name, args } = structuredClone(call);
    setImmediate(() => {
      if (!this.ended) this.tell({ number, value: this.call(name, args) });
    });
  }

  private call(name: string, args: unknown[]): unknown {
    if (name === 'read') return readData(args[0]);
    if (name === 'show') {
      const [number, spec, fresh] = args as [number, Spec, boolean];
      this.simulation.show(number, spec, everyKind, fresh);
    } else if (name !== 'ping') this.simulation[name as 'stop']();
    this.go();
    return undefined;
  }

  private go(): void {
    if (this.busy) return;
    this.busy = true;
    setImmediate(() => {
      this.busy = false;
      if (!this.ended && this.simulation.step()) this.go();
    });
  }

  private tell(answer: object): void {
    const data = structuredClone(answer);
    setImmediate(() => this.ended || this.onmessage?.({ data }));
  }

  terminate(): void {
    this.ended = true;
  }
}

/** Has the page's workers run in this thread. */
export function inThisThread(): void {
  Object.assign(globalThis, { Worker: Thread });
  globalThis.navigator ??= { hardwareConcurrency: 3 } as Navigator;
}
