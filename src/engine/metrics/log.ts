/** The first so many of what happens, in order of time, and how many there were in all. */
import { State } from '../kernel/state.ts';

/** More than this are counted, not kept. */
const KEPT_MAX = 10_000;

export class Log<T> extends State {
  static override readonly refs: readonly string[] = ['kept'];
  seen = 0;
  readonly kept: T[] = [];

  add(one: T): void {
    if (this.seen++ < KEPT_MAX) this.kept.push(one);
  }
}
