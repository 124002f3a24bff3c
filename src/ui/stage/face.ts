/** What a sign shows: how one pattern stands, in figures that go by their names. */
import type { Level, Reason } from './readings.ts';

export interface Face {
  title: string;
  /** The name of the drawing. */
  sign: string;
  /** Switched off. */
  off: boolean;
  /** With what it answers calls that it does not let pass; null: it lets all pass. */
  refuses: string | null;
  /** What the figures of one instance are measured against, by the pattern's table. */
  limits: Readonly<Record<string, number>>;
  /** Instances over which the figures are summed. */
  instances: number;
  /** States that instances are in, and how many. */
  states: { name: string; count: number }[];
  figures: Readonly<Record<string, number>>;
  /** Growth of the figures, per second. */
  rates: Readonly<Record<string, number>>;
  /** Failures of the attempts that pass it. */
  reasons: Reason[];
  p99Ms: number;
  /** Attempts beyond the first of each call, per second. */
  beyondFirst: number;
}

/** How a kind of sign reads a face. */
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
