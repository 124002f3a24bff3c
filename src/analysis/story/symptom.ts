/** What a story is made of: triggers that people set, and the symptoms that follow. */
import type { Entities } from '../../engine/index.ts';
import type { Evidence } from './seen.ts';

/** Kinds of what happens, in the order in which trouble usually spreads. */
export const KINDS = [
  'fault',
  'edit',
  'stage',
  'load',
  'busy',
  'full',
  'hang',
  'slow',
  'gate',
  'error',
  'retry',
  'decision',
  'degraded',
  'failing',
] as const;

export type Kind = (typeof KINDS)[number];

/** Whatever a person has set to happen: a fault, an edit, a stage of load. */
export const TRIGGERS: readonly Kind[] = ['fault', 'edit', 'stage'];

export interface Happening {
  kind: Kind;
  of: Entities;
  /** Id of the client, service or link. */
  on: string;
  fromMs: number;
  /** Infinity: it lasts until the run ends. */
  toMs: number;
  /** A sentence without its subject. */
  text: string;
  evidence: Evidence[];
  /** Part of one sentence about all that is so at an instant, with its subject. */
  clause: string;
  /** Of a service with all threads busy: the callee that most of them wait for. */
  waitsFor?: string;
  /** It may have begun so much later than it seems. */
  slackMs?: number;
  /** What multiplies calls: retries, hedges. */
  what?: string;
  /** So many times as much as without. */
  factor?: number;
  /** The most frequent reason of failures. */
  reason?: string;
  /** Of a fault or edit: its index in the spec. */
  index?: number;
}
