/** What several rules of an answer need: faults as hops, and the words of a span. */
import type { Happening } from '../story/symptom.ts';
import { count } from '../story/words.ts';
import type { Asked, Place, Sum } from './asked.ts';
import type { Answer, Hop, Question } from './question.ts';

/** What was set to happen is where an answer ends. */
export const triggerHop = ({ of, on, evidence, fromMs, text }: Happening): Hop => ({
  ...{ of, on, evidence, text, atMs: fromMs, isTrigger: true },
});

/** The end of an answer: what was set to happen, or what somebody has changed, if anything. */
export const ended = (hop: Hop, trigger: Happening | null): Answer => ({
  hops: trigger ? [hop, triggerHop(trigger)] : [hop],
  next: null,
});

/** What ails a callee: it fails, or takes long. */
export function troubleOf(asked: Asked, callee: string, atMs: number): Question {
  const place: Place = { of: 'services', on: callee, atMs };
  return { ...place, about: asked.isFailing(place) ? 'failed' : 'slow' };
}

/** `12 of 34 calls`, `none of 34 calls` */
export const ofAll = (part: number, all: number, what: string): string =>
  `${part === 0 ? 'none' : count(part)} of ${count(all)} ${what}`;

/** `within 3 s`: those before the instant of the hop. */
export const within = ({ fromMs, atMs }: Sum): string =>
  `within ${Math.round((atMs - fromMs) / 100) / 10} s`;
