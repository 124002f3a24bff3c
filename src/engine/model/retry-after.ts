/** A service refuses a request, at its queue or its own stack, and says when to come back. */
import { DOOR, type Frame, hint } from './flight/frame.ts';
import type { PatternParams, QueueSpec } from '../spec.ts';

/** `retryAfter` in ns; -1: not set. */
export const retryAfterNs = ({ retryAfter }: PatternParams | QueueSpec): number =>
  typeof retryAfter === 'number' ? Math.round(retryAfter * 1e6) : -1;

/** Tells the caller, who is elsewhere: a stack does not listen to its own patterns. */
export function sayWhen(f: Frame, ns: number): void {
  if (ns >= 0 && f.kind === DOOR) hint(f, ns);
}
