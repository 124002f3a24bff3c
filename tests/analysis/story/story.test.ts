/**
 * The story of each scenario, word by word, and that its every sentence holds: each number in it is
 * a piece of evidence, or follows from two of them, and each piece of evidence is what the same run
 * says when it is asked by other means.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { count, factor, figure, time } from '../../../src/analysis/figures.ts';
import type { Step } from '../../../src/analysis/story/story.ts';
import type { Spec } from '../../../src/engine/index.ts';
import { full } from '../../full.ts';
import { names, specOf } from '../../scenarios/library.ts';
import { printed, seriesOf, told, valueOf } from './told.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/stories');

/** A pattern of its own is switched off, one after the other. */
function variantsOf(name: string): [string, Spec][] {
  const paths = new Set(
    [...JSON.stringify(specOf(name)).matchAll(/"(retry|circuitBreaker|bulkhead|hedge)":\{/g)].map(
      (match) => match[1]!,
    ),
  );
  return full
    ? [...paths].map((pattern) => [`${name} without ${pattern}`, without(name, pattern)])
    : [];
}

function without(name: string, pattern: string): Spec {
  const spec = structuredClone(specOf(name));
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === pattern) (inner as { disabled: boolean }).disabled = true;
      visit(inner);
    }
  };
  visit(spec.clients);
  visit(spec.services);
  return spec;
}

const cases: [string, Spec][] = names.flatMap((name) => [
  [name, specOf(name)] as [string, Spec],
  ...variantsOf(name),
]);

test.each(cases)('%s is told as its golden says', (name, spec) => {
  const run = told(spec);
  const text = printed(run.story, spec.duration);
  const path = join(GOLDEN, `${name}.txt`);
  const isNew = !existsSync(path) || process.env['UPDATE_GOLDEN'];
  if (isNew && !process.env['CI']) writeFileSync(path, text);
  else expect(text, path).toBe(readFileSync(path, 'utf8'));
  const series = seriesOf(spec);
  for (const step of run.story.steps) {
    for (const evidence of step.evidence) {
      const found = valueOf(evidence, run, series);
      if (typeof evidence.value === 'number')
        expect(found, `${name}: ${evidence.path}`).toBeCloseTo(evidence.value, 2);
      else if (typeof found === 'string') expect(evidence.value).toBe(found);
    }
    expect(unexplained(step), `${name}: ${step.text}`).toEqual([]);
  }
});

/** How numbers are rounded in sentences. */
const plain = (text: string): string =>
  text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '');
const forms = (value: number): string[] => [
  count(value),
  count(Math.round(value)),
  plain(figure(value)),
  plain(time(value)).replace(/ .*/, ''),
  plain(factor(value)).replace('×', ''),
  String(Math.round(value)),
];

/** What the ends of a client, service or link are together, and their failures. */
const TOGETHER = [
  /\.(succeeded|degraded|failed)$/,
  /\.(completed|failed|rejected)$/,
  /\.(succeeded|failed)$/,
  /\.(succeeded|degraded)$/,
  /\.failures\./,
];

/** Numbers of its sentence that are neither evidence nor follow from two pieces of it. */
function unexplained({ text, evidence }: Step): string[] {
  const sums = evidence.flatMap(({ value, ...at }) =>
    typeof value === 'number' ? [{ value, ...at }] : [],
  );
  // Pieces of one span are added up; of an edit there are those before and those after.
  const bySpan = new Map<string, typeof sums>();
  for (const one of sums) {
    const key = `${one.fromMs} ${one.atMs}`;
    bySpan.set(key, [...(bySpan.get(key) ?? []), one]);
  }
  const known = new Set<string>();
  const add = (value: number): void => {
    for (const one of forms(value)) known.add(one);
  };
  for (const some of bySpan.values()) {
    const groups = TOGETHER.map((names) => some.filter(({ path }) => names.test(path)));
    const whole = groups
      .filter(({ length }) => length > 0)
      .map((group) => group.reduce((sum, { value }) => sum + value, 0));
    const values = [...some.map(({ value }) => value), ...whole];
    const { fromMs, atMs } = some[0]!;
    for (const a of values) {
      add(a);
      if (a <= 1) add(100 * a);
      if (fromMs !== undefined) add((a * 1000) / (atMs - fromMs));
      for (const b of values.filter((value) => value > 0)) {
        add(a / b);
        if (a <= b) add((100 * a) / b);
        if (a / b > 0.99 && a < b) known.add('99');
      }
    }
  }
  const [first, second] = sums;
  if (first && second && second.value > 0) add(first.value / second.value);
  const words = evidence.map(({ value }) => (typeof value === 'string' ? value : '')).join(' ');
  const numbers = text
    // Instants, percentiles and times that follow from instants are no measurements.
    .replace(/\d+:\d\d(\.\d)?|p99 |[\d.]+ \w+ after the fault.*|opens \d+ times until.*/g, '')
    .match(/\d[\d,]*(\.\d+)?/g);
  return (numbers ?? []).filter((number) => !known.has(number) && !words.includes(number));
}
