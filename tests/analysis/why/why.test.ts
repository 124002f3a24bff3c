/**
 * Answers to "why?": a fault planted in a random system is what failures are traced back to, and
 * trouble that feeds itself is told as that. The sentences of answers are held in story.test.ts.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Asked } from '../../../src/analysis/why/asked.ts';
import { whyOf } from '../../../src/analysis/why/why.ts';
import { type Spec, topologyOf } from '../../../src/engine/index.ts';
import { read } from '../../../src/scenario/read.ts';
import { full } from '../../full.ts';
import { chances, type Document } from '../../fuzz/chance.ts';
import { textOf } from '../../scenarios/library.ts';
import { ran } from '../../ui/runs.ts';
import { calm, fault } from '../story/incidents.ts';
import { printed } from './whys.ts';

test('trouble that feeds itself is told as a circle, and with what it began', () => {
  const { spec } = read(textOf('retry-storm'));
  const question = { of: 'clients', on: 'shoppers', about: 'failed', atMs: 144_000 } as const;
  const hops = whyOf(new Asked(ran(spec!)), question);
  expect(hops.slice(-3).map(({ on, text }) => `${on}: ${text}`)).toEqual([
    expect.stringMatching(/^shoppers->checkout: made [\d,]+ attempts for \d+ calls.*, [23]/),
    'checkout: which closes the circle: it keeps itself going',
    'database: is 5 times slower, until 1:30',
  ]);
});

const specOf = (document: Document): Spec => read(JSON.stringify(document)).spec!;
const AT = 30_000;

/** Of the requests that ended within 3 s before. */
function failedBefore(asked: Asked, atMs: number): number {
  const place = { of: 'clients', on: 'users', atMs } as const;
  const [failed, fine] = ['failed', 'succeeded'].map((name) => asked.counted(place, name).value);
  return failed! / Math.max(1, failed! + fine!);
}

test('failures are traced back to a planted fault in 95 of 100 cases', () => {
  const wanted = full ? 300 : 20;
  const missed: string[] = [];
  let hurt = 0;
  for (const c of fc.sample(chances, { numRuns: wanted * 4, seed: 3 })) {
    if (hurt === wanted) break;
    const document = calm(c);
    const links = topologyOf(specOf(document)).links.map(({ id }) => id);
    const one = fault(c, document, links);
    const asked = new Asked(ran(specOf({ ...document, faults: [one] })));
    const atMs = AT + Number.parseInt(String(one['for']), 10) * 1000 - 500;
    if (failedBefore(asked, atMs) < failedBefore(asked, AT) + 0.05) continue;
    hurt++;
    const hops = whyOf(asked, { of: 'clients', on: 'users', about: 'failed', atMs });
    const last = hops.at(-1)!;
    if (!last.isTrigger || !last.evidence[0]!.path.startsWith('faults[0].'))
      missed.push(`${JSON.stringify({ ...document, faults: [one] })}\n${printed(hops)}`);
  }
  expect(hurt).toBe(wanted);
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(0.05 * wanted);
}, 600_000);
