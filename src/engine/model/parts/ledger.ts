/**
 * What a service that writes has brought about, by operation, so that a second time is noticed: as
 * a duplicate or, where the service knows idempotency keys, as a request that is answered from what
 * is stored.
 */
import { State } from '../../kernel/state.ts';
import { Instants } from '../../kernel/instants.ts';

/** Operations remembered: at least the last so many, at most twice as many. */
const REMEMBERED = 1 << 18;

export class Ledger extends State {
  private readonly recent = new Instants();
  private readonly older = new Instants();
  /** How long an idempotency key is known, in ns; 0: keys mean nothing here. */
  keepNs = 0;

  /** Has this operation been done, as far as is remembered? */
  private isDone(key: number, sinceNs: number): boolean {
    return this.recent.of(key) >= sinceNs || this.older.of(key) >= sinceNs;
  }

  /** Is the answer to this operation still stored? */
  knows(key: number, nowNs: number): boolean {
    return this.keepNs > 0 && this.isDone(key, nowNs - this.keepNs);
  }

  /** An operation takes effect. @returns whether it had before */
  done(key: number, nowNs: number): boolean {
    const again = this.isDone(key, 0);
    if (this.recent.count >= REMEMBERED) this.older.takeOver(this.recent);
    this.recent.put(key, nowNs);
    return again;
  }
}
