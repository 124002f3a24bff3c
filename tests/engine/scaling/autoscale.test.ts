/** Autoscalers by the clock, under edits, and continued from checkpoints. */
import { describe, expect, test } from 'vitest';
import { check, createRun } from '../../../src/engine/index.ts';
import { editOf } from '../../../src/scenario/edits.ts';
import { simulate, specOf, started, worldOf } from '../../simulate.ts';
import { busy, changes, hpa, system } from './system.ts';

describe('schedule', () => {
  const times = (list: string, replicas = 2): string =>
    `replicas: ${replicas}, threads: 10, autoscale: { like: schedule, times: [${list}] }`;

  test('acts at the millisecond, in whatever order it is written', () => {
    const list =
      '{ at: 20.5s, replicas: 1 }, { at: 12.345s, replicas: 5 }, { at: 700s, replicas: 9 }';
    const result = simulate(system(busy(5), times(list)));
    expect(result.decisions).toEqual([
      {
        ...{ atMs: 12_345, on: 'api', by: 'autoscale', from: 2, to: 5 },
        why: 'the schedule asks for 5 from 12.345 s on',
      },
      {
        ...{ atMs: 20_500, on: 'api', by: 'autoscale', from: 5, to: 1 },
        why: 'the schedule asks for 1 from 20.5 s on',
      },
    ]);
  });

  test('the last of several at one instant counts, and the beginning is one', () => {
    const list = '{ at: 0, replicas: 3 }, { at: 0, replicas: 4 }, { at: 5s, replicas: 4 }';
    expect(changes(simulate(system(busy(5), times(list))))).toEqual(['0 s: 2 → 4']);
  });

  test('down to none, and up again', () => {
    const list = '{ at: 10s, replicas: 0 }, { at: 20s, replicas: 1 }';
    const result = simulate(system('{ rate: 1/s, arrivals: uniform }', times(list), '', '30s'));
    expect(changes(result)).toEqual(['10 s: 2 → 0', '20 s: 0 → 1']);
    const { failures } = result.clients['web']!;
    expect(failures).toEqual({ 'no-endpoint': 10 });
  });

  test('what an edit sets stays until the next time', () => {
    const list = '{ at: 10s, replicas: 4 }, { at: 30s, replicas: 3 }';
    const edit = 'edits: [{ at: 20s, set: services.api.replicas, to: 7 }]';
    const { decisions } = simulate(system(busy(5), times(list), edit));
    expect(decisions.map(({ by, from, to }) => [by, from, to])).toEqual([
      ['autoscale', 2, 4],
      ['edit', 4, 7],
      ['autoscale', 7, 3],
    ]);
  });
});

describe('edits', () => {
  const edited = (set: string, to: string, at = '20s', api = hpa()): string[] =>
    changes(
      simulate(
        system(
          busy(36),
          api,
          `edits: [{ at: ${at}, set: 'services.api.autoscale.${set}', to: ${to} }]`,
          '76s',
        ),
      ),
    );

  test('of target, bounds, policies and times count from the next look on', () => {
    expect(edited('metrics[0].utilization', '30%')).toContain('30 s: 8 → 12');
    expect(edited('max', '6')).toEqual(['15 s: 4 → 8', '30 s: 8 → 6']);
    expect(edited('min', '9')).toEqual(['15 s: 4 → 8', '30 s: 8 → 9']);
    expect(edited('scaleUp.selectPolicy', 'disabled', '10s')).toEqual([]);
    expect(edited('metrics', '[{ requestsPerReplica: 4/s }]')).toEqual([
      '15 s: 4 → 8',
      '30 s: 8 → 9',
    ]);
    expect(edited('tolerance', '0.9', '10s')).toEqual([]);
    const times = 'replicas: 2, autoscale: { like: schedule, times: [{ at: 30s, replicas: 5 }] }';
    expect(edited('times[0].at', '25s', '20s', times)).toEqual(['25 s: 2 → 5']);
    expect(edited('times', '[{ at: 20s, replicas: 7 }]', '20s', times)).toEqual(['20 s: 2 → 7']);
    expect(edited('times[0].replicas', '3', '30s', times)).toEqual(['30 s: 2 → 3']);
    expect(edited('times[0].at', '10s', '20s', times)).toEqual([]);
  });

  test('of the period move the looks to its multiples, of the window what is seen', () => {
    expect(edited('syncPeriod', '7s', '10s')).toEqual(['14 s: 4 → 8']);
    expect(edited('metricsWindow', '4s', '10s')).toEqual(['15 s: 4 → 8']);
    expect(edited('metricsWindow', '90s', '10s')).toEqual(['15 s: 4 → 8']);
  });

  test('of replicas are where the autoscaler goes on from', () => {
    const edit = 'edits: [{ at: 20s, set: services.api.replicas, to: 2 }]';
    const { decisions } = simulate(system(busy(36), hpa(), edit, '50s'));
    const all = decisions.map(({ atMs, by, from, to }) => [atMs / 1000, by, from, to]);
    expect(all).toEqual([
      [15, 'autoscale', 4, 8],
      [20, 'edit', 8, 2],
      [30, 'autoscale', 2, 4],
      [45, 'autoscale', 4, 8],
    ]);
  });

  test('of what cannot be are refused', () => {
    const spec = specOf(system(busy(36), hpa()));
    const words = (set: string, to: unknown) =>
      editOf(spec, { at: 0, set: `services.api.${set}`, to }).problems.map(
        ({ message }) => message,
      );
    expect(words('autoscale.min', 101)).toEqual([
      'autoscale.max: wanted at least min, which is 101, found 100',
    ]);
    expect(words('autoscale.like', 'schedule')[0]).toMatch(/cannot change during the run/);
    expect(words('autoscale', null)[0]).toMatch(/cannot change during the run/);
    expect(words('autoscale.metrics', [])).toEqual(['wanted at least 1, found 0']);
    expect(words('replicas', 0)).toEqual(['wanted 1–1000, found 0']);
    expect(words('replicas', 3)).toEqual([]);
  });
});

describe('a run with autoscalers', () => {
  const text = `
duration: 90s
seed: 7
clients:
  web: { load: { stages: [{ for: 30s, to: 80/s }, { for: 30s, to: 5/s }] }, steps: [{ call: api }] }
services:
  api:
    replicas: 2
    threads: 8
    startup: { exponential: 2s }
    autoscale:
      like: hpa
      max: 12
      metrics: [{ utilization: 60% }, { requestsPerReplica: 20/s }]
      syncPeriod: 4s
      metricsWindow: 7s
      scaleDown: { stabilizationWindow: 10s }
    steps: [{ work: { exponential: 200ms } }, { call: db }]
  db:
    threads: 20
    work: { exponential: 20ms }
    autoscale: { like: schedule, times: [{ at: 20s, replicas: 3 }, { at: 50s, replicas: 1 }] }
faults: [{ at: 25s, for: 10s, on: api, crash: 1 }]`;

  test('ends as it would have, continued from any checkpoint', () => {
    const whole = started(text);
    whole.advance();
    expect(changes(whole.result()).length).toBeGreaterThan(4);
    for (const ms of [1, 11_500, 26_000, 41_000]) {
      const run = createRun(specOf(text), { check });
      run.advance(ms);
      const checkpoint = run.checkpoint();
      run.advance();
      run.restore(checkpoint);
      run.advance();
      expect(run.digest).toBe(whole.digest);
      expect(run.result()).toEqual(whole.result());
    }
  });

  test('edited in the past is the run that was edited from the start', () => {
    const edits = [{ at: 6000, set: 'services.api.autoscale.max', to: 3 }];
    const run = createRun(specOf(text), { check, checkpoints: true });
    run.advance();
    const before = run.digest;
    run.revise(edits);
    run.advance();
    const other = createRun({ ...specOf(text), edits }, { check });
    other.advance();
    expect(run.digest).toBe(other.digest);
    expect(run.digest).not.toBe(before);
    expect(run.result().decisions).toEqual(other.result().decisions);
  });

  test('keeps no more of the past than a window has', () => {
    const run = started(text.replace('90s', '1000s'));
    run.advance();
    const { scaler } = worldOf(run).services.find(({ id }) => id === 'api')!;
    const { load } = scaler as unknown as { load: { marks: unknown[] } };
    expect(load.marks.length).toBeLessThanOrEqual(4);
  });
});
