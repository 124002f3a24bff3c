/**
 * The base class of all patterns. A pattern sees a call go down its stack and the outcome come back
 * up; it can pass, hold or answer the call, change the outcome, retry, or give up. One instance
 * stands in one layer of one replica's stack. Its plain fields are its whole state (see
 * kernel/state.ts); its state per call is in the call's slots and timers.
 */
import type { Stream } from '../kernel/random.ts';
import { State } from '../kernel/state.ts';
import type { PatternParams } from '../spec.ts';
import { Alarm } from './alarm.ts';
import type { Frame } from './flight/frame.ts';
import type { Outcome } from './outcome.ts';
import type { Callable, Port, Process } from './port.ts';

/** `enter`: pass it on down. */
export const PASS = -1;
/** `enter` or `leave`: keep it here; a timer or the end of another call continues it. */
export const HOLD = -2;
/** `enter`: the layers below get a frame of their own, beside which others can be spawned. */
export const SPLIT = -3;

/** A layer of a link's or service's stack. */
export interface Site {
  /** Id of the link or service. */
  readonly entity: string;
  readonly layer: number;
}

/** A pattern's place in a stack, and its resources. */
export interface Place {
  /** Id of the link or service. */
  entity: string;
  /** Owner of its state: index of the replica or instance; -1: shared by all. */
  replica: number;
  /** That replica; null for a client's, or if shared by all. */
  runsOn: Process | null;
  /** Layer in the stack; 0 is outermost. */
  layer: number;
  /** All places with its state, that one first: several under a shared name. */
  sites: readonly Site[];
  /** Its name in the stack: `circuitBreaker`. */
  name: string;
  like: string | null;
  /** Its first slot and timer in a frame. */
  slot: number;
  timer: number;
  /** Its random stream, shared by all replicas of the caller. */
  stream(use: string): Stream;
  /** The link of a call named by its parameters, by position in `try`. */
  link(index: number): Callable;
}

export abstract class Pattern extends State {
  /** Slots and timers that it needs in every frame. */
  static readonly slots: number = 0;
  static readonly timers: number = 0;

  /** Whether each pass below it is a separate attempt, with these parameters. */
  static splits(_params: PatternParams): boolean {
    return false;
  }
  /** Whether it watches the progress of an attempt, with these parameters: see `connecting`. */
  static watches(_params: PatternParams): boolean {
    return false;
  }

  /** Handles `alarm`, for a pattern that acts by itself. */
  readonly clock = new Alarm(this);

  readonly place: Place;
  // Copied from its place, for the hot path.
  /** Its layer; -1: it stands in several stacks. */
  private readonly layer: number;
  protected readonly slot: number;
  protected readonly timer: number;

  constructor(place: Place) {
    super();
    this.place = place;
    this.layer = place.sites.length > 1 ? -1 : place.layer;
    this.slot = place.slot;
    this.timer = place.timer;
  }

  /** Its layer in a frame's stack. */
  protected layerOf(f: Frame): number {
    return this.layer >= 0 ? this.layer : f.stack.patterns.indexOf(this);
  }

  /** Applies parameters, initially and after an edit; state that is still valid is kept. */
  abstract configure(w: Port, params: PatternParams): void;

  /** A call enters. @returns PASS, HOLD, SPLIT, or the outcome with which it is answered here */
  enter(_w: Port, _f: Frame): number {
    return PASS;
  }

  /**
   * The outcome comes back up. To keep the call here, a pattern must call `w.calls.hold` before it
   * starts a timer or anything else that could move the frame.
   * @param child the frame that came back, if frames were spawned; else the frame itself
   * @returns the outcome to pass on, or HOLD
   */
  leave(_w: Port, _f: Frame, o: Outcome, _child: Frame): number {
    return o;
  }

  /** A timer of this layer on that frame expired; `slot` says which. */
  wake(_w: Port, _f: Frame, _slot: number): void {}

  /** Deadlines are honored from now on; this frame is in its stack. */
  honored(_w: Port, _f: Frame): void {}

  /** An outer layer gave up: stop holding, retrying or hedging this frame. */
  abandon(_w: Port, _f: Frame): void {}

  /**
   * Whether it keeps holding an abandoned call until its turn or its maximum wait, as an executor
   * runs submitted tasks. Set only for libraries that do so. It must release cancelled calls and
   * those of a dead caller at once.
   */
  get keepsAbandoned(): boolean {
    return false;
  }

  /** The pattern's own alarm is due. */
  alarm(_w: Port): void {}

  /** An attempt below starts to connect; is connected and sent; is over. */
  connecting(_w: Port, _f: Frame): void {}
  sent(_w: Port, _f: Frame): void {}
  over(_w: Port, _f: Frame): void {}

  /** The states of its machine; empty if it has none. */
  get states(): readonly string[] {
    return [];
  }

  /** Its current state; null: none. */
  get stateName(): string | null {
    return null;
  }

  /** Values for the result, beside the state. */
  report(_w: Port): Record<string, number> {
    return {};
  }

  /**
   * Values to draw for the current instant. The names never change; NaN means not applicable now.
   */
  gauges(w: Port): Record<string, number> {
    return this.report(w);
  }
}

export interface PatternClass {
  readonly slots: number;
  readonly timers: number;
  splits(params: PatternParams): boolean;
  watches(params: PatternParams): boolean;
  new (place: Place): Pattern;
}

/** By name and by the value of `like`. */
export type PatternClasses = Record<string, Record<string, PatternClass>>;
