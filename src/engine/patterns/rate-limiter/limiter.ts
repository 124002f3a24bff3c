/** Base class of rate limiters: one account for all calls, or one per user or tenant. */
import { hint, type Frame } from '../../model/flight/frame.ts';
import { tenantOf, userOf } from '../../model/flight/identity.ts';
import { RATE_LIMITED } from '../../model/outcome.ts';
import { Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import { Identities } from './identities.ts';
import type { per } from './limiter.table.ts';

export type Per = (typeof per.of)[number];

export abstract class Limiter extends Pattern {
  /** The account per identity. */
  protected readonly accounts: Identities;
  protected per: Per = 'all';
  /** The identity whose account was used last. */
  private last = 0;

  /** @param width values per account */
  constructor(place: Pattern['place'], width: number) {
    super(place);
    this.accounts = new Identities(width);
  }

  /** Sets the scope of accounts. @returns whether it changed, which drops all accounts */
  protected shareBy(per: Per): boolean {
    if (per === this.per) return false;
    this.per = per;
    this.accounts.clear();
    return true;
  }

  protected get values(): Float64Array {
    return this.accounts.values;
  }

  /** Start of the caller's account in `values`; created on first use. */
  protected account(w: Port, f: Frame): number {
    this.last = this.keyOf(f);
    const at = this.accounts.find(this.last);
    return at < 0 ? this.open(w, this.last) : at;
  }

  /** Start of the caller's account in `values`; -1: none. */
  protected find(f: Frame): number {
    return this.accounts.find(this.keyOf(f));
  }

  private keyOf(f: Frame): number {
    return this.per === 'all' ? 0 : this.per === 'user' ? userOf(f) : tenantOf(f);
  }

  /** The last account used, for gauges; -1: none. */
  protected lastAccount(): number {
    return this.accounts.find(this.last);
  }

  protected open(w: Port, key: number): number {
    const at = this.accounts.add(key, (other) => this.forgettable(w, other));
    this.begin(w, at);
    return at;
  }

  /** A new account. */
  protected abstract begin(w: Port, at: number): void;

  /** Whether it equals a new account. */
  protected abstract forgettable(w: Port, at: number): boolean;

  /** A call asks an account for a permit. @returns the result of `enter` */
  protected abstract ask(w: Port, f: Frame, at: number): number;

  /** Time until the account's next permit, without competition; 0: now. */
  protected abstract untilNextNs(w: Port, at: number): number;

  /** Permits left in an account. */
  protected abstract left(w: Port, at: number): number;

  /** Permits of an account that does not exist yet. */
  protected abstract readonly whole: number;

  override enter(w: Port, f: Frame): number {
    const at = this.account(w, f);
    const answer = this.ask(w, f, at);
    if (answer === RATE_LIMITED) hint(f, Math.ceil(this.untilNextNs(w, at)));
    return answer;
  }

  override gauges(w: Port): Record<string, number> {
    const at = this.lastAccount();
    return { tokens: at < 0 ? this.whole : this.left(w, at) };
  }

  override report(w: Port): Record<string, number> {
    return this.gauges(w);
  }
}
