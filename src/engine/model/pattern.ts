/**
 * What every pattern is: it sees a call go down its stack and the outcome come back up. It may let
 * it pass, hold it, answer it, change the outcome, try again, or give it up. One instance stands in
 * one layer of one caller's replica; its plain fields are its whole state (see kernel/state.ts),
 * and what it keeps for a single call lies in that call's slots and timers.
 */
import type { Stream } from '../kernel/random.ts';
import { State } from '../kernel/state.ts';
import type { PatternParams } from '../spec.ts';
import { Alarm } from './alarm.ts';
import type { Frame } from './flight/frame.ts';
import type { Outcome } from './outcome.ts';
import type { Callable, Port, Process } from './port.ts';

/** `enter`: let it go on down. */
export const PASS = -1;
/** `enter` or `leave`: keep it here; a timer or another call's end will move it on. */
export const HOLD = -2;
/** `enter`: what lies below gets a frame of its own, beside which others can be spawned. */
export const SPLIT = -3;

/** Where a pattern stands, and what it may ask for there. */
export interface Place {
  /** Id of the link or service. */
  entity: string;
  /** Whose state it is: index of the replica or instance; -1 when all share it. */
  replica: number;
  /** That replica; null for a client's, and when all share it. */
  runsOn: Process | null;
  /** Layer in the stack, 0 is outermost. */
  layer: number;
  /** Its name in the stack: `circuitBreaker`. */
  name: string;
  like: string | null;
  /** The first of its slots and of its timers in a frame. */
  slot: number;
  timer: number;
  /** A random stream of its own, shared by all replicas of the caller. */
  stream(use: string): Stream;
  /** The link of a call that its parameters name, by position in `try`. */
  link(index: number): Callable;
}

export abstract class Pattern extends State {
  /** Numbers and timers that it needs in every frame that passes it. */
  static readonly slots: number = 0;
  static readonly timers: number = 0;

  /** With these parameters, is each pass through what lies below an attempt of its own? */
  static splits(_params: PatternParams): boolean {
    return false;
  }
  /** With these parameters, does it watch over what an attempt is doing: see `connecting`? */
  static watches(_params: PatternParams): boolean {
    return false;
  }

  /** What rings `alarm`, for one that has something to do by itself. */
  readonly clock = new Alarm(this);

  readonly place: Place;
  // From its place, for the hot path.
  protected readonly layer: number;
  protected readonly slot: number;
  protected readonly timer: number;

  constructor(place: Place) {
    super();
    this.place = place;
    this.layer = place.layer;
    this.slot = place.slot;
    this.timer = place.timer;
  }

  /** Takes over parameters, at first and after an edit; state that still makes sense is kept. */
  abstract configure(w: Port, params: PatternParams): void;

  /**
   * A call comes down. @returns PASS, HOLD, SPLIT, or the outcome with which it is answered here
   */
  enter(_w: Port, _f: Frame): number {
    return PASS;
  }

  /**
   * The outcome comes back up. A pattern that keeps the call here must have called
   * `w.calls.hold` before it asks for a timer or anything else that could move the frame on.
   * @param child what came back, where frames were spawned; else the frame itself
   * @returns the outcome to pass on, or HOLD
   */
  leave(_w: Port, _f: Frame, o: Outcome, _child: Frame): number {
    return o;
  }

  /** A timer of this layer on that frame is over; `slot` tells which. */
  wake(_w: Port, _f: Frame, _slot: number): void {}

  /** Deadlines are honored from now on, with this frame somewhere in its stack. */
  honored(_w: Port, _f: Frame): void {}

  /** Somebody further out gave up: stop holding, retrying, hedging for this frame. */
  abandon(_w: Port, _f: Frame): void {}

  /**
   * Does it go on holding a call that was given up further out, until its turn comes or its wait is
   * over, as an executor runs what was submitted to it? That is how the library does it, and said
   * there. What is cancelled, and what a caller that has died had made, it must let go of all the
   * same.
   */
  get keepsAbandoned(): boolean {
    return false;
  }

  /** The pattern's own alarm rings. */
  alarm(_w: Port): void {}

  /** An attempt below begins to connect, its connection stands and it is sent, it is over. */
  connecting(_w: Port, _f: Frame): void {}
  sent(_w: Port, _f: Frame): void {}
  over(_w: Port, _f: Frame): void {}

  /** The states that it can be in, those of its machine; none for one that has no state to draw. */
  get states(): readonly string[] {
    return [];
  }

  /** The name of its state; null when it has none. */
  get stateName(): string | null {
    return null;
  }

  /** Figures for the result, beside the state. */
  report(_w: Port): Record<string, number> {
    return {};
  }

  /**
   * Figures that are drawn: how it stands at this instant. The names never change; NaN where one
   * means nothing now.
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
