/**
 * Base class of retries: a failed attempt is retried after a delay, if the library retries this
 * outcome, attempts are left, the quota or budget allows it, and the deadline leaves time. A
 * library's version defines each of these points; its state per call is in slots of the call's
 * frame.
 */
import { TIMER } from '../../kernel/queue.ts';
import type { Stream } from '../../kernel/random.ts';
import * as at from '../../model/flight/frame.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, type Outcome } from '../../model/outcome.ts';
import { HOLD, PASS, Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';

// Slots: attempts made, and the attempt number of an outer retry. A library's own slots follow.
const MADE = 0;
const OUTER = 1;
export const OWN = 2;

const NS_PER_MS = 1e6;

export abstract class Retry extends Pattern {
  static override readonly slots: number = OWN;
  /** Retries made, and retries denied by the quota, budget or gate. */
  retries = 0;
  unpaid = 0;
  /** Maximum attempts per call, including the first. */
  protected tries = 1;
  /** Retried outcomes, one bit each; likewise for rejections by the same stack. */
  protected mask = 0;
  protected localMask = 0;
  protected readonly jitter: Stream;

  constructor(place: Pattern['place']) {
    super(place);
    this.jitter = place.stream('jitter');
  }

  static override splits(): boolean {
    return true;
  }

  override enter(w: Port, f: Frame): number {
    const slot = f.slots + this.slot;
    w.pool.slots[slot + MADE] = 1;
    w.pool.slots[slot + OUTER] = f.attempt;
    f.attempt = 1;
    return this.first(w, f, slot + OWN);
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    const slot = f.slots + this.slot;
    const own = slot + OWN;
    this.ended(w, f, o, own);
    if (o > DEGRADED && this.wants(f, o) && !w.givenUp(f)) {
      const made = w.pool.slots[slot + MADE]!;
      if (made < this.limit(w, own) && this.wait(w, f, o, made, own)) {
        w.pool.slots[slot + MADE] = made + 1;
        return HOLD;
      }
    }
    // As an integer: a float64 would change the field's representation in all frames.
    f.attempt = w.pool.slots[slot + OUTER]! | 0;
    return o;
  }

  /** Pays for one more attempt and waits. @returns false if there will be none */
  private wait(w: Port, f: Frame, o: Outcome, made: number, own: number): boolean {
    if (!this.pay(w, f, o, own)) {
      this.unpaid++;
      return false;
    }
    const ms = this.delay(w, f, o, made, own);
    const ns = Math.min(Math.round(ms * NS_PER_MS), w.longestNs);
    if (ms < 0 || !w.deadlines.leavesTime(f, ns)) {
      this.unpay(w, own);
      return false;
    }
    this.retries++;
    w.calls.hold(f, this.layerOf(f));
    w.after(f, ns, TIMER);
    return true;
  }

  /** The back-off is over. */
  override wake(w: Port, f: Frame): void {
    this.retry(w, f);
  }

  /** Whether the call's first attempt is still to be made. */
  protected isFirst(w: Port, f: Frame): boolean {
    return w.pool.slots[f.slots + this.slot + MADE] === 1;
  }

  protected retry(w: Port, f: Frame): void {
    w.calls.again(f, this.layerOf(f), w.pool.slots[f.slots + this.slot + MADE]!);
  }

  override abandon(w: Port, f: Frame): void {
    f.due = 0;
    this.dropped(w, f.slots + this.slot + OWN);
  }

  /** Whether this outcome is retried. */
  protected wants(f: Frame, o: Outcome): boolean {
    const mask = (f.flags & at.LOCAL) === 0 ? this.mask : this.localMask;
    return (mask & (1 << o)) !== 0;
  }

  /** Maximum attempts of this call. */
  protected limit(_w: Port, _own: number): number {
    return this.tries;
  }

  /** The call's first attempt: a deposit, and the library's state for the call. */
  protected first(_w: Port, _f: Frame, _own: number): number {
    return PASS;
  }

  /** An attempt ended, successfully or not. */
  protected ended(_w: Port, _f: Frame, _o: Outcome, _own: number): void {}

  /** Takes the cost of one more attempt. @returns false if the quota or budget denies it */
  protected pay(_w: Port, _f: Frame, _o: Outcome, _own: number): boolean {
    return true;
  }

  /** Delay in ms before retry `n`, from 1; negative: no retry. */
  protected abstract delay(w: Port, f: Frame, o: Outcome, n: number, own: number): number;

  /** No time is left: returns the cost. */
  protected unpay(_w: Port, _own: number): void {}

  /** An outer layer has given up during the wait. */
  protected dropped(_w: Port, _own: number): void {}

  /** The callee's retry hint, in ms from now; -1: none. */
  protected hintMs(f: Frame): number {
    const ns = at.hintOf(f);
    return ns < 0 ? -1 : ns / NS_PER_MS;
  }

  /** Balance of the quota or budget; null: none. */
  protected held(_w: Port): number | null {
    return null;
  }

  /** Whether anything else may deny retries. */
  protected get denies(): boolean {
    return false;
  }

  override gauges(w: Port): Record<string, number> {
    const balance = this.held(w);
    const { retries } = this;
    if (balance !== null) return { retries, unpaid: this.unpaid, balance };
    return { retries, unpaid: this.denies ? this.unpaid : NaN, balance: NaN };
  }

  override report(w: Port): Record<string, number> {
    const balance = this.held(w);
    const { retries, unpaid } = this;
    if (balance !== null) return { retries, unpaid, balance };
    return this.denies ? { retries, unpaid } : { retries };
  }
}
