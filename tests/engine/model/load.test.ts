/** Load that changes while the run goes on: arrivals follow the area under the rate, always. */
import { expect, test } from 'vitest';
import { simulate, specOf, started, worldOf } from '../../simulate.ts';
import { createRun } from '../../../src/engine/index.ts';

const open = (load: string, duration: string, more = ''): string => `
duration: ${duration}
clients: { c: { load: ${load}, steps: [{ call: s }] } }
services: { s: { threads: 100, work: 1ms } }
${more}`;

const offered = (yaml: string): number => simulate(yaml).clients['c']!.offered;

/** The starts of the 100 ms intervals in which requests begin, in tenths of a second. */
function tenths(yaml: string): number[] {
  const run = createRun(specOf(yaml));
  run.advance();
  const column = run.series().clients['c']!.offered;
  return column.flatMap((count, i) => Array<number>(Number(count)).fill(i));
}

test('evenly spaced arrivals go on at the last rate when the stages are over', () => {
  // 0 to 100/s in 10 s is an area of 500, 10 s at 100/s one of 1,000: request 1,500 begins at 20 s.
  const load = '{ stages: [{ for: 10s, to: 100/s }], arrivals: uniform }';
  expect(offered(open(load, '20s'))).toBe(1499);
  expect(offered(open(load, '20001ms'))).toBe(1500);
});

test('evenly spaced arrivals go on at the raised rate when the ramp of a spike is over', () => {
  // Until 10 s 100, along the ramp (1× to 3×) 10 s at 20/s on average, then 10 s at 30/s.
  const spike = 'faults: [{ at: 10s, on: c, spike: 3x, ramp: 10s }]';
  expect(offered(open('{ rate: 10/s, arrivals: uniform }', '30s', spike))).toBe(100 + 200 + 300);
});

test('a spike that an edit switches off ends like one that is over by itself', () => {
  const load = '{ rate: 1/s, arrivals: uniform }';
  const edit = `faults: [{ at: 0s, on: c, spike: 2x }]
edits: [{ at: 2600ms, set: "faults[0].disabled", to: true }]`;
  const byEdit = tenths(open(load, '10s', edit));
  expect(byEdit).toEqual(
    tenths(open(load, '10s', 'faults: [{ at: 0s, for: 2600ms, on: c, spike: 2x }]')),
  );
  // The request before came at 2.5 s; by 2.6 s a fifth of the next one's area has passed.
  expect(byEdit.slice(0, 7)).toEqual([0, 5, 10, 15, 20, 25, 34]);
});

test('an edit of a spike subtracts what has passed once, whatever it changes', () => {
  const at = (set: string, to: string) => `faults: [{ at: 0s, on: c, spike: 2x }]
edits: [{ at: 2600ms, set: "faults[0].${set}", to: ${to} }]`;
  const load = '{ rate: 1/s, arrivals: uniform }';
  // 2.6 s at 2/s, then 4.4 s at 4/s or 1/s: an area of 22.8 or 9.6.
  expect(offered(open(load, '7s', at('spike', '4x')))).toBe(23);
  expect(offered(open(load, '7s', at('for', '1s')))).toBe(10);
});

test('users who leave at the end of their iterations are not replaced, nor missed', () => {
  // Planned 3, then 2 from 4.5 s and 4 from 6 s. All three have left by 5.5 s: two new ones come.
  const yaml = `
duration: 20s
clients: { c: { load: { users: 3, iterations: 5, think: 1s }, steps: [{ call: s }] } }
services: { s: { threads: 100, work: 100ms } }
edits:
  - { at: 4500ms, set: clients.c.load.users, to: 2 }
  - { at: 6s, set: clients.c.load.users, to: 4 }`;
  // The one who was too many left after his last request, as did the others.
  expect(offered(yaml)).toBe(5 * 3 + 5 * 2);
});

test('an edit of the thinking time leaves those who are about to begin alone', () => {
  const yaml = (think: string, edits: string) => `
duration: 10s
clients: { c: { load: { users: 2, think: ${think} }, steps: [{ call: s }] } }
services: { s: { threads: 100, work: 0ms } }
edits: [${edits}]`;
  const edited = yaml('1s', '{ at: 0s, set: clients.c.load.think, to: 100ms }');
  expect(offered(edited)).toBe(offered(yaml('100ms', '')));
  expect(offered(edited)).toBe(200);
});

test('rows that a client reads are its own: what another request read counts for nothing', () => {
  const steps = '[{ write: row }, { call: s }, { read: row }]';
  const yaml = `
duration: 10s
clients: { c: { load: { rate: 100/s }, steps: ${steps} } }
services: { s: { threads: 100, work: { exponential: 20ms } } }`;
  expect(simulate(yaml).clients['c']!.failures).toEqual({});
});

test('the queue refuses an event in the past', () => {
  const run = createRun(specOf(open('{ rate: 10/s }', '10s')));
  run.advance(5000);
  const { queue } = worldOf(run);
  expect(() => queue.push(queue.now - 1, 0, 1, 0)).toThrow('1 ns in the past');
  expect(() => queue.after(-3, 0, 1, 0)).toThrow('3 ns in the past');
  expect(() => queue.enter(queue.now - 1, queue.stamp(1), 2, 0)).toThrow('in the past');
});

test('a loop without a pause ends at a limit that names who makes it, and what would help', () => {
  const run = started(`
duration: 60s
clients: { loop: { load: { users: 1, think: 0 }, steps: [{ call: s }] } }
services: { s: { threads: 1, queue: { capacity: 0 }, work: 0 } }
faults: [{ at: 1s, on: s, refuse: true }]`);
  run.advance();
  expect(run.partial).toMatchObject({ limit: 'eventsPerInstant' });
  expect(run.partial!.message).toContain('by loop; add think time');
});
