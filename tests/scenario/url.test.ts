/** The address is the run; and what a stranger may write there. */
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readData } from '../../src/scenario/check.ts';
import {
  type Experiment,
  experimentOf,
  specOf,
  withChange,
  withEdit,
} from '../../src/scenario/experiment.ts';
import { labOf } from '../../src/scenario/lab.ts';
import { type BuiltIns, fromFragment, type Link, toFragment } from '../../src/scenario/url.ts';
import { specOf as read } from '../simulate.ts';

const storm = read(`
duration: 60s
clients: { web: { load: { rate: 10/s }, steps: [{ call: db }] } }
services: { db: { threads: 4, work: 20ms } }
edits: [{ at: 5s, set: services.db.threads, to: 5 }]`);
const scenarios: BuiltIns = new Map([['a storm', { spec: storm, look: 500 }]]);

const opened = (fragment: string): Link => {
  const link = fromFragment(fragment, scenarios);
  if (link === null || typeof link === 'string') throw new Error(String(link));
  return link;
};

const there = (experiment: Experiment, atMs = 0): Link =>
  opened(toFragment(labOf(experiment), atMs));

const plain = experimentOf('a storm', storm);
const changed = withEdit(
  withChange({ ...plain, seed: 'x&y=#?' }, { set: 'services.db.threads', to: 40 }),
  { at: 12_345, set: 'clients.web.load.rate', to: 99 },
);

describe('there and back', () => {
  test('a built-in scenario stands there by name, readable', () => {
    expect(toFragment(labOf(plain), 61_234)).toMatch(/^#a%20storm\?v=1&engine=\d+&t=61\.234$/);
    expect(there(plain, 61_234)).toMatchObject({ atMs: 61_234, foreign: false });
    expect(specOf(there(plain).experiment)).toEqual(storm);
  });
  test('with what was changed in it: seed, values, edits', () => {
    expect(there(changed).experiment).toEqual(changed);
    expect(there(changed).foreign).toBe(true);
    expect(specOf(there(changed).experiment).services['db']!.threads).toBe(40);
  });
  test('any other goes whole', () => {
    const whole = { ...changed, name: null };
    expect(specOf(there(whole).experiment)).toEqual(specOf(whole));
  });
  test('an empty one says nothing', () => {
    expect(fromFragment('', scenarios)).toBeNull();
    expect(fromFragment('#', scenarios)).toBeNull();
  });
});

const packed = (text: string): string =>
  btoa(String.fromCharCode(...deflateSync(strToU8(text))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

describe('a change that leads nowhere', () => {
  const link = (...changes: { set: string; to: unknown }[]): Link =>
    opened(`#a%20storm?v=1&x=${packed(JSON.stringify({ changes, edits: [] }))}`);
  const good = { set: 'services.db.threads', to: 40 };

  test('is a warning with its path, and the rest of the link opens', () => {
    const { problems, experiment } = link({ set: 'services.nobody.threads', to: 3 }, good);
    expect(problems).toEqual([
      {
        path: 'services.nobody.threads',
        line: null,
        column: null,
        message: 'there is no such path in this scenario; the change is ignored',
        severity: 'warning',
      },
    ]);
    expect(specOf(experiment).services['db']!.threads).toBe(40);
  });

  test('is none where a change before it has made the place', () => {
    const made = { set: 'services.db.steps', to: [{ work: 1 }] };
    expect(link({ set: 'services.db', to: { steps: [] } }, made).problems).toEqual([]);
    expect(link(made).problems).toHaveLength(1);
    expect(link(good).problems).toEqual([]);
    expect(opened('#a%20storm?v=1').problems).toEqual([]);
  });

  test('is none where the scenario came whole, whatever came', () => {
    expect(opened(`#?v=1&spec=${packed('{"a":1}')}`).problems).toEqual([]);
  });

  test('is named in short, and steers nothing', () => {
    const [problem] = link({ set: `a\u001b[2J${'b'.repeat(500)}`, to: 1 }).problems;
    expect(problem!.path).toMatch(/^a \[2Jb{73,75}…$/);
  });
});

describe('what cannot be read is refused with the reason', () => {
  test.each([
    ['#nothing-like-it?v=1', /no scenario `nothing-like-it`/],
    ['#%E0%A4%A?v=1', /no scenario/],
    ['#a%20storm?v=9', /version 9/],
    ['#?v=1&spec=AAAA', /damaged/],
    ['#?v=1&spec=%00', /damaged/],
    [`#?v=1&spec=${packed('{"a":1}').slice(0, -4)}`, /damaged/],
    [`#?v=1&spec=${packed('{"a":')}`, /damaged/],
    [`#?v=1&spec=${packed('[1]')}`, /does not contain a scenario/],
    [`#?v=1&spec=${packed('{"a":'.repeat(300) + '1' + '}'.repeat(300))}`, /deep/],
    [`#?v=1&spec=${packed(`"${'a'.repeat(3e6)}"`)}`, /more than/],
    [`#a%20storm?v=1&x=${packed('{"changes":1,"edits":[]}')}`, /changes cannot be read/],
    [`#a%20storm?v=1&x=${packed('{"changes":[{"set":1}],"edits":[]}')}`, /changes cannot be read/],
    [
      `#a%20storm?v=1&x=${packed('{"changes":[],"edits":[{"set":"a","to":1}]}')}`,
      /changes cannot be read/,
    ],
    ['#' + 'a'.repeat(300_000), /characters/],
  ])('%#', (fragment, reason) => {
    expect(fromFragment(fragment, scenarios)).toMatch(reason);
  });

  test('names like __proto__ reach nothing', () => {
    const x = packed('{"changes":[{"set":"__proto__.polluted","to":1}],"edits":[]}');
    const { experiment } = opened(`#a%20storm?v=1&x=${x}`);
    specOf(experiment);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('a spec of any number of faults without a share goes through a link', () => {
  const faults = Array.from({ length: 40 }, (_, i) => `{ at: ${i}s, on: api, slow: 2 }`);
  const spec = read(`
duration: 1m
clients: { web: { load: { rate: 1/s }, steps: [{ call: api }] } }
services: { api: {} }
faults: [${faults.join(', ')}]`);
  expect(readData(structuredClone(spec))).toMatchObject({ spec, problems: [] });
  const shared = spec.faults.map((fault) => ({ ...fault, share: 0.5 }));
  const { problems } = readData({ ...spec, faults: shared });
  expect(problems[0]?.message).toContain('at most 31 faults with a share, found 40');
});

test('a seed with half a character is refused: a link would bring back another one', () => {
  expect(readData({ ...storm, seed: 'a\ud800' }).problems[0]?.message).toMatch(/whole characters/);
  expect(readData({ ...storm, seed: 'a\ud83d\ude00' }).problems).toEqual([]);
});
