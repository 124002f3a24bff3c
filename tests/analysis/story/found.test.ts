/** Stories that were untrue once: what was already bad, two faults at once, edits, odd clocks. */
import { describe, expect, test } from 'vitest';
import { specOf } from '../../simulate.ts';
import { told } from './told.ts';

const CALL = 'steps: [{ call: db }]';
const WITHIN = 'steps: [{ call: db, patterns: [{ timeout: { after: 1s } }] }]';
const one = (load: string, steps = CALL): string => `clients: { c: { load: ${load}, ${steps} } }`;
const FAST = 'services: { db: { threads: 16, work: 20ms } }';

/** `kind on: text`, with the instant before it in seconds. */
function linesOf(yaml: string): string[] {
  const { steps } = told(specOf(yaml)).story;
  return steps.map(({ atMs, kind, on, text }) => `${atMs / 1000} ${kind} ${on}: ${text}`);
}

const CASES: Record<string, [yaml: string, ...wanted: RegExp[]]> = {
  'what fails from the start is told, and what an edit mends': [
    `duration: 120s
${one('{ rate: 100/s }', WITHIN)}
services: { db: { threads: 4, work: { exponential: 80ms }, queue: { capacity: 20 } } }
edits: [{ at: 60s, set: services.db.threads, to: 20 }]`,
    /^0\.\d failure c: 5\d % of requests fail until 0:59/,
    /^60 edit db: .* to 20: 100 % of c’s requests succeed afterwards/,
  ],
  'a fault from the start is a trigger': [
    `duration: 60s\n${one('{ rate: 100/s }')}\n${FAST}\nfaults: [{ at: 0s, on: db, errors: 50% }]`,
    /^0 fault db: fails 50 % of requests, to the end$/,
    /^0(\.\d)? failure c: (49|50|51) % of requests fail to the end: error$/,
  ],
  'users who all wait hang': [
    `duration: 120s\n${one('{ users: 20 }')}\n${FAST}
faults: [{ at: 60s, for: 30s, on: db, drop: 100% }]`,
    /^60(\.\d)? failure c: requests hang/,
    /^120 collapse c: does not recover/,
  ],
  'trouble that began before a fault is not blamed on it': [
    `duration: 120s
${one('{ from: 50/s, stages: [{ for: 58s, to: 50/s }, { for: 0s, to: 300/s }] }', WITHIN)}
services: { db: { threads: 10, work: 100ms } }
faults: [{ at: 60s, for: 5s, on: db, errors: 1% }]`,
    /^58 load c: load grows from 50\/s to 300\/s/,
    /^59\.\d failure c: >99 % of requests fail to the end/,
  ],
  'a fault within an interval of ten seconds is found': [
    `duration: 3h\n${one('{ rate: 10/s }')}\n${FAST}
faults: [{ at: 5403s, for: 10m, on: db, errors: 100% }]`,
    /^5403 fault db/,
    /^5403 failure c: >?\d+ % of requests fail/,
  ],
  'a fault that keeps up what another began is told': [
    `duration: 150s\n${one('{ rate: 100/s }', WITHIN)}\n${FAST}
faults:
  - { at: 60s, for: 30s, on: db, errors: 100% }
  - { at: 65s, for: 65s, on: db, errors: 90% }`,
    /^65 fault db: fails 90 % of requests/,
    /^130 recovery c: recovers as soon as the fault has ended$/,
  ],
  'nobody recovers who feels the next fault': [
    `duration: 180s
${one('{ rate: 100/s }', 'steps: [{ call: reviews, fallback: empty }, { call: db }]')}
services: { db: { threads: 16, work: 20ms }, reviews: { threads: 16, work: 10ms } }
faults:
  - { at: 60s, for: 30s, on: reviews, errors: 100% }
  - { at: 80s, for: 60s, on: db, errors: 50% }`,
    /^80(\.\d)? failure c: (49|50|51) % of requests fail until 2:20/,
    /^140 recovery c: recovers/,
  ],
  'a full queue now and then does not hide a fault': [
    `duration: 120s\n${one('{ rate: 100/s }')}
services: { db: { threads: 4, queue: { capacity: 0 }, work: 10ms } }
faults: [{ at: 60s, for: 20s, on: db, capacity: 25% }]`,
    /^60 fault db: keeps only 25 % of its threads/,
    /^60(\.\d)? failure c: \d\d % of requests fail/,
  ],
  'a switch is switched': [
    `duration: 60s
${one('{ rate: 100/s }', 'steps: [{ call: db, patterns: [{ retry: { maxAttempts: 3 } }] }]')}
services: { db: { threads: 16, work: 20ms, errors: 30% } }
edits: [{ at: 30s, set: 'clients.c.steps[0].patterns[0].retry.disabled', to: true }]`,
    /^30 edit c: somebody switches c\.retry off: 7\d % of c’s requests succeed afterwards/,
  ],
  'edits switch faults on, and are causes': [
    `duration: 120s\n${one('{ rate: 100/s }')}\n${FAST}
faults: [{ at: 30s, for: 10s, on: db, errors: 50%, disabled: true }]
edits:
  - { at: 20s, set: 'faults[0].disabled', to: false }
  - { at: 60s, set: services.db.errors, to: 40% }`,
    /^20 edit db: somebody switches the fault on db on/,
    /^30 fault db: fails 50 % of requests, until 0:40$/,
    /^60 edit db: somebody sets db\.errors to 40 %/,
    /^60(\.\d)? failure c: \d\d % of requests fail to the end/,
  ],
  'slow by nature is no hang': [
    `duration: 60s\n${one('{ rate: 10/s }')}\nservices: { db: { threads: 200, work: 8s } }`,
  ],
  'users in step do not hang': [
    `duration: 60s\n${one('{ users: 20, think: 1s }')}
services: { db: { threads: 100, work: 500ms } }`,
  ],
  'a latency of nothing has no factor': [
    `duration: 120s\n${one('{ rate: 100/s }')}\nservices: { db: { threads: 32, work: 0ms } }
faults: [{ at: 60s, for: 30s, on: db, delay: 100ms }]`,
    /^60(\.\d)? failure c: p99 is 100 ms instead of 0 ms until/,
  ],
  'shares are written as they are': [
    `duration: 120s\n${one('{ rate: 100/s }')}\n${FAST}
faults: [{ at: 60s, for: 20s, on: db, errors: 100%, share: 7% }]`,
    /^60 fault db: fails 100 % of requests for 7 % of requests, until 1:20$/,
  ],
  'what makes it faster does not make it slower': [
    `duration: 120s\n${one('{ users: 20 }', 'steps: [{ call: db }, { call: last }]')}
services:
  db: { threads: 10, work: 100ms }
  last: { threads: 2, work: 20ms, queue: { capacity: 4 } }
faults: [{ at: 60s, for: 30s, on: db, slow: 0.1x }]`,
    /^60 fault db: is 10 times faster/,
  ],
  'a run of a second has its story, too': [
    `duration: 1s\n${one('{ rate: 1000/s }')}\nservices: { db: { threads: 64, work: 5ms } }
faults: [{ at: 500ms, for: 200ms, on: db, errors: 100% }]`,
    /^0\.5 failure c: 100 % of requests fail until 0:00\.7/,
    /^0\.7 recovery c: recovers/,
  ],
};

describe('a story', () => {
  test.each(Object.entries(CASES))('%s', (_, [yaml, ...wanted]) => {
    const lines = linesOf(yaml);
    if (wanted.length === 0) expect(lines).toEqual([]);
    for (const line of wanted) expect(lines).toContainEqual(expect.stringMatching(line));
    expect(lines.join('\n')).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  test('of a breaker closes when its replica is gone, so that the next fault has its own', () => {
    const { steps } = told(
      specOf(`duration: 240s
clients: { c: { load: { rate: 100/s }, steps: [{ call: web }] } }
services:
  web:
    replicas: 2
    threads: 64
    steps:
      - call: db
        fallback: x
        patterns:
          - circuitBreaker:
              slidingWindowSize: 20
              minimumNumberOfCalls: 10
              waitDurationInOpenState: 30s
  db: { threads: 16, work: 20ms }
faults:
  - { at: 60s, for: 10s, on: db, errors: 100% }
  - { at: 65s, for: 5s, on: web, crash: 1 }
  - { at: 180s, for: 10s, on: db, errors: 100% }`),
    ).story;
    const chains = steps.filter(({ kind }) => kind === 'breaker').map(({ chain }) => chain);
    expect(new Set(chains).size).toBe(2);
  });

  test('blames nobody who was not there: clients that fail anyway notice', () => {
    const { headline } = told(
      specOf(`duration: 120s
clients:
  c: { load: { rate: 100/s }, steps: [{ call: db }] }
  d: { load: { rate: 20/s }, steps: [{ call: bad }] }
services: { db: { threads: 16, work: 20ms }, bad: { threads: 16, work: 20ms, errors: 60% } }
faults: [{ at: 60s, for: 30s, on: db, errors: 100% }]`),
    ).story;
    expect(headline(70_000)).not.toContain('d hardly notice');
  });
});
