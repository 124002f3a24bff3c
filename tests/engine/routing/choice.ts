/** What a policy may know, for tests of a policy by itself. */
import { Stream } from '../../../src/engine/kernel/random.ts';
import { Frame } from '../../../src/engine/model/flight/frame.ts';
import { balance } from '../../../src/engine/model/balance.table.ts';
import type { PolicyName } from '../../../src/engine/model/balance.table.ts';
import type { BalanceSpec, Choice, Policy } from '../../../src/engine/model/parts/policy.ts';
import { defaultOf } from '../../../src/engine/model/first-value.ts';
import { policies } from '../../../src/engine/routing/index.ts';

export const spec = (more: Partial<BalanceSpec> = {}): BalanceSpec => ({
  ...(Object.fromEntries(
    Object.entries(balance).map(([name, param]) => [name, defaultOf(param)]),
  ) as unknown as BalanceSpec),
  ...more,
});

/** A farm of replicas, all idle, whose time stands still until it is set. */
export class Farm implements Choice {
  pickable: Int32Array;
  allowed: Uint8Array;
  underWay: Int32Array;
  count: number;
  readonly total: number;
  nowNs = 0;
  weights: readonly number[] | null = null;
  readonly stream = new Stream('1', 'farm');

  constructor(replicas: number) {
    this.pickable = Int32Array.from({ length: replicas }, (_, i) => i);
    this.allowed = new Uint8Array(replicas).fill(1);
    this.underWay = new Int32Array(replicas);
    this.count = this.total = replicas;
  }

  get isUneven(): boolean {
    return this.weights !== null;
  }

  weightOf(replica: number): number {
    return this.weights?.[replica] ?? 1;
  }

  without(replica: number): this {
    this.allowed[replica] = 0;
    this.pickable = this.pickable.filter((one) => one !== replica);
    this.count = this.pickable.length;
    return this;
  }
}

export function made(name: PolicyName, farm: Choice, more: Partial<BalanceSpec> = {}): Policy {
  const policy = new policies[name]();
  policy.configure(spec({ policy: name, ...more }));
  policy.changed(farm);
  return policy;
}

/** A request of a user. */
export function ofUser(user: number): Frame {
  const f = new Frame(0, { patterns: [] } as never, 0, 0);
  f.user = user;
  f.traits = 16;
  return f;
}
