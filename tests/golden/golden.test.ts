/**
 * Every scenario runs to its end with all assertions on, and as it ran when its golden was made. A
 * golden that is missing is made on the first run, except in CI. `npm run -s golden` makes anew
 * those that may change (see golden.ts); one whose digest moved without a new engine number has to
 * be deleted by hand, which nobody does by accident.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { names, play, specOf, textOf } from '../scenarios/library.ts';
import { type Golden, goldenOf, judge, type Mode, print } from './golden.ts';

const pathOf = (name: string) => join(import.meta.dirname, `${name}.json`);

function saved(name: string): Golden | null {
  const path = pathOf(name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Golden) : null;
}

const mode: Mode = process.env['CI'] ? 'ci' : process.env['UPDATE_GOLDEN'] ? 'update' : 'compare';

for (const name of names)
  test(`${name} runs as its golden says`, () => {
    const now = goldenOf(textOf(name), play(specOf(name)).result);
    const golden = saved(name);
    const verdict = judge(golden, now, mode);
    if (verdict === 'write') {
      writeFileSync(pathOf(name), print(now));
      console.log(`wrote tests/golden/${name}.json: review it`);
      return;
    }
    // The difference first, line by line, then the reason why it counts.
    const why = typeof verdict === 'object' ? `tests/golden/${name}.json: ${verdict.wrong}` : '';
    expect(print(now), why).toBe(golden && print(golden));
    expect(verdict, why).toBe('same');
  });

describe('a golden', () => {
  const golden: Golden = {
    ...{ engine: 1, scenario: 'a', digest: '1' },
    ...{ clients: { web: { offered: 1 } }, services: {}, links: {} },
  };
  const moved = { ...golden, digest: '2' };
  const figures = { ...golden, clients: { web: { offered: 2 } } };
  const modes = ['compare', 'update', 'ci'] as const;
  const verdicts = (before: Golden | null, now: Golden) =>
    modes.map((each) => {
      const verdict = judge(before, now, each);
      return typeof verdict === 'object' ? 'wrong' : verdict;
    });

  test('is made where there is none, but not in CI', () => {
    expect(verdicts(null, golden)).toEqual(['write', 'write', 'wrong']);
  });

  test('that agrees stays as it is', () => {
    expect(verdicts(golden, golden)).toEqual(['same', 'same', 'same']);
  });

  test('never takes another digest at the same engine number, and says what to do', () => {
    expect(verdicts(golden, moved)).toEqual(['wrong', 'wrong', 'wrong']);
    expect(judge(golden, moved, 'compare')).toEqual({
      wrong: expect.stringContaining('raise ENGINE in src/engine/version.ts') as string,
    });
  });

  test('takes another digest with a new engine number or an edited scenario, when told to', () => {
    expect(verdicts(golden, { ...moved, engine: 2 })).toEqual(['wrong', 'write', 'wrong']);
    expect(verdicts(golden, { ...moved, scenario: 'b' })).toEqual(['wrong', 'write', 'wrong']);
  });

  test('takes other figures of the same events, when told to', () => {
    expect(verdicts(golden, figures)).toEqual(['wrong', 'write', 'wrong']);
  });

  test('reads back as it was printed', () => {
    expect(JSON.parse(print(golden))).toEqual(golden);
  });
});
