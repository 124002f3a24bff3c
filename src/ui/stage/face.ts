/** Data of a sign: the current figures of a pattern, by name. */
import type { Level, Reason } from './readings.ts';

export interface Face {
  title: string;
  /** The name of the drawing. */
  sign: string;
  /** Disabled. */
  off: boolean;
  /** Reasons of its rejections. */
  refuses: readonly string[];
  /** Reference values of one instance, from the pattern's table. */
  limits: Readonly<Record<string, number>>;
  /** Number of instances in the sums. */
  instances: number;
  /** States, with their numbers of instances. */
  states: { name: string; count: number }[];
  figures: Readonly<Record<string, number>>;
  /** Rates of the figures, per second. */
  rates: Readonly<Record<string, number>>;
  /** Failures of attempts that pass it. */
  reasons: Reason[];
  p99Ms: number;
  /** Extra attempts per second. */
  beyondFirst: number;
}

/** Texts of a kind of sign. */
export interface Reading {
  /** A few characters under the sign. */
  caption: string;
  /** The state in words. */
  words: string;
  level: Level;
}

export const inStates = ({ states }: Face, ...names: string[]): number =>
  states.reduce((sum, { name, count }) => sum + (names.includes(name) ? count : 0), 0);

export const reasonOf = ({ reasons }: Face, ...names: string[]): number =>
  reasons.reduce((sum, { name, perSec }) => sum + (names.includes(name) ? perSec : 0), 0);

/** Several instances as one: counts add up; a limit that differs is not shown. */
export function asOne(faces: readonly Face[]): Face {
  const [first] = faces as [Face];
  const sum = (of: (face: Face) => number): number =>
    faces.reduce((total, face) => total + of(face), 0);
  const names = (of: (face: Face) => Readonly<Record<string, number>>): string[] =>
    Object.keys(of(first));
  const sums = (of: (face: Face) => Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(names(of).map((name) => [name, sum((face) => of(face)[name] || 0)]));
  const states = [...new Set(faces.flatMap((face) => face.states.map(({ name }) => name)))];
  const reasons = [...new Set(faces.flatMap((face) => face.reasons.map(({ name }) => name)))];
  return {
    ...first,
    off: faces.every(({ off }) => off),
    limits: Object.fromEntries(
      Object.entries(first.limits).map(([name, value]) => [
        name,
        faces.every(({ limits }) => limits[name] === value) ? value : NaN,
      ]),
    ),
    instances: sum(({ instances }) => instances),
    states: states.map((name) => ({ name, count: sum((face) => inStates(face, name)) })),
    figures: sums(({ figures }) => figures),
    rates: sums(({ rates }) => rates),
    reasons: reasons.map((name) => ({ name, perSec: sum((face) => reasonOf(face, name)) })),
    p99Ms: Math.max(...faces.map(({ p99Ms }) => p99Ms).filter((ms) => !Number.isNaN(ms))),
    beyondFirst: sum(({ beyondFirst }) => beyondFirst),
  };
}
