/**
 * Answers to "why?": in each scenario, of each figure of everything in it, an answer ends, and its
 * every sentence holds as those of a story do; trouble that somebody has set off ends there; and a
 * fault planted in a random system is what failures are traced back to.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from '../../../src/analysis/clock.ts';
import { Asked } from '../../../src/analysis/why/asked.ts';
import type { About, Hop, Question } from '../../../src/analysis/why/question.ts';
import { whyOf } from '../../../src/analysis/why/why.ts';
import { type Entities, type Spec, topologyOf } from '../../../src/engine/index.ts';
import { read } from '../../../src/scenario/read.ts';
import { full } from '../../full.ts';
import { chances, type Document } from '../../fuzz/chance.ts';
import { names, textOf } from '../../scenarios/library.ts';
import { ran } from '../../ui/runs.ts';
import { calm, fault } from '../story/incidents.ts';
import { seriesOf, told, unexplained, valueOf } from '../story/told.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/whys.txt');

const ABOUT: Readonly<Record<Entities, readonly About[]>> = {
  clients: ['failed', 'slow', 'load'],
  services: ['failed', 'slow', 'busy', 'load', 'abandoned'],
  links: ['failed', 'slow', 'load', 'attempts'],
};

/** All that can be asked of a run at an instant. */
function questionsAt(spec: Spec, atMs: number): Question[] {
  const ids = {
    clients: Object.keys(spec.clients),
    services: Object.keys(spec.services),
    links: topologyOf(spec).links.map(({ id }) => id),
  };
  return (Object.keys(ids) as Entities[]).flatMap((of) =>
    ids[of].flatMap((on) => ABOUT[of].map((about) => ({ of, on, about, atMs }))),
  );
}

const printed = (hops: readonly Hop[]): string =>
  hops.map(({ on, text, isTrigger }) => `  ${isTrigger ? '! ' : ''}${on}: ${text}`).join('\n');

describe.each(names)('%s', (name) => {
  const { spec, notes } = read(textOf(name));
  const run = told(spec!);
  const asked = new Asked(run);
  const series = seriesOf(spec!);
  const { duration } = spec!;
  const look = notes!.look ?? 0;

  test.each([look, 0, 0.3 * duration, 0.62 * duration, duration])('at %d ms', (atMs) => {
    for (const question of questionsAt(spec!, atMs)) {
      const hops = whyOf(asked, question);
      expect(hops[0]).toMatchObject({ of: question.of, on: question.on });
      for (const hop of hops) {
        const what = `${question.on} ${question.about}: ${hop.on}: ${hop.text}`;
        for (const evidence of hop.evidence) {
          const found = valueOf(evidence, run, series);
          if (typeof evidence.value === 'number')
            expect(found, `${what} ${evidence.path}`).toBeCloseTo(evidence.value, 2);
          else if (typeof found === 'string') expect(evidence.value, what).toBe(found);
        }
        expect(unexplained(hop), what).toEqual([]);
      }
    }
  });

  test('is answered as the golden says', () => {
    const head = `# ${name} at ${instant(look)}\n`;
    const text = questionsAt(spec!, look)
      .filter(({ about }) => about !== 'load')
      .map((question) => `${question.on} ${question.about}?\n${printed(whyOf(asked, question))}\n`);
    const golden = readGolden();
    const now = head + text.join('');
    if (process.env['UPDATE_GOLDEN'] && !process.env['CI']) {
      golden.set(head, now);
      writeFileSync(
        GOLDEN,
        [...golden.keys()]
          .sort()
          .map((key) => golden.get(key))
          .join('\n'),
      );
    } else expect(now).toBe(golden.get(head));
  });
});

/** By their first lines. */
function readGolden(): Map<string, string> {
  const parts = readFileSync(GOLDEN, { encoding: 'utf8', flag: 'a+' }).split(/\n(?=# )/);
  const whole = parts.filter((part) => part !== '').map((part) => part.replace(/\n*$/, '\n'));
  return new Map(whole.map((part) => [part.slice(0, part.indexOf('\n') + 1), part]));
}

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
  const wanted = full ? 300 : 40;
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
