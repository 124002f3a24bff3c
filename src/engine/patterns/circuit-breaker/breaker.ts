/**
 * What the circuit breakers of all libraries have in common: a state of a machine, a way to change
 * it that is told to whoever listens, and what a call's end means to it. On its own: no engine, no
 * chance, the time handed in. What a library keeps for a single call (when it began, in which
 * generation) lies where the caller says, in `kept` from `at` on.
 */
import { State } from '../../kernel/state.ts';
import { DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import type { MachineConfig } from '../../model/table.ts';
import { statesOf } from './machine.ts';

// States by their place in every machine; those beyond are a library's own.
export const CLOSED = 0;
export const OPEN = 1;
export const HALF_OPEN = 2;

// What a call's end is to a breaker.
export const SUCCESS = 0;
export const FAILURE = 1;
/** A failure that it was told to ignore. */
export const IGNORED = 2;

/** Is told of every transition, with the reason in words. */
export type Listener = (from: string, to: string, why: string) => void;

/** What every breaker is given, beside its library's parameters. */
export interface Common {
  ignore: readonly string[];
}

/**
 * How near it is to opening: of `calls` that it judges `failed` failed, which is measured against
 * the threshold in the table. A breaker that counts failures in a row judges as many calls as it
 * takes to open it, and its threshold is all of them.
 */
export interface Standing {
  calls: number;
  failed: number;
  slow: number;
  /** Fewer calls than this are not judged. */
  minimum: number;
  /** Probes that may still be let through. */
  probes: number;
}

export abstract class Breaker<P extends Common = Common> extends State {
  state = CLOSED;
  /** While it is open: until when it refuses, in ns. */
  untilNs = 0.5;
  /** When a timer wants to be rung by `alarm`; Infinity: never. */
  alarmNs = Infinity;
  /** Calls refused. */
  notPermitted = 0;
  /** A bit per reason of failure that is ignored. */
  private ignore = 0;
  readonly machine: MachineConfig;
  private readonly listener: Listener;

  constructor(machine: MachineConfig, params: P, listener: Listener) {
    super();
    this.untilNs = 0;
    this.machine = machine;
    this.listener = listener;
    this.honor(params);
  }

  /** Takes over which failures are ignored. */
  protected honor({ ignore }: Common): void {
    this.ignore = maskOf(ignore);
  }

  /** New parameters; the state is kept, and so are counts that still mean the same. */
  abstract configure(params: P, nowNs: number): void;

  /** A call asks to be let through. @returns PASS, HOLD, or the outcome with which it is refused */
  abstract enter(nowNs: number, kept: Float64Array, at: number): number;

  /** A call that was let through has ended. */
  abstract leave(nowNs: number, o: Outcome, kept: Float64Array, at: number): void;

  /** A timer is over. */
  alarm(_nowNs: number): void {}

  /** How it stands, brought up to now. */
  abstract standing(nowNs: number): Standing;

  /** The library's own counters, by its names for them. */
  abstract report(nowNs: number): Record<string, number>;

  get stateName(): string {
    return statesOf(this.machine)[this.state]!;
  }

  protected resultOf(o: Outcome): number {
    if (o <= DEGRADED) return SUCCESS;
    return (this.ignore & (1 << o)) !== 0 ? IGNORED : FAILURE;
  }

  /** Every change of state goes through here, if the machine has such a transition. */
  protected move(event: string, nowNs: number, why: string): boolean {
    const from = this.stateName;
    const to = this.machine.states[from]!.on[event];
    if (to === undefined) return false;
    this.begin(statesOf(this.machine).indexOf(to), nowNs);
    this.listener(from, to, why);
    return true;
  }

  /** A state begins. */
  protected begin(state: number, _nowNs: number): void {
    this.state = state;
    this.alarmNs = Infinity;
  }
}

// Why it changes its state, in words that several libraries share.
export const WAIT_OVER = 'a call arrived after the open time';
// Not "the probe": a late result of an earlier state may have come first.
export const CALL_FAILED = 'a call failed in half-open';
export const CALL_SUCCEEDED = 'a call succeeded in half-open';

export const inRow = (failures: number, threshold: number): string =>
  `${failures} consecutive ${failures === 1 ? 'failure' : 'failures'}, threshold ${threshold}`;

/** @param threshold a share from 0 to 1 */
export const shareOf = (failed: number, calls: number, threshold: number): string =>
  `${failed} of ${calls} calls failed, threshold ${Number((threshold * 100).toPrecision(12))} %`;
