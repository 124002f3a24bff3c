/** Knobs are read off the spec and the tables: what is there, in which unit, within which range. */
import { describe, expect, test } from 'vitest';
import { type Spec, topologyOf } from '../../../src/engine/index.ts';
import { readData } from '../../../src/scenario/check.ts';
import { editOf } from '../../../src/scenario/edits.ts';
import { experimentOf, specOf } from '../../../src/scenario/experiment.ts';
import { knobsOf, refusal } from '../../../src/ui/panels/knobs.ts';
import type { Selection } from '../../../src/ui/kit/selection.ts';
import { specOf as specFrom } from '../../simulate.ts';
import { specNamed } from '../runs.ts';

const breaker = specNamed('breaker-saves-the-caller');
const closed = specNamed('closed-vs-open');

const knob = (spec: Spec, selection: Selection, path: string) =>
  knobsOf(spec, selection).find((one) => one.path === path && one.kind !== 'form');

/** Everything that can be selected. */
function selections(spec: Spec): Selection[] {
  const { links } = topologyOf(spec);
  return [
    ...Object.keys(spec.clients).map((id) => ({ kind: 'client' as const, id })),
    ...Object.keys(spec.services).map((id) => ({ kind: 'service' as const, id })),
    ...links.map(({ id }) => ({ kind: 'link' as const, id })),
    ...links.flatMap(({ id, layers }) =>
      layers.map((_, layer) => ({ kind: 'pattern' as const, id, layer })),
    ),
  ];
}

test('deadlines: a client shows the scenario’s word, a service its own or else that one', () => {
  const shown = (spec: Spec, kind: 'client' | 'service', id: string, path: string) =>
    knob(spec, { kind, id }, path);
  const spec = { ...breaker, deadlines: 'propagate' } as const;
  const path = 'services.checkout.deadlines';
  expect(shown(spec, 'client', 'shoppers', 'deadlines')).toMatchObject({ value: 'propagate' });
  expect(shown(spec, 'service', 'checkout', path)).toMatchObject({ value: 'propagate' });
  const own = { ...spec.services['checkout']!, deadlines: 'none' } as const;
  const other = { ...spec, services: { ...spec.services, checkout: own } };
  expect(shown(other, 'service', 'checkout', path)).toMatchObject({ value: 'none' });
});

describe('a breaker on a link', () => {
  const link = 'checkout->payments';
  const path = 'services.checkout.steps[1].patterns[0].circuitBreaker';
  const selection: Selection = { kind: 'pattern', id: link, layer: 1 };

  test('the fallback of a step is the outermost layer', () => {
    const found = topologyOf(breaker).links.find(({ id }) => id === link);
    expect(found?.layers.map(({ name }) => name)).toEqual([
      'fallback',
      'circuitBreaker',
      'timeout',
    ]);
  });

  test('a count has its range, default and present value', () => {
    expect(knob(breaker, selection, `${path}.slidingWindowSize`)).toMatchObject({
      kind: 'count',
      value: 50,
      default: 100,
      min: 1,
      nullable: false,
    });
  });

  test('of two forms, the one in use is shown', () => {
    const at = `${path}.waitDurationInOpenState`;
    expect(knob(breaker, selection, at)).toMatchObject({ kind: 'ms', value: 10_000, min: 1 });
    const grown = structuredClone(breaker);
    const steps = grown.services['checkout']!.steps as unknown as { patterns: Spec['faults'] }[];
    const params = steps[1]!.patterns[0]!['circuitBreaker'] as Record<string, unknown>;
    params['waitDurationInOpenState'] = { initial: 1000, multiplier: 2, max: null };
    expect(knob(grown, selection, at)).toBeUndefined();
    expect(knob(grown, selection, `${at}.initial`)).toMatchObject({ kind: 'ms', value: 1000 });
    expect(knob(grown, selection, `${at}.max`)).toMatchObject({ value: null, nullable: true });
  });

  test('what the library refuses is refused in words', () => {
    const at = `${path}.failureRateThreshold`;
    expect(refusal(breaker, selection, at, 0)).toMatch(/wanted more than 0.*, found 0/);
    expect(refusal(breaker, selection, at, 50)).toBeNull();
  });
});

describe('clients, services and faults', () => {
  test('an open client has a rate, a closed one users and a think time', () => {
    const open: Selection = { kind: 'client', id: 'visitors' };
    expect(knob(closed, open, 'clients.visitors.load.rate')).toMatchObject({
      kind: 'rate',
      value: 160,
      default: undefined,
    });
    const agents: Selection = { kind: 'client', id: 'agents' };
    const paths = knobsOf(closed, agents).map(({ path }) => path);
    expect(paths).toContain('clients.agents.load.users');
    expect(paths).toContain('clients.agents.load.think.exponential');
    expect(paths).not.toContain('clients.agents.load.rate');
  });

  test('each figure of a spread has its knob, and percentiles bound each other', () => {
    const checkout: Selection = { kind: 'service', id: 'checkout' };
    const at = 'services.checkout.steps[0].work.lognormal';
    expect(knob(breaker, checkout, `${at}.p50`)).toMatchObject({ value: 8, max: 30, zero: false });
    expect(knob(breaker, checkout, `${at}.p99`)).toMatchObject({ value: 30, min: 8 });
  });

  test('a fault stands with whom it hits', () => {
    const payments: Selection = { kind: 'service', id: 'payments' };
    expect(knob(breaker, payments, 'faults[0].slow')).toMatchObject({ kind: 'factor', value: 200 });
    expect(knob(breaker, { kind: 'service', id: 'checkout' }, 'faults[0].slow')).toBeUndefined();
  });
});

const rush = specNamed('first-things-first');
const charged = specNamed('charged-twice');
const stampede = specNamed('cache-stampede');
const scaled = specFrom(`
duration: 60s
clients: { web: { load: { rate: 1 }, steps: [{ call: api }] } }
services:
  api:
    replicas: 0
    steps: [{ call: db }]
    autoscale:
      like: hpa
      min: 0
      max: 9
      metrics: [{ requestsPerReplica: 10/s }, { utilization: 70% }]
      scaleDown: { policies: [{ pods: 2, period: 60s }] }
  db: { work: 1ms, autoscale: { like: schedule, times: [{ at: 5s, replicas: 2 }] } }`);

test('an autoscaler has a knob per target, policy and time; min and max bound each other', () => {
  const of = (id: string, path: string) =>
    knob(scaled, { kind: 'service', id }, `services.${id}.${path}`);
  const at = (path: string) => of('api', `autoscale.${path}`);
  expect(at('metrics[0].requestsPerReplica')).toMatchObject({ kind: 'rate', value: 10 });
  expect(at('metrics[1].utilization')).toMatchObject({ kind: 'percent', value: 70 });
  expect(at('scaleDown.policies[0].pods')).toMatchObject({ value: 2 });
  expect(at('scaleUp.policies[1].percent')).toMatchObject({ value: 100 });
  expect([at('min'), at('max')]).toMatchObject([{ max: 9 }, { min: 1 }]);
  expect(of('api', 'replicas')).toMatchObject({ value: 0, min: 0 });
  expect(of('db', 'autoscale.times[0].replicas')).toMatchObject({ value: 2 });
});

describe.each([
  ['breaker-saves-the-caller', breaker],
  ['closed-vs-open', closed],
  ['first-things-first', rush],
  ['charged-twice', charged],
  ['cache-stampede', stampede],
  ['with autoscalers', scaled],
])('%s', (_name, spec) => {
  test('every knob may be turned while the run goes on', () => {
    for (const selection of selections(spec))
      for (const one of knobsOf(spec, selection)) {
        if (one.kind === 'note' || one.kind === 'optional' || one.kind === 'form') continue;
        const { problems } = editOf(spec, { at: 1000, set: one.path, to: one.value });
        expect([one.path, problems]).toEqual([one.path, []]);
      }
  });

  test('a knob has a meaning, and its value is in its range', () => {
    for (const selection of selections(spec))
      for (const one of knobsOf(spec, selection)) {
        expect(one.help).toMatch(/\w.*\.$/);
        if (!('min' in one) || one.value === null) continue;
        expect([one.path, one.value >= one.min && one.value <= one.max]).toEqual([one.path, true]);
      }
  });
});

test('what a knob sets from the start is a scenario that the reader takes, and so its link', () => {
  for (const spec of [breaker, closed, rush, charged, stampede, scaled])
    for (const selection of selections(spec))
      for (const one of knobsOf(spec, selection)) {
        const settings =
          one.kind === 'optional'
            ? [null, one.on]
            : one.kind === 'form'
              ? Object.values(one.to)
              : [];
        for (const to of settings) {
          const changes = [{ set: one.path, to }];
          const { problems } = readData(specOf({ ...experimentOf(null, spec), changes }));
          const errors = problems.filter(({ severity }) => severity === 'error');
          expect([one.path, errors]).toEqual([one.path, []]);
        }
      }
});
