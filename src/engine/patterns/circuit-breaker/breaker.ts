/**
 * The base of all libraries' circuit breakers: a machine state, transitions reported to a listener,
 * and the outcome of calls. It is independent of the engine and of randomness; callers pass in the
 * time. State per call (start time, generation) is in the caller's array `kept` from `at` on.
 */
import { State } from '../../kernel/state.ts';
import { DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import type { MachineConfig } from '../../model/table.ts';
import { statesOf } from './machine.ts';

// State indices common to all machines; later ones are specific to a library.
export const CLOSED = 0;
export const OPEN = 1;
export const HALF_OPEN = 2;

// Outcomes of calls, as breakers see them.
export const SUCCESS = 0;
export const FAILURE = 1;
/** An ignored failure. */
export const IGNORED = 2;

/** Receives every transition, with its reason in words. */
export type Listener = (from: string, to: string, why: string) => void;

/** Inputs common to all breakers. */
export interface Common {
  ignore: readonly string[];
}

/**
 * Progress towards opening: `failed` of `calls` evaluated calls failed, compared with the threshold
 * of the table. For a breaker that counts consecutive failures, `calls` is the number that opens
 * it, and the threshold is all of them.
 */
export interface Standing {
  calls: number;
  failed: number;
  slow: number;
  /** Minimum number of calls before it evaluates. */
  minimum: number;
  /** Probes still allowed. */
  probes: number;
}

export abstract class Breaker<P extends Common = Common> extends State {
  state = CLOSED;
  /** End of the open time, in ns. */
  untilNs = 0.5;
  /** Next time that it needs `alarm`; Infinity: never. */
  alarmNs = Infinity;
  /** Rejected calls. */
  notPermitted = 0;
  /** One bit per ignored failure reason. */
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

  /** Sets the ignored failures. */
  protected honor({ ignore }: Common): void {
    this.ignore = maskOf(ignore);
  }

  /** Applies new parameters; keeps the state, and counts that are still valid. */
  abstract configure(params: P, nowNs: number): void;

  /** A call asks for permission. @returns PASS, HOLD, or the outcome of a rejection */
  abstract enter(nowNs: number, kept: Float64Array, at: number): number;

  /** A permitted call has ended. */
  abstract leave(nowNs: number, o: Outcome, kept: Float64Array, at: number): void;

  /** A timer has expired. */
  alarm(_nowNs: number): void {}

  /** Its gauges, updated to the current time. */
  abstract standing(nowNs: number): Standing;

  /** The library's own counters, by its names. */
  abstract report(nowNs: number): Record<string, number>;

  get stateName(): string {
    return statesOf(this.machine)[this.state]!;
  }

  protected resultOf(o: Outcome): number {
    if (o <= DEGRADED) return SUCCESS;
    return (this.ignore & (1 << o)) !== 0 ? IGNORED : FAILURE;
  }

  /** All transitions go through here. Does nothing if the machine has no such transition. */
  protected move(event: string, nowNs: number, why: string): boolean {
    const from = this.stateName;
    const to = this.machine.states[from]!.on[event];
    if (to === undefined) return false;
    this.begin(statesOf(this.machine).indexOf(to), nowNs);
    this.listener(from, to, why);
    return true;
  }

  /** Enters a state. */
  protected begin(state: number, _nowNs: number): void {
    this.state = state;
    this.alarmNs = Infinity;
  }
}

// Reasons of transitions shared by several libraries.
export const WAIT_OVER = 'a call arrived after the open time';
// Not "the probe": a late result of an earlier state may come first.
export const CALL_FAILED = 'a call failed in half-open';
export const CALL_SUCCEEDED = 'a call succeeded in half-open';

export const inRow = (failures: number, threshold: number): string =>
  `${failures} consecutive ${failures === 1 ? 'failure' : 'failures'}, threshold ${threshold}`;

/** @param threshold a fraction from 0 to 1 */
export const shareOf = (failed: number, calls: number, threshold: number): string =>
  `${failed} of ${calls} calls failed, threshold ${Number((threshold * 100).toPrecision(12))} %`;
