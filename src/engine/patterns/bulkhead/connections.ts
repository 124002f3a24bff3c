/**
 * Connections of a pool, opened in no time when they are needed. Each carries several requests at
 * once, and may serve only so many in its life: it takes no more after that, and closes when those
 * that it carries have ended. The connection that was freed last is used first, as in Envoy.
 */
import { grown } from '../../kernel/arrays.ts';
import { State } from '../../kernel/state.ts';
import { Deque } from './deque.ts';

const CLOSED = -1;

export interface ConnectionLimits {
  /** Maximum connections. */
  most: number;
  /** Requests that one carries at once. */
  streams: number;
  /** Requests that one serves in its life; 0: no limit. */
  life: number;
}

export class Connections extends State {
  /** All that are not closed. */
  open = -1;
  /** Per connection: the requests that it carries, or CLOSED, and those that it has taken. */
  private carried = new Float64Array(4);
  private taken = new Float64Array(4);
  private used = -1;
  /** Closed ones, whose numbers are used again. */
  private readonly closed = new Deque();
  /** Those that can take a request; the next one is the newest. */
  private readonly ready = new Deque();
  private most = 0.5;
  private streams = 0.5;
  private life = 0.5;

  constructor() {
    super();
    this.open = this.used = 0;
  }

  configure({ most, streams, life }: ConnectionLimits): void {
    if (most === this.most && streams === this.streams && life === this.life) return;
    this.most = most;
    this.streams = streams;
    this.life = life;
    while (this.ready.count > 0) this.ready.takeNewest();
    for (let which = 0; which < this.used; which++) {
      if (this.carried[which] === CLOSED) continue;
      if (this.isOver(which)) this.close(which);
      else if (this.takes(which)) this.ready.add(which);
    }
  }

  /** Whether some connection, or a new one, can take a request. */
  get room(): boolean {
    return this.ready.count > 0 || this.open < this.most;
  }

  /** A request takes a connection; there must be room. @returns the connection */
  take(): number {
    if (this.ready.count === 0) this.ready.add(this.create());
    const which = this.ready.at(this.ready.count - 1);
    this.carried[which]!++;
    this.taken[which]!++;
    if (!this.takes(which)) this.ready.takeNewest();
    return which;
  }

  /** A request that a connection carried has ended. */
  give(which: number): void {
    const was = this.takes(which);
    this.carried[which]!--;
    if (this.isOver(which)) {
      if (was) this.forget(which);
      this.close(which);
    } else if (!was && this.takes(which)) this.ready.add(which);
  }

  private takes(which: number): boolean {
    return this.carried[which]! < this.streams && !this.isDrained(which);
  }

  private isDrained(which: number): boolean {
    return this.life > 0 && this.taken[which]! >= this.life;
  }

  /** It carries nothing, and is drained or one too many. */
  private isOver(which: number): boolean {
    return this.carried[which] === 0 && (this.isDrained(which) || this.open > this.most);
  }

  private create(): number {
    this.open++;
    const which = this.closed.count > 0 ? this.closed.takeNewest() : this.used++;
    if (which === this.carried.length) {
      this.carried = grown(this.carried);
      this.taken = grown(this.taken);
    }
    this.carried[which] = this.taken[which] = 0;
    return which;
  }

  private close(which: number): void {
    this.open--;
    this.carried[which] = CLOSED;
    this.closed.add(which);
  }

  private forget(which: number): void {
    for (let i = this.ready.count - 1; i >= 0; i--)
      if (this.ready.at(i) === which) this.ready.remove(i);
  }
}
