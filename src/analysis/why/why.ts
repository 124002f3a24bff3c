/**
 * Why a number is what it is: from the number hop by hop to what was set to happen. Each hop asks
 * the run about the seconds before; none is written for an occasion.
 */
import type { Asked } from './asked.ts';
import { attemptsOn, loadOn } from './demand.ts';
import { failedOn } from './failures.ts';
import { triggerHop } from './hops.ts';
import type { About, Answer, Hop, Question } from './question.ts';
import { abandonedAt, busyAt, slowOn } from './saturation.ts';

const RULES: Readonly<Record<About, (asked: Asked, question: Question) => Answer>> = {
  failed: failedOn,
  slow: slowOn,
  busy: busyAt,
  load: loadOn,
  attempts: attemptsOn,
  abandoned: abandonedAt,
};

/** What has ended so long before has nothing to do with it. */
const OVER_MS = 15_000;

/** The answer, hop by hop; the last is where it comes from, as far as anybody can tell. */
export function whyOf(asked: Asked, question: Question): Hop[] {
  const hops: Hop[] = [];
  const known = new Set<string>();
  for (let next: Question | null = question; next;) {
    const key = `${next.of} ${next.on} ${next.about}`;
    if (known.has(key)) return [...hops, ...circle(asked, next)];
    known.add(key);
    const answer: Answer = RULES[next.about](asked, next);
    hops.push(...answer.hops);
    next = answer.next;
  }
  return [...hops, ...before(asked, hops)];
}

/** Trouble that is its own cause, and what it began with. */
function circle(asked: Asked, { of, on, atMs }: Question): Hop[] {
  const closes: Hop = {
    ...{ of, on, atMs, evidence: [] },
    text: 'which closes the circle: it keeps itself going',
  };
  const began = lastBefore(asked, on, atMs);
  return began ? [closes, triggerHop(began)] : [closes];
}

/** Where no rule finds what began it: what was set to happen last before. */
function before(asked: Asked, hops: readonly Hop[]): Hop[] {
  const jam = hops.findLast(({ sinceMs }) => sinceMs !== undefined);
  if (!jam || hops.at(-1)!.isTrigger) return [];
  const began = lastBefore(asked, jam.on, jam.sinceMs!);
  return began && jam.sinceMs! <= began.toMs + OVER_MS ? [triggerHop(began)] : [];
}

const lastBefore = ({ seen, triggers }: Asked, on: string, atMs: number) =>
  triggers.findLast((one) => one.fromMs <= atMs + seen.intervalMs && seen.areConnected(one.on, on));
