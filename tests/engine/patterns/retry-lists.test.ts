/** `retry.backoff: [100ms, 200ms, 1s]`: the delays in turn, and whatever sets them. */
import { describe, expect, test } from 'vitest';
import { natureOf, patternTables } from '../../../src/engine/tables.ts';
import type { EditSpec } from '../../../src/engine/index.ts';
import { swapped } from '../../../src/scenario/editing/swap.ts';
import { newPattern } from '../../../src/scenario/editing/parts.ts';
import { edited, editOf } from '../../../src/scenario/edits.ts';
import { jsonSchema } from '../../../src/scenario/json-schema.ts';
import { read } from '../../../src/scenario/read.ts';
import { documentOf } from '../../../src/scenario/write.ts';
import { knobsFor } from '../../../src/ui/panels/param-knobs.ts';
import { valueWords } from '../../../src/analysis/values.ts';
import { delaysOf } from '../../conformance/retrying.ts';
import { simulate, specOf } from '../../simulate.ts';

const scenario = (retry: string, seed = 1): string => `
version: 1
seed: ${seed}
duration: 20s
clients:
  web:
    load: { rate: 40/s }
    steps: [{ call: api, latency: 1ms, patterns: [{ retry: ${retry} }] }]
services:
  api: { threads: 2, work: { exponential: 20ms }, errors: 20%, queue: { capacity: 5 } }
`;
const PATH = 'clients.web.steps[0].patterns[0].retry.backoff';
const LIST = 'backoff: [100ms, 200ms, 1s], jitter: none, maxAttempts: 6';

test('delays in turn, the last one repeated; base, factor and cap do not apply', () => {
  expect(delaysOf(LIST)).toEqual([100, 200, 1000, 1000, 1000]);
  expect(delaysOf(`${LIST}, base: 7ms, factor: 9, cap: 50ms`)).toEqual([
    100, 200, 1000, 1000, 1000,
  ]);
  expect(delaysOf('backoff: [0], jitter: none')).toEqual([0, 0]);
});

test('jitter applies as to any other delay', () => {
  const delays = [100, 200, 1000, 1000, 1000];
  const within = (jitter: string, low: (ms: number) => number, high: (ms: number) => number) => {
    for (let seed = 0; seed < 20; seed++)
      delaysOf(LIST.replace('none', jitter), `${seed}`).forEach((ms, i) => {
        expect(ms).toBeGreaterThanOrEqual(low(delays[i]!));
        expect(ms).toBeLessThanOrEqual(high(delays[i]!));
      });
  };
  within(
    'full',
    () => 0,
    (ms) => ms,
  );
  within(
    'equal',
    (ms) => ms / 2,
    (ms) => ms,
  );
  within(
    '{ add: 10% }',
    (ms) => ms,
    (ms) => ms * 1.1,
  );
});

test.each(['full', 'none', 'equal', '{ add: 30ms }'])(
  'equal delays with jitter %s are a constant back-off: the same run',
  (jitter) => {
    const digest = (backoff: string) =>
      simulate(scenario(`{ maxAttempts: 4, jitter: ${jitter}, ${backoff} }`)).digest;
    const constant = digest('backoff: constant, base: 70ms');
    expect(digest('backoff: [70ms]')).toBe(constant);
    expect(digest('backoff: [70ms, 70ms, 70ms, 70ms, 70ms]')).toBe(constant);
    expect(digest('backoff: [70ms, 71ms]')).not.toBe(constant);
  },
);

test('cockatiel’s list of equal delays is its constant one', () => {
  const digest = (backoff: string) =>
    simulate(scenario(`{ like: cockatiel, maxAttempts: 3, backoff: ${backoff} }`)).digest;
  expect(digest('[70ms, 70ms]')).toBe(digest('70ms'));
  expect(digest('[70ms, 90ms]')).not.toBe(digest('70ms'));
});

describe('an edit', () => {
  const spec = specOf(scenario(`{ ${LIST} }`));
  const reading = (set: string, to: unknown) => editOf(spec, { at: 5000, set, to });
  const digest = (...edits: (EditSpec | null)[]) => {
    const text = edits.map((edit) => `${JSON.stringify(edit)}`).join(', ');
    return simulate(`${scenario(`{ ${LIST} }`)}edits: [${text}]`).digest;
  };

  test('of one delay is one of the whole list', () => {
    const one = reading(`${PATH}[1]`, '300ms').edit;
    const all = reading(PATH, ['100ms', '300ms', '1s']).edit;
    expect(one).toEqual({ at: 5000, set: `${PATH}[1]`, to: 300 });
    expect(digest(one)).toBe(digest(all));
    expect(digest(one)).not.toBe(digest());
    const [step] = edited(spec, [one!]).clients['web']!.steps;
    expect(step).toMatchObject({ patterns: [{ retry: { backoff: [100, 300, 1000] } }] });
  });

  test('may turn a list into a word, make it shorter or longer', () => {
    expect(reading(PATH, 'linear').edit?.to).toBe('linear');
    expect(reading(PATH, ['1s']).edit?.to).toEqual([1000]);
    expect(digest(reading(PATH, ['1s']).edit)).not.toBe(digest());
  });

  test('of what is not there, or not a duration, says so', () => {
    expect(reading(`${PATH}[3]`, '1s').problems[0]?.message).toMatch(/there is no `\[3\]`/);
    expect(reading(`${PATH}[0]`, 'soon').problems[0]?.message).toMatch(/wanted a duration/);
  });
});

describe('a scenario', () => {
  const problems = (retry: string) =>
    read(scenario(retry)).problems.map(({ path, message }) => `${path}: ${message}`);

  test.each([
    ['{ backoff: [] }', `${PATH}: wanted at least 1, found 0`],
    ['{ backoff: [1s, never] }', `${PATH}[1]: wanted a duration such as 250ms, 2s, 5m or 1h`],
    ['{ backoff: often }', `${PATH}: wanted one of exponential, none, constant, linear or a list`],
    [
      '{ backoff: [1s], jitter: decorrelated }',
      'clients.web.steps[0].patterns[0].retry.jitter: wanted full, none, equal or { add } beside',
    ],
  ])('%s is refused where it is wrong', (retry, message) => {
    expect(problems(retry)).toEqual([expect.stringContaining(message)]);
  });

  test('is written back with its list', () => {
    const { backoff } = { backoff: ['100ms', '200ms', '1s'] };
    const written = documentOf(specOf(scenario(`{ ${LIST} }`)));
    expect(JSON.stringify(written)).toContain(JSON.stringify(backoff).slice(1, -1));
  });

  test('takes either from --set', () => {
    const set = (path: string, value: string) => {
      const { spec } = read(scenario(`{ ${LIST} }`), { set: [[path, value]] });
      const [step] = spec!.clients['web']!.steps;
      return (step as unknown as { patterns: { retry: { backoff: unknown } }[] }).patterns[0]!.retry
        .backoff;
    };
    expect(set(`${PATH}[2]`, '3s')).toEqual([100, 200, 3000]);
    expect(set(PATH, '[5ms, 10ms]')).toEqual([5, 10]);
    expect(set(PATH, 'constant')).toBe('constant');
  });
});

test('the schema offers words and a list', () => {
  const { $defs } = jsonSchema() as {
    $defs: Record<string, { properties: Record<string, { anyOf: object[] }> }>;
  };
  const { backoff } = $defs['retry.plain']!.properties;
  expect(backoff!.anyOf).toMatchObject([
    { enum: ['exponential', 'none', 'constant', 'linear'] },
    { type: 'array' },
  ]);
});

describe('its knobs', () => {
  const { params } = patternTables.get('retry')!.variants.plain;
  const place = { path: 'p.backoff', label: 'backoff', section: '' };
  const knobs = (value: unknown) => knobsFor(params['backoff']!, { ...place, value });

  test('are the form, and each delay', () => {
    expect(knobs([100, 1000])).toMatchObject([
      { kind: 'form', value: 'a list', to: { 'a list': [100, 200, 1000] } },
      { kind: 'ms', path: 'p.backoff[0]', value: 100 },
      { kind: 'ms', path: 'p.backoff[1]', value: 1000 },
    ]);
    expect(knobs('linear')).toMatchObject([
      { kind: 'form', to: { 'exponential, none, constant, linear': 'exponential' } },
      { kind: 'choice', value: 'linear' },
    ]);
  });

  test('and words for it have units', () => {
    expect(valueWords([100, 1000], params['backoff']!)).toBe('100 ms, 1 s');
  });
});

test('another library takes over a list if it has lists, but no word that it does not know', () => {
  const pattern = (like: string | null, backoff: unknown) => {
    const made = newPattern('retry', like, 'link')['retry']!;
    return { retry: { ...made, backoff } };
  };
  const taken = (from: string | null, backoff: unknown, to: string | null) =>
    swapped(pattern(from, backoff), to, 'link').pattern['retry']!['backoff'];
  expect(taken(null, [5, 10], 'cockatiel')).toEqual([5, 10]);
  expect(taken('cockatiel', [5, 10], null)).toEqual([5, 10]);
  expect(taken(null, 'linear', 'cockatiel')).toBe(0);
  expect(taken('cockatiel', 50, null)).toBe('exponential');
});

test('advice knows how long the list makes a call wait', () => {
  const params = specOf(scenario(`{ ${LIST} }`)).clients['web']!.steps[0]! as never;
  const { retry } = (params as { patterns: { retry: never }[] }).patterns[0]!;
  expect(natureOf({ name: 'retry', params: retry }).tries).toMatchObject({
    most: 6,
    waitMs: 3300,
    jitter: false,
  });
});
