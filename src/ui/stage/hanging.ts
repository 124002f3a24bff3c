/**
 * Calls that hang: they neither succeed nor fail. Either none of a client's calls ends for a second
 * while some are in flight, or less than half of those that begin end, and few of those fail.
 */
import type { IntervalPlace } from '../../engine/index.ts';
import { columnAt } from '../../engine/signs.ts';
import type { IntervalStore } from '../../worker/client.ts';

const OFFERED = columnAt('clients', 'offered');
const SUCCEEDED = columnAt('clients', 'succeeded');
const DEGRADED = columnAt('clients', 'degraded');
const FAILED = columnAt('clients', 'failed');

/** Calls hang if none ends for this long. */
export const HANG_MS = 1000;
export const HANG = 'calls hang';

/** A client's calls that ended in an interval. */
export const endedIn = (store: IntervalStore, at: number, interval: number): number =>
  store.value(interval, at + SUCCEEDED) +
  store.value(interval, at + DEGRADED) +
  store.value(interval, at + FAILED);

/** The change of its calls in flight. */
export const changeIn = (store: IntervalStore, at: number, interval: number): number =>
  store.value(interval, at + OFFERED) - endedIn(store, at, interval);

/** Whether an interval is part of a second in which none of a client's calls in flight ended. */
export function isSilent(store: IntervalStore, { at }: IntervalPlace, interval: number): boolean {
  const enough = Math.ceil(HANG_MS / store.layout.intervalMs);
  if (endedIn(store, at, interval) > 0) return false;
  let inFlight = 0;
  for (let i = 0; i <= interval; i++) inFlight += changeIn(store, at, i);
  if (inFlight <= 0) return false;
  // As long as none ends, calls that are in flight remain so.
  let length = 1;
  const isEmpty = (i: number): boolean => endedIn(store, at, i) === 0;
  for (let i = interval + 1; length < enough && isEmpty(i); i++) length++;
  let before = inFlight - changeIn(store, at, interval);
  for (let i = interval - 1; length < enough && i >= 0 && before > 0 && isEmpty(i); i--) {
    before -= changeIn(store, at, i);
    length++;
  }
  return length >= enough;
}

/** Less than half of the offered calls end. At the start of a run nothing can have ended yet. */
export const lagsBehind = (atMs: number, offered: number, ended: number): boolean =>
  atMs >= HANG_MS && offered > 2 * ended;
