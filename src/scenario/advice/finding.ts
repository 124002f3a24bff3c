import { formatMs } from '../units.ts';

/** A piece of advice on a valid scenario. */
export interface Finding {
  /** The rule: `timeout-hierarchy`. */
  rule: string;
  /** Path, as problems print it: `services.api.steps[1].patterns[0].timeout.after`. */
  path: string;
  /** The finding, with numbers and units. */
  message: string;
  /** The same numbers for programs: durations in ms, rates per second. */
  figures: Readonly<Record<string, number>>;
  /** Why it matters, and what to do. */
  why: string;
}

/** A duration in words, to three figures: `26.3 ms`. */
export const about = (ms: number): string => formatMs(Number(ms.toPrecision(3)));
