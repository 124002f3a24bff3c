/** How a balancer chooses among the replicas that it may pick. */
import type { Stream } from '../../kernel/random.ts';
import { State } from '../../kernel/state.ts';
import type { Frame } from '../flight/frame.ts';
import type { Values } from '../params.ts';
import type { balance, PolicyName } from '../balance.table.ts';

export type BalanceSpec = Values<typeof balance>;

/** What a policy may know. Replicas are numbered by their index in the service. */
export interface Choice {
  /** Those that may be picked, in ascending order: the first `count` numbers. */
  readonly pickable: Int32Array;
  readonly count: number;
  /** Replicas that there should be, whatever their state. */
  readonly total: number;
  /** By replica: 1 if it may be picked. */
  readonly allowed: Uint8Array;
  /** By replica: attempts sent, and neither answered nor given up. */
  readonly underWay: Int32Array;
  /** Some weigh more than others at present. */
  readonly isUneven: boolean;
  readonly stream: Stream;
  /** The simulated time, in ns. */
  readonly nowNs: number;
  /** A replica's weight at present. */
  weightOf(replica: number): number;
}

/** Its fields are its state; those that follow from `pickable` stand in `refs`. */
export abstract class Policy extends State {
  /** It wants to know what is under way, and how attempts end. */
  readonly counts: boolean = false;

  /** Reads the parameters, at first and after an edit. */
  configure(_spec: BalanceSpec): void {}

  /** Others may be picked, or weights have changed. */
  changed(_from: Choice): void {}

  /** @param from at least one may be picked @returns the index of one of them */
  abstract pick(from: Choice, f: Frame): number;

  /** An attempt has been sent to a replica; `underWay` has it already. */
  sent(_from: Choice, _replica: number): void {}

  /** It was answered or given up, after so many ns; `underWay` has it no longer. */
  ended(_from: Choice, _replica: number, _ns: number, _failed: boolean): void {}
}

export type PolicyClass = new () => Policy;

/** Policies by their names. */
export type Policies = Readonly<Partial<Record<PolicyName, PolicyClass>>>;
