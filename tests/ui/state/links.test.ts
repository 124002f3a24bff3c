/** What a link carries is a stranger's: what was checked is what is shown and runs. */
import { deflateSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { ENGINE, type Spec } from '../../../src/engine/tables.ts';
import { readData } from '../../../src/scenario/check.ts';
import {
  asRead,
  type Change,
  type Experiment,
  experimentOf,
  specOf,
  withChange,
} from '../../../src/scenario/experiment.ts';
import { experimentIn, type Lab, labOf } from '../../../src/scenario/lab.ts';
import { formatProblem, read } from '../../../src/scenario/read.ts';
import { type BuiltIns, toFragment } from '../../../src/scenario/url.ts';
import type { Selection } from '../../../src/ui/kit/selection.ts';
import { Links } from '../../../src/ui/state/links.svelte.ts';
import { holdersOf, pathOf } from '../../../src/ui/state/selected.ts';
import { always } from '../../always.ts';
import { choosing } from '../../fuzz/scenarios.ts';
import { specOf as scenario } from '../../scenarios/library.ts';

const storm = scenario('retry-storm');
const scenarios: BuiltIns = new Map([['retry-storm', { spec: storm, look: null }]]);

/** A session as far as links know one: it reads with the reader, and keeps what is opened. */
function opening() {
  const session = {
    lab: { ...labOf(experimentOf('retry-storm', storm)), work: 1 } as Lab,
    spec: storm,
    notice: null as string | null,
    opened: null as Experiment | null,
    playhead: { speed: 5 },
    telling: { linked: null as string | null },
    selection: null as Selection | null,
    open(lab: Lab) {
      session.notice = null;
      session.lab = { ...lab, work: session.lab.work! + 1 };
      session.opened = experimentIn(lab, 0);
      session.spec = specOf(session.opened);
      session.selection = null;
    },
    go() {},
    run: {
      check: async (data: unknown) => {
        const { spec, notes, problems } = readData(structuredClone(data));
        const [first] = problems;
        return { spec, notes, why: first ? formatProblem('it', first) : '' };
      },
    },
  };
  return { session, links: new Links(session, scenarios) };
}

const packed = (value: unknown): string =>
  Buffer.from(deflateSync(strToU8(JSON.stringify(value)))).toString('base64url');

const changed = (changes: Change[], edits: unknown[] = []): string =>
  `#retry-storm?v=1&x=${packed({ changes, edits })}`;

/** What is opened by a link, and what is said. */
async function opened(fragment: string) {
  const { session, links } = opening();
  links.open(fragment);
  await new Promise((resolve) => setTimeout(resolve));
  return { notice: session.notice, experiment: session.opened };
}

test.each<[string, unknown, (spec: Spec) => unknown, unknown]>([
  ['services.database.errors', '50%', (spec) => spec.services['database']!.errors, 0.5],
  ['clients.shoppers.load.rate', '400/s', (spec) => spec.clients['shoppers']!.load, { rate: 400 }],
  ['faults[0].slow', '10x', (spec) => spec.faults[0], { slow: 10 }],
  ['duration', '200s', (spec) => spec.duration, 200_000],
  [
    'services.database',
    { work: '20ms', threads: 20 },
    (spec) => spec.services['database'],
    {
      work: 20,
      threads: 20,
      replicas: 1,
      queue: { capacity: 1000 },
    },
  ],
  ['faults', null, (spec) => spec.faults, []],
])('%s to %j runs as it is read', async (set, to, of, wanted) => {
  const { notice, experiment } = await opened(changed([{ set, to }]));
  expect(notice).toBeNull();
  const found = of(specOf(experiment!));
  if (typeof wanted === 'object') expect(found).toMatchObject(wanted as object);
  else expect(found).toBe(wanted);
  // Nothing is left to read.
  expect(readData(specOf(experiment!)).spec).toEqual(specOf(experiment!));
});

test.each<[string, unknown, RegExp]>([
  ['services.database.errors', '150%', /services\.database\.errors: wanted 0–1/],
  ['duration', '10y', /duration: wanted a duration/],
  ['services.database', 'gone', /services\.database/],
  ['services', null, /no service `?"?checkout/],
  ['version', 2, /version: wanted 1, found 2/],
])('%s to %j is refused with the reason', async (set, to, reason) => {
  const bad = await opened(changed([{ set, to }]));
  expect(bad.experiment).toBeNull();
  expect(bad.notice).toMatch(reason);
});

test('edits are made in the order of their times, whatever order they come in', async () => {
  const set = 'services.database.threads';
  const edits = [
    { at: 90_000, set, to: 30 },
    { at: 30_000, set, to: 10 },
  ];
  const { experiment } = await opened(changed([], edits));
  expect(experiment!.edits).toEqual([edits[1], edits[0]]);
});

test('the name of the scenario stays; what leads nowhere is gone', async () => {
  const one = await opened(changed([{ set: 'duration', to: 200_000 }]));
  expect(one.experiment!.name).toBe('retry-storm');
  const nowhere = await opened(changed([{ set: 'services.nobody.threads', to: 3 }]));
  expect(nowhere.experiment).toMatchObject({ name: 'retry-storm', changes: [] });
});

test('what leads nowhere is said, with its path; the rest of the link opens', async () => {
  const lost = ['a', 'b.c', 'services.nobody.threads', 'd', 'e'].map((set) => ({ set, to: 3 }));
  const one = await opened(changed([lost[2]!, { set: 'duration', to: 200_000 }]));
  expect(one.notice).toBe(
    'A change in this link does not apply, services.nobody.threads: there is no such path in ' +
      'this scenario; the change is ignored.',
  );
  expect(specOf(one.experiment!).duration).toBe(200_000);
  const many = await opened(`${changed(lost)}&engine=${ENGINE + 1}`);
  expect(many.notice).toMatch(
    /^This link was made with engine .*, b\.c: .* 2 more changes do not apply\.$/,
  );
});

test('a change meanwhile does not close the link, another one that is opened does', async () => {
  const foreign = toFragment(labOf(experimentOf(null, { ...storm, title: 'Foreign' })), 0);
  const { session, links } = opening();
  links.open(foreign);
  session.lab = { ...session.lab, seed: '7' };
  await new Promise((resolve) => setTimeout(resolve));
  expect(session.opened?.base.title).toBe('Foreign');
  links.open(foreign);
  session.open(labOf(experimentOf(null, { ...storm, title: 'Mine' })));
  await new Promise((resolve) => setTimeout(resolve));
  expect(session.opened?.base.title).toBe('Mine');
});

/** Places of a spec, each with what is there. */
const leavesOf = (value: unknown, path: string): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? [
        [path, value] as [string, unknown],
        ...Object.entries(value).flatMap(([key, part]) =>
          leavesOf(part, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
        ),
      ]
    : [[path, value]];

const VALUES = [0, 1, 0.5, 3, '50%', '400/s', '10x', '60s', '5ms', true, null, 'polly', {}, [], -1];

test('for random scenarios and changes, what runs is what the reader makes of them', async () => {
  let accepted = 0;
  let refused = 0;
  await always(200, choosing, async ({ document, chance: c }) => {
    const base = read(JSON.stringify(document)).spec!;
    const leaves = Object.entries(base).flatMap(([key, part]) => leavesOf(part, key));
    // Some that fit, as they came from elsewhere in the scenario, and some that hardly do.
    const value = () => (c.happens(0.5) ? c.one(leaves)[1] : c.one<unknown>(VALUES));
    const changes = c.list(1, 2, () => ({ set: c.one(leaves)[0], to: value() }));
    const built = c.happens(0.5);
    const plain = experimentOf(built ? 'retry-storm' : null, base);
    const experiment = changes.reduce(withChange, plain);
    const { spec } = read(JSON.stringify(specOf(experiment)));
    const library = new Map([['retry-storm', { spec: base, look: null }]]);
    const { session } = opening();
    const links = new Links(session, library);
    links.open(toFragment(labOf(experiment), 0));
    await new Promise((resolve) => setTimeout(resolve));
    if (spec === null) {
      refused++;
      expect([session.opened, session.notice]).toEqual([null, expect.any(String)]);
      return;
    }
    accepted++;
    expect(specOf(session.opened!)).toEqual(spec);
  });
  expect(Math.min(accepted, refused)).toBeGreaterThan(5);
});

test('an experiment that has been read is read to itself', () => {
  const experiment = withChange(experimentOf('retry-storm', storm), {
    set: 'duration',
    to: '190s',
  });
  const { spec } = readData({ ...specOf(experiment) });
  const once = asRead(experiment, spec!);
  expect(asRead(once, readData(specOf(once)).spec!)).toEqual(once);
});

test('the seed is the same wherever it is given, up to its bound', async () => {
  const seed = 's'.repeat(256);
  const { experiment } = await opened(`#retry-storm?v=1&seed=${seed}`);
  expect(experiment!.seed).toBe(seed);
  expect(read(`version: 1\nduration: 1s\nseed: ${seed}`).spec!.seed).toBe(seed);
  expect((await opened(`#retry-storm?v=1&seed=${seed}s`)).notice).toMatch(/at most 256/);
  expect(read(`version: 1\nduration: 1s\nseed: ${seed}s`).spec).toBeNull();
});

test('a link that another engine made opens, and says so', async () => {
  const same = await opened(`#retry-storm?v=1&engine=${ENGINE}`);
  expect([same.notice, same.experiment?.name]).toEqual([null, 'retry-storm']);
  for (const link of ['#retry-storm?v=1', changed([{ set: 'duration', to: 100_000 }])]) {
    const other = await opened(`${link}&engine=${ENGINE + 1}`);
    expect(other.experiment?.name).toBe('retry-storm');
    expect(other.notice).toContain(`engine ${ENGINE + 1}, but this page runs engine ${ENGINE}`);
  }
});

test('of two links that are being checked at once, the last one opens', async () => {
  const { session, links } = opening();
  const { check } = session.run;
  const waiting: (() => void)[] = [];
  session.run.check = async (data) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return check(data);
  };
  const [first, last] = [190_000, 200_000].map((to) => changed([{ set: 'duration', to }]));
  links.open(first!);
  links.open(last!);
  for (const read of waiting) {
    read();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(links.checking).toBe(false);
  expect(specOf(session.opened!).duration).toBe(200_000);
});

test('what is selected and how fast it plays is in the link', () => {
  const { session, links } = opening();
  const lab = labOf(experimentOf('retry-storm', storm));
  const all = [...holdersOf(storm)];
  expect(new Set(all.map(([, { kind }]) => kind)).size).toBe(5);
  for (const [selected, selection] of all) {
    expect(pathOf(storm, selection)).toBe(selected);
    links.open(toFragment(lab, 0, { selected, speed: 20, why: 'failed' }));
    expect(session.selection).toEqual(selection);
    expect(session.playhead.speed).toBe(20);
    expect(session.telling.linked).toBe('failed');
  }
});

test('a path of any length is read at once', () => {
  const from = performance.now();
  for (const sign of ['.', '[', 'a.']) {
    const { session, links } = opening();
    links.open(`#retry-storm?v=1&on=${sign.repeat(90_000)}`);
    expect(session.selection).toBeNull();
  }
  // It took seconds, and takes milliseconds.
  expect(performance.now() - from).toBeLessThan(1000);
});

test.each(['nobody', '', 'services', 'services.nobody', 'faults[7]', '__proto__', '[[['])(
  'what is selected must exist: %j',
  (selected) => {
    const { session, links } = opening();
    session.playhead.speed = 20;
    links.open(`#retry-storm?v=1&speed=7&on=${encodeURIComponent(selected)}`);
    expect(session.notice).toBeNull();
    expect(session.selection).toBeNull();
    expect(session.playhead.speed).toBe(5);
  },
);
