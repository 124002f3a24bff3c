/** What advice says of a queue is what a run of it shows. */
import { expect, test } from 'vitest';
import { simulate } from '../simulate.ts';
import { rule } from './advised.ts';

const OVERLOAD = '{ rate: 3/s, arrivals: uniform }';

/** A service of one thread, unless it says otherwise, whose caller leaves after 10 s. */
const queue = (load: string, service: string): string => `
duration: 10m
warmup: 1m
clients:
  one: { load: ${load}, steps: [{ call: s, patterns: [{ timeout: { after: 10s } }] }] }
services:
  s: { ${service.includes('threads') ? '' : 'threads: 1, '}${service} }
  below: { threads: 1000, work: 900ms }
`;

const work = 'work: 1s';
const users = (count: number, think: string): string => `{ users: ${count}, think: ${think} }`;
const waiting = (capacity: number): string =>
  `async: true, steps: [{ work: 500ms }, { call: below }], queue: { capacity: ${capacity} }`;
const cores = (capacity: number): string =>
  `threads: 4, cores: 1, work: 1s, queue: { capacity: ${capacity} }`;

/** The share of calls that are given up, of those that the queue lets in. */
function lateShare(yaml: string): number {
  const { succeeded, failures } = simulate(yaml).clients['one']!;
  const late = failures['timeout'] ?? 0;
  return late / (succeeded + late);
}

test.each([
  ['eleven users', users(11, '0'), work],
  ['ten users, the last of whom is answered as the timer rings', users(10, '0'), work],
  ['eleven users of whom one thinks', users(11, '1s'), work],
  ['eleven users of whom one thinks, on average', users(11, '{ exponential: 1s }'), work],
  ['users of three replicas', users(33, '1s'), `replicas: 3, ${work}`],
  ['a queue of nine', OVERLOAD, `${work}, queue: { capacity: 9 }`],
  ['a queue whose patience leaves no time to work', OVERLOAD, `${work}, queue: { timeout: 9.5s }`],
  ['cores that share the work', OVERLOAD, cores(7)],
  ['a thread given back while others work', OVERLOAD, waiting(18)],
])('whoever waits is late, and advice says so: %s', (_what, load, service) => {
  const yaml = queue(load, service);
  expect(rule('queue-beyond-timeout', yaml)).toHaveLength(1);
  expect(lateShare(yaml)).toBeGreaterThan(0.5);
});

test.each([
  ['nine users', users(9, '0'), work],
  ['ten users of whom one thinks', users(10, '1s'), work],
  ['thirty users who think for long', users(30, '25s'), work],
  ['users of three replicas', users(27, '0'), `replicas: 3, ${work}`],
  ['a queue of eight', OVERLOAD, `${work}, queue: { capacity: 8 }`],
  ['a queue whose patience leaves time to work', OVERLOAD, `${work}, queue: { timeout: 8.9s }`],
  ['cores that share the work', OVERLOAD, cores(5)],
  ['a thread given back while others work', OVERLOAD, waiting(16)],
  ['no queue at all', OVERLOAD, 'work: 9s, queue: { capacity: 0 }'],
])('nobody is late, and advice says nothing: %s', (_what, load, service) => {
  const yaml = queue(load, service);
  expect(rule('queue-beyond-timeout', yaml)).toEqual([]);
  expect(lateShare(yaml)).toBeLessThan(0.05);
});

test('a queue is not to blame for work that nobody waits for anyway', () => {
  const yaml = queue(OVERLOAD, 'work: 11s, queue: { capacity: 0 }');
  expect(lateShare(yaml)).toBe(1);
  expect(rule('queue-beyond-timeout', yaml)).toEqual([]);
  // One that waits: less than the timeout by itself, and a shorter queue would not help.
  const wide = 'threads: 4, work: 11s, queue: { capacity: 1 }';
  expect(rule('queue-beyond-timeout', queue(OVERLOAD, wide))).toEqual([]);
});

test('the words have both figures, and whichever bounds the wait', () => {
  const [long] = rule('queue-beyond-timeout', queue(users(11, '0'), work));
  expect(long).toMatchObject({
    path: 'services.s.queue.capacity',
    message:
      'at the end of a full queue a request waits 10 s (10 × 1 s ÷ 1 threads) and then takes ' +
      '1 s, but one->s gives up after 10 s',
    figures: { waitMs: 10_000, takesMs: 1000, limitMs: 10_000, ahead: 10 },
  });
  const patience = queue(OVERLOAD, `${work}, queue: { timeout: 9.5s }`);
  expect(rule('queue-beyond-timeout', patience)).toMatchObject([
    {
      path: 'services.s.queue.timeout',
      message:
        'at the end of a full queue a request waits 9.5 s (the queue timeout) and then takes ' +
        '1 s, but one->s gives up after 10 s',
    },
  ]);
});
