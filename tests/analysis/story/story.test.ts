/**
 * The story of each scenario, word by word, and that its every sentence holds: each number in it is
 * a piece of evidence, or follows from two of them, and each piece of evidence is what the same run
 * says when it is asked by other means.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Spec } from '../../../src/engine/index.ts';
import { read } from '../../../src/scenario/read.ts';
import { full } from '../../full.ts';
import { names, specOf, textOf } from '../../scenarios/library.ts';
import { expectAnswers, expectGolden } from '../why/whys.ts';
import { shown } from '../../ui/runs.ts';
import { printed, told, toldOf, unexplained, valueOf } from './told.ts';

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

const kebab = (name: string): string =>
  name.replaceAll(' ', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

test.each(cases)('%s is told as its golden says', (name, spec) => {
  const isBuiltIn = names.includes(name);
  const run = isBuiltIn ? toldOf(shown(name)) : told(spec);
  const text = printed(run.story, spec.duration);
  const path = join(GOLDEN, `${kebab(name)}.txt`);
  const isNew = !existsSync(path) || process.env['UPDATE_GOLDEN'];
  if (isNew && !process.env['CI']) writeFileSync(path, text);
  else expect(text, path).toBe(readFileSync(path, 'utf8'));
  const series = run.series();
  for (const step of run.story.steps) {
    for (const evidence of step.evidence) {
      const found = valueOf(evidence, run, series);
      if (typeof evidence.value === 'number')
        expect(found, `${name}: ${evidence.path}`).toBeCloseTo(evidence.value, 2);
      else if (typeof found === 'string') expect(evidence.value).toBe(found);
    }
    expect(unexplained(step), `${name}: ${step.text}`).toEqual([]);
  }
  // And so do the answers to "why?" of all figures of everything in it.
  if (!isBuiltIn) return;
  const { duration } = spec;
  const look = read(textOf(name)).notes!.look ?? 0;
  expectGolden(name, run, look);
  expectAnswers(run, series, full ? [0, look, 0.3 * duration, duration] : [0.62 * duration]);
});
