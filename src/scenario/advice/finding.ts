import { formatMs } from '../units.ts';

/** What advice says of a scenario that can be run as it is. */
export interface Finding {
  /** The rule that found it: `timeout-hierarchy`. */
  rule: string;
  /** Where, as problems print it: `services.api.steps[1].patterns[0].timeout.after`. */
  path: string;
  /** What was found, with its figures and units. */
  message: string;
  /** The same figures, for programs: durations in ms, rates per second. */
  figures: Readonly<Record<string, number>>;
  /** Why that matters, and what to do. */
  why: string;
}

/** A duration in words, to three figures: `26.3 ms`. */
export const about = (ms: number): string => formatMs(Number(ms.toPrecision(3)));
