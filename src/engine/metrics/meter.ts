import { State } from '../kernel/state.ts';

/** What all meters know: the time, and what counts. */
export abstract class Meter extends State {
  static override readonly refs: readonly string[] = ['clock'];
  protected readonly clock: { readonly now: number };
  protected readonly warmupNs: number;

  constructor(clock: { readonly now: number }, warmupNs: number) {
    super();
    this.clock = clock;
    this.warmupNs = warmupNs;
  }
}
