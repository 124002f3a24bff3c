/** The gallery has every scenario once, and finds it by what it is made of. */
import { expect, test } from 'vitest';
import { shelvesOf } from '../../../src/ui/panels/topics.ts';
import { NAMES } from '../names.ts';
import { specNamed } from '../runs.ts';

const all = NAMES.map((name) => ({ name, spec: specNamed(name), look: null }));
const found = (search: string): string[] =>
  shelvesOf(all, search).flatMap(({ scenarios }) => scenarios.map(({ name }) => name));

test('every scenario has a topic', () => {
  expect(found('').sort()).toEqual([...NAMES].sort());
  expect(shelvesOf(all, '').map(({ name }) => name)).not.toContain('Others');
});

test.each([
  ['timeout', 14],
  ['resilience4j', 2],
  ['circuit breaker', 2],
  ['pause', 1],
  ['no such thing', 0],
])('a search for “%s” finds at least %d', (search, least) => {
  const names = found(search);
  expect(names.length).toBeGreaterThanOrEqual(least);
  if (least === 0) expect(names).toEqual([]);
});

test('what is in no topic comes last', () => {
  const more = [...all, { ...all[0]!, name: 'new' }];
  expect(shelvesOf(more, '').at(-1)).toMatchObject({
    name: 'Others',
    scenarios: [{ name: 'new' }],
  });
});
