/** No more is in use than there is, at any instant, whatever edits and faults take away. */
import { expect, test } from 'vitest';
import { check, createRun } from '../../../src/engine/index.ts';
import { simulate, specOf, started, worldOf } from '../../simulate.ts';

const busy = (service: string, more: string): string => `
duration: 10s
clients: { c: { load: { users: 100 }, steps: [{ call: s }] } }
services: { s: ${service} }
${more}`;

/** Its utilization in all, and the least and greatest of its intervals from 200 ms on. */
function utilization(yaml: string): [number | null, number, number] {
  const run = createRun(specOf(yaml), { check });
  run.advance();
  const intervals = run.series().services['s']!.utilization.slice(2).map(Number);
  return [run.result().services['s']!.utilization, Math.min(...intervals), Math.max(...intervals)];
}

test('replicas that drain are there until their work is done', () => {
  const service = '{ replicas: 10, threads: 10, work: 3s }';
  const edits = 'edits: [{ at: 1s, set: services.s.replicas, to: 1 }]';
  expect(utilization(busy(service, edits))).toEqual([1, 1, 1]);
});

test('a thread that an edit takes away is there until its work is done', () => {
  const service = '{ threads: 64, work: 3s }';
  const edits = 'edits: [{ at: 1s, set: services.s.threads, to: 1 }]';
  expect(utilization(busy(service, edits))).toEqual([1, 1, 1]);
});

test('a thread that a fault takes away is there until its work is done, along a ramp too', () => {
  const service = '{ threads: 64, work: { exponential: 300ms } }';
  for (const ramp of ['0s', '5s']) {
    const faults = `faults: [{ at: 1s, for: 8s, ramp: ${ramp}, on: s, capacity: 10% }]`;
    expect(utilization(busy(service, faults))[2]).toBeLessThanOrEqual(1);
  }
});

test('cores that an edit takes away are not at work any more', () => {
  const service = '{ threads: 64, cores: 6, work: 30ms }';
  const run = simulate(busy(service, 'edits: [{ at: 5s, set: services.s.cores, to: 2 }]'));
  expect(run.services['s']!.coreUtilization).toBe(1);
});

test('what is left of threads and replicas is rounded as it is written', () => {
  // 30 % of 10 threads are 3: in 10 s they end 300 pieces of 100 ms, the last 3 of them too late.
  const capacity = busy(
    '{ threads: 10, work: 100ms }',
    'faults: [{ at: 0, on: s, capacity: 30% }]',
  );
  expect(simulate(capacity).services['s']!.completed).toBe(297);
  const crashed = started(`
duration: 2s
clients: { c: { load: { rate: 100/s }, steps: [{ call: s }] } }
services: { s: { replicas: 100 } }
faults: [{ at: 1s, on: s, crash: 7% }]`);
  crashed.advance(1500);
  const { replicas } = worldOf(crashed).services[0]!;
  expect(replicas.filter(({ runs }) => !runs)).toHaveLength(7);
});
