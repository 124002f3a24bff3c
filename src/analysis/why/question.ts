/** A question about a figure of a run, and the steps of its answer. */
import type { Entities, OutcomeName } from '../../engine/index.ts';
import type { Evidence } from '../story/seen.ts';

/** What of a client, service or link is asked about. */
export type About = 'failed' | 'slow' | 'busy' | 'load' | 'attempts' | 'abandoned';

export interface Question {
  of: Entities;
  /** Id of the client, service or link. */
  on: string;
  about: About;
  /** It is about the seconds before. */
  atMs: number;
}

/** A share of what a hop speaks of. */
export interface Part {
  name: OutcomeName;
  value: number;
  /** Of the parts of this hop together, from 0 to 1. */
  share: number;
}

/** Part of the answer. */
export interface Hop {
  of: Entities;
  on: string;
  /** A sentence without its subject. */
  text: string;
  evidence: Evidence[];
  /** When it was so, in ms. */
  atMs: number;
  /** Failures by reason, the most frequent first. */
  parts?: Part[];
  /** It was not so before. */
  sinceMs?: number;
  /** Somebody has set it to happen. */
  isTrigger?: true;
}

/** What a rule answers, and what is to be asked next; null: that is the end. */
export interface Answer {
  hops: Hop[];
  next: Question | null;
}
