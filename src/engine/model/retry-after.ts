/** A service's own pattern refuses a request and says when to come back. */
import { DOOR, type Frame, hint } from './flight/frame.ts';
import type { PatternParams } from '../spec.ts';

/** `retryAfter` in ns; -1: not set. */
export const retryAfterNs = ({ retryAfter }: PatternParams): number =>
  typeof retryAfter === 'number' ? Math.round(retryAfter * 1e6) : -1;

/** Tells the caller, who is elsewhere: a stack does not listen to its own patterns. */
export function sayWhen(f: Frame, ns: number): void {
  if (ns >= 0 && f.kind === DOOR) hint(f, ns);
}
