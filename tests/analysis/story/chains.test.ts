/**
 * What a story says of causes: a fault that hurts is named as the trigger, one that does nothing is
 * not told, incidents that have nothing to do with each other are told apart, and the same incident
 * by other names, or in slower motion, is the same story.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IntervalStore } from '../../../src/analysis/intervals.ts';
import { type Story, storyOf } from '../../../src/analysis/story/story.ts';
import { createRun, type Spec, topologyOf } from '../../../src/engine/index.ts';
import { chances, type Document } from '../../fuzz/chance.ts';
import { full } from '../../full.ts';
import { specOf as library } from '../../scenarios/library.ts';
import { read } from '../../../src/scenario/read.ts';
import { shown } from '../../ui/runs.ts';
import { calm, fault } from './incidents.ts';
import { told } from './told.ts';

const specOf = (document: Document): Spec => read(JSON.stringify(document)).spec!;

const SHOP = {
  version: 1,
  duration: '60s',
  clients: { users: { load: { rate: '50/s' }, steps: [{ call: 'web' }] } },
  services: {
    web: { threads: 20, queue: { capacity: 50 }, steps: [{ work: '5ms' }, { call: 'db' }] },
    db: { threads: 8, work: { exponential: '20ms' } },
  },
};

const AT = 30_000;

/** Shares of a client's requests that failed from the fault on, of those that ended. */
function failedShare(spec: Spec): number {
  const run = createRun(spec);
  run.advance();
  const { clients, intervalMs } = run.series();
  const { failed, succeeded, degraded } = clients['users']!;
  const sum = (column: readonly (number | null)[]): number =>
    column.slice(AT / intervalMs).reduce((all: number, n) => all + (n ?? 0), 0);
  return sum(failed) / Math.max(1, sum(failed) + sum(succeeded) + sum(degraded));
}

/** The trigger of the first failure that a client feels after the fault. */
function triggerOf({ steps }: Story, client = 'users', fromMs = 0): string | undefined {
  const felt = steps.find(
    ({ atMs, kind, on }) => kind === 'failure' && on === client && atMs >= fromMs - 1000,
  );
  let at = felt;
  while (at && at.because !== null) at = steps[at.because];
  return at?.evidence[0]?.path;
}

test('the fault that makes requests fail is named as the trigger in 95 of 100 cases', () => {
  const wanted = full ? 300 : 40;
  const missed: string[] = [];
  let hurt = 0;
  for (const c of fc.sample(chances, {
    numRuns: wanted * 4,
    seed: Number(process.env['PROPERTY_SEED'] ?? 1),
  })) {
    if (hurt === wanted) break;
    const document = calm(c);
    const quiet = specOf(document);
    const links = topologyOf(quiet).links.map(({ id }) => id);
    const one = fault(c, document, links);
    const spec = specOf({ ...document, faults: [one] });
    if (failedShare(spec) <= failedShare(quiet)) continue;
    hurt++;
    const { story } = told(spec);
    const trigger = triggerOf(story, 'users', AT);
    if (!trigger?.startsWith('faults[0].'))
      missed.push(`${trigger}: ${JSON.stringify({ ...document, faults: [one] })}`);
  }
  expect(hurt).toBe(wanted);
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(0.05 * wanted);
}, 600_000);

/** Without numbers and times: what happened to whom, and from what it follows. */
const outline = ({ steps }: Story): string[] =>
  steps.map(({ kind, on, because }) => `${kind} ${on} ${because ?? ''}`);

test('a fault that nobody meets is not told', () => {
  const document = {
    ...SHOP,
    services: { ...SHOP.services, idle: { threads: 4, work: '5ms' } },
    faults: [
      { at: '20s', for: '10s', on: 'idle', crash: '100%' },
      { at: '20s', for: '10s', on: 'db', slow: '1.01x' },
    ],
  };
  expect(told(specOf(document)).story.steps).toEqual([]);
});

test('incidents that have nothing to do with each other are two chains', () => {
  const other = {
    clients: { viewers: { load: { rate: '50/s' }, steps: [{ call: 'films' }] } },
    services: { films: { threads: 8, queue: { capacity: 20 }, work: { exponential: '20ms' } } },
  };
  const both = {
    ...SHOP,
    clients: { ...SHOP.clients, ...other.clients },
    services: { ...SHOP.services, ...other.services },
    faults: [
      { at: '20s', for: '10s', on: 'db', slow: '100x' },
      { at: '22s', for: '10s', on: 'films', refuse: true },
    ],
  };
  const { steps } = told(specOf(both)).story;
  const chainOf = (id: string): Set<number> =>
    new Set(steps.filter(({ on }) => on === id).map(({ chain }) => chain));
  const [shop, films] = [
    ['db', 'web', 'users'],
    ['films', 'viewers'],
  ].map((ids) => new Set(ids.flatMap((id) => [...chainOf(id)])));
  expect([shop!.size, films!.size]).toEqual([1, 1]);
  expect(shop).not.toEqual(films);
  expect(triggerOf({ steps, headline: () => '' }, 'viewers')).toContain('faults[1]');
  expect(triggerOf({ steps, headline: () => '' })).toContain('faults[0]');
});

test('by other names it is the same story', () => {
  const run = shown('thread-exhaustion');
  // In the order of names, which is that of the rows.
  const names = { catalog: 'a1', checkout: 'b2', payments: 'c3', web: 'd4', shoppers: 'e5' };
  const rename = (text: string): string =>
    Object.entries(names).reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const renamed = <T>(value: T): T => JSON.parse(rename(JSON.stringify(value))) as T;
  const { store, spec, transitions, result } = run;
  const other = Object.assign(new IntervalStore(renamed(store.layout)), {
    rows: store['rows'],
    details: store['details'],
  });
  const again = storyOf({
    spec: renamed(spec),
    store: other,
    transitions: renamed(transitions),
    result,
  });
  expect(again.steps).toEqual(renamed(storyOf(run).steps));
});

test('in slower motion it is the same story, and its times are longer by that', () => {
  const all = ['thread-exhaustion', 'queue-too-long', 'breaker-saves-the-caller'];
  for (const name of full ? all : all.slice(0, 1)) {
    const spec = library(name);
    const [once, twice] = [spec, slower(spec)].map((one) => told(one).story);
    const first = (story: Story): string[] => [
      ...new Set(outline(story).map((line) => line.replace(/ \d*$/, ''))),
    ];
    expect(first(twice!).sort(), name).toEqual(first(once!).sort());
    for (const [i, step] of once!.steps.entries()) {
      const late = twice!.steps.find(({ kind, on }) => kind === step.kind && on === step.on)!;
      if (once!.steps.findIndex(({ kind, on }) => kind === step.kind && on === step.on) !== i)
        continue;
      // Windows are as long as before, and the first few failures may fall into another one.
      expect(Math.abs(late.atMs - 2 * step.atMs), `${name}: ${step.text}`).toBeLessThan(8000);
    }
  }
});

/** All durations are twice as long, all rates half as high: the same draws, in slower motion. */
function slower(spec: Spec): Spec {
  const text = JSON.stringify(spec, (key, value: unknown) => {
    if (typeof value !== 'number') return value;
    if (key === 'rate') return value / 2;
    const times =
      /^(duration|warmup|at|for|after|p50|p99|exponential|work|latency|waitDurationInOpenState)$/;
    return times.test(key) ? value * 2 : value;
  });
  return JSON.parse(text) as Spec;
}
