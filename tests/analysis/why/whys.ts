/** All that can be asked of a recorded run, and what the answers rest on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { instant } from '../../../src/analysis/clock.ts';
import { Asked } from '../../../src/analysis/why/asked.ts';
import type { About, Hop, Question } from '../../../src/analysis/why/question.ts';
import { whyOf } from '../../../src/analysis/why/why.ts';
import {
  type Entities,
  type SeriesResult,
  type Spec,
  topologyOf,
} from '../../../src/engine/index.ts';
import { type Told, unexplained, valueOf } from '../story/told.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/whys.txt');

const ABOUT: Readonly<Record<Entities, readonly About[]>> = {
  clients: ['failed', 'slow', 'load'],
  services: ['failed', 'slow', 'busy', 'load', 'abandoned'],
  links: ['failed', 'slow', 'load', 'attempts'],
};

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

export const printed = (hops: readonly Hop[]): string =>
  hops.map(({ on, text, isTrigger }) => `  ${isTrigger ? '! ' : ''}${on}: ${text}`).join('\n');

/** Each answer at these instants is about what was asked, and its every sentence holds. */
export function expectAnswers(run: Told, series: SeriesResult, instants: readonly number[]): void {
  const asked = new Asked(run);
  for (const atMs of instants)
    for (const question of questionsAt(run.spec, atMs)) {
      const hops = whyOf(asked, question);
      expect(hops[0]).toMatchObject({ of: question.of, on: question.on });
      for (const hop of hops) expectHop(hop, run, series);
    }
}

function expectHop(hop: Hop, run: Told, series: SeriesResult): void {
  const what = `${instant(hop.atMs)} ${hop.on}: ${hop.text}`;
  for (const evidence of hop.evidence) {
    const found = valueOf(evidence, run, series);
    if (typeof evidence.value === 'number')
      expect(found, `${what} ${evidence.path}`).toBeCloseTo(evidence.value, 2);
    else if (typeof found === 'string') expect(evidence.value, what).toBe(found);
  }
  expect(unexplained(hop), what).toEqual([]);
}

/** The answers at an instant are those of the golden. */
export function expectGolden(name: string, run: Told, atMs: number): void {
  const asked = new Asked(run);
  const head = `# ${name} at ${instant(atMs)}\n`;
  const answers = questionsAt(run.spec, atMs)
    .filter(({ about }) => about !== 'load')
    .map((question) => `${question.on} ${question.about}?\n${printed(whyOf(asked, question))}\n`);
  const golden = readGolden();
  const now = head + answers.join('');
  if (!process.env['UPDATE_GOLDEN'] || process.env['CI']) expect(now).toBe(golden.get(head));
  else {
    golden.set(head, now);
    const all = [...golden.keys()].sort().map((key) => golden.get(key));
    writeFileSync(GOLDEN, all.join('\n'));
  }
}

/** By their first lines. */
function readGolden(): Map<string, string> {
  const parts = readFileSync(GOLDEN, { encoding: 'utf8', flag: 'a+' }).split(/\n(?=# )/);
  const whole = parts.filter((part) => part !== '').map((part) => part.replace(/\n*$/, '\n'));
  return new Map(whole.map((part) => [part.slice(0, part.indexOf('\n') + 1), part]));
}
