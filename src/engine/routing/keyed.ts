/** What hashing policies hash: a request's user, tenant or operation. */
import { avalanche } from '../kernel/digest.ts';
import type { Frame } from '../model/flight/frame.ts';
import { tenantOf, userOf } from '../model/flight/identity.ts';
import { type BalanceSpec, type Choice, Policy } from '../model/parts/policy.ts';

/** The key of a request that has none. */
const NOBODY = -1;
const HIGH = 1 / 0x100000000;

/** Two numbers as one of 32 bits, from 0. */
export const mixed = (a: number, b: number): number =>
  avalanche(avalanche(a | 0) ^ Math.imul(b + 1, 0x9e3779b1)) >>> 0;

export abstract class Keyed extends Policy {
  private key: BalanceSpec['key'] = 'user';

  override configure({ key }: BalanceSpec): void {
    this.key = key;
  }

  private keyOf(f: Frame): number {
    if (this.key === 'operation') return f.key;
    if (this.key === 'user') return userOf(f);
    return tenantOf(f) || NOBODY;
  }

  override pick(from: Choice, f: Frame): number {
    const key = this.keyOf(f);
    if (key === NOBODY) return from.pickable[from.stream.below(from.count)]!;
    return this.ownerOf(mixed(key, (key * HIGH) | 0));
  }

  /** @param hash 32 bits, from 0 @returns the replica that has it */
  protected abstract ownerOf(hash: number): number;
}
