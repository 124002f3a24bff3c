/** What every scenario of the library has, whatever it shows. That it runs is in tests/golden. */
import { expect, test } from 'vitest';
import { names, specOf, textOf } from './library.ts';

const HEADER = '# yaml-language-server: $schema=../public/scenario.schema.json\n';

test('the library holds the scenarios that a workshop begins with', () => {
  for (const name of [
    'retry-storm',
    'breaker-saves-the-caller',
    'thread-exhaustion',
    'bulkhead-isolates',
    'graceful-degradation',
    'hedged-requests',
  ])
    expect(names).toContain(name);
});

for (const name of names)
  test(`${name} is valid, says what it claims, and completes in an editor`, () => {
    const spec = specOf(name);
    expect(textOf(name).startsWith(HEADER)).toBe(true);
    expect(spec.title).toMatch(/^[A-Z].*[^.]$/);
    // At most two sentences, short enough for a card in a gallery.
    expect(spec.summary).toMatch(/^[A-Z0-9][^.]*\.( [A-Z0-9][^.]*\.)?$/);
    expect(spec.summary.length).toBeLessThanOrEqual(100);
    expect(spec.duration).toBeLessThanOrEqual(300_000);
  });

test('no two scenarios have the same title or summary', () => {
  const specs = names.map((name) => specOf(name));
  expect(new Set(specs.map((spec) => spec.title)).size).toBe(names.length);
  expect(new Set(specs.map((spec) => spec.summary)).size).toBe(names.length);
});
