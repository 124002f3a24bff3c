/** What one of a replica's probes has found so far, and the one that is under way. */
import { State } from '../../kernel/state.ts';

// Where a probe is.
export const IDLE = 0;
/** Waits for a thread, or for the process to go on. */
export const LINED = 1;
/** Its calls are under way. */
export const CALLING = 2;

export class Inspection extends State {
  phase = IDLE;
  /** What the last one said. */
  passes = true;
  /** So many have said so in a row. */
  inRow = 1;
  /** The next tick: its event's key. */
  due = 0.5;
  /** It is too late then: its event's key; 0: none is under way. */
  late = 0.5;
  /** When it was asked: who comes first is answered first. */
  askedNs = 0.5;
  /** Until when the last answer of its calls counts, in ns. */
  knownUntilNs = -Infinity;
  /** The frame of its calls, -1: there is none; and its generation. */
  frame = -1;
  serial = 0;
  private knownPasses = true;

  constructor() {
    super();
    this.due = this.late = this.askedNs = 0;
  }

  /** A probe has an answer. @returns how many of them in a row */
  counts(passes: boolean): number {
    this.inRow = passes === this.passes ? this.inRow + 1 : 1;
    this.passes = passes;
    return this.inRow;
  }

  /** A process begins, and nothing is known of it. @param passes what is assumed */
  begins(passes: boolean): void {
    this.rests();
    this.passes = passes;
    this.inRow = 0;
    this.knownUntilNs = -Infinity;
  }

  /** No probe is under way. */
  rests(): void {
    this.phase = IDLE;
    this.late = 0;
    this.frame = -1;
  }

  /** An answer that counts for a while. */
  know(passes: boolean, untilNs: number): void {
    this.knownPasses = passes;
    this.knownUntilNs = untilNs;
  }

  /** The answer that still counts; null: none does. */
  known(nowNs: number): boolean | null {
    return nowNs < this.knownUntilNs ? this.knownPasses : null;
  }
}
