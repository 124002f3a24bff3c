/** Idle connections in the order in which they were opened. */
import { grown } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';

export class IdleConnections extends State {
  count = -1;
  /** The connection's number, in order of opening by the pool. */
  which = new Float64Array(4);
  endNs = new Float64Array(4);
  /** Start of its idle time. */
  sinceNs = new Float64Array(4);

  constructor() {
    super();
    this.count = 0;
  }

  add(which: number, endNs: number, nowNs: number): void {
    if (this.count === this.which.length) {
      this.which = grown(this.which);
      this.endNs = grown(this.endNs);
      this.sinceNs = grown(this.sinceNs);
    }
    let at = this.count;
    while (at > 0 && this.which[at - 1]! > which) at--;
    this.move(at, at + 1);
    this.count++;
    this.which[at] = which;
    this.endNs[at] = endNs;
    this.sinceNs[at] = nowNs;
  }

  remove(at: number): void {
    this.move(at + 1, at);
    this.count--;
  }

  /** Moves the connections from one position to another. */
  private move(from: number, to: number): void {
    this.which.copyWithin(to, from, this.count);
    this.endNs.copyWithin(to, from, this.count);
    this.sinceNs.copyWithin(to, from, this.count);
  }

  nextEnd(): number {
    let next = Infinity;
    for (let at = 0; at < this.count; at++) next = Math.min(next, this.endNs[at]!);
    return next;
  }
}
