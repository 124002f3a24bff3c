/** loadShed: its curve, its smoothing, whose threads, and the order in which priorities go. */
import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import { priorityOf, tenantOf, traitsOf } from '../../../src/engine/model/flight/identity.ts';
import { SHED } from '../../../src/engine/model/outcome.ts';
import { PASS } from '../../../src/engine/model/pattern.ts';
import { read } from '../../../src/scenario/read.ts';
import { callers, fates, simulate, specOf, worldOf } from '../../simulate.ts';
import { Alone } from './alone.ts';

const NORMAL = 2;

/** The pattern before a replica of so many threads, of which so many are in hand. */
class Door {
  readonly alone: Alone;
  busy = 0;
  threads = 10;

  constructor(changes: object, seed = '1') {
    const own = { smoothing: 0, ...changes };
    this.alone = new Alone('loadShed', 'plain', own, seed);
  }

  private get replica() {
    const service = { threadsOf: () => this.threads, busy: this.busy, replicas: [] };
    return { busy: this.busy, service };
  }

  comes(priority = NORMAL): number {
    return this.alone.fates[this.alone.enter({ priority, replica: this.replica } as object)]!;
  }

  /** Of 2,000 requests that come now, the share that is shed. */
  shed(priority = NORMAL): number {
    let shed = 0;
    for (let i = 0; i < 2000; i++) if (this.comes(priority) === SHED) shed++;
    return shed / 2000;
  }

  get admit(): number {
    return this.alone.gauges['admit']!;
  }
}

const near = (share: number) => [share - 0.05, share + 0.05] as const;

describe('the share that is shed', () => {
  test.each([
    [0, 0],
    [5, 0],
    [6, 0.25],
    [7, 0.5],
    [8, 0.75],
    [9, 1],
    [10, 1],
  ])('from 50 %% until 90 %%, %i of 10 threads in hand: %f', (busy, share) => {
    const door = new Door({ from: 0.5, until: 0.9 });
    door.busy = busy;
    const shed = door.shed();
    if (share === 0 || share === 1) expect(shed).toBe(share);
    const [least, most] = near(share);
    expect(shed).toBeGreaterThan(least);
    expect(shed).toBeLessThan(most);
    expect(door.admit).toBeCloseTo(1 - share, 10);
  });

  test('a replica that has lost its threads sheds all', () => {
    const door = new Door({ from: 0.5, until: 0.9 });
    door.threads = 0;
    expect(door.comes()).toBe(SHED);
    door.threads = 10;
    expect(door.comes()).toBe(PASS);
  });

  test('limits the wrong way round are refused', () => {
    const { problems } = read(`version: 1\n${service('from: 0.9, until: 0.5')}`);
    expect(problems.map(({ message }) => message)).toEqual([
      'wanted more than from (0.9), found 0.5',
    ]);
  });
});

describe('smoothing', () => {
  test('a step of utilization is seen by 1 − 1/e after that time', () => {
    const door = new Door({ from: 0, until: 1, smoothing: 1000 });
    door.busy = 10;
    expect(door.comes()).toBe(PASS);
    expect(door.admit).toBe(1);
    door.alone.advance(1000);
    expect(door.admit).toBeCloseTo(1 / Math.E, 10);
    door.alone.advance(9000);
    expect(door.admit).toBeLessThan(0.0001);
  });

  test('what was there in between counts for as long as it was there', () => {
    const door = new Door({ from: 0, until: 1, smoothing: 1000 });
    door.busy = 10;
    door.comes();
    door.alone.advance(700);
    door.busy = 0;
    door.comes();
    door.alone.advance(300);
    const average = (1 - Math.exp(-0.7)) * Math.exp(-0.3);
    expect(door.admit).toBeCloseTo(1 - average, 10);
  });
});

describe('priorities', () => {
  test('each level moves both limits: the more important, the later it is shed', () => {
    const door = new Door({ from: 0.5, until: 0.9, priorities: 0.1 });
    door.busy = 7;
    const wanted = [0, 0.25, 0.5, 0.75, 1];
    wanted.forEach((share, priority) => {
      const [least, most] = near(share);
      expect(door.shed(priority), `priority ${priority}`).toBeGreaterThan(least);
      expect(door.shed(priority), `priority ${priority}`).toBeLessThan(most);
    });
  });

  test('by default all are alike', () => {
    const door = new Door({ from: 0.5, until: 0.9 });
    door.busy = 10;
    for (let priority = 0; priority <= 4; priority++) expect(door.shed(priority)).toBe(1);
  });

  test('a request keeps its priority on the way through services, branches and retries', () => {
    const spec = specOf(`
duration: 1s
clients: { web: { load: { rate: 20/s }, steps: [{ call: front }] } }
services:
  front:
    threads: 50
    steps:
      - parallel:
          - steps: [{ work: 1ms }, { call: api, patterns: [{ retry: { maxAttempts: 2 } }] }]
          - call: api
            name: other
            patterns: [{ hedge: { after: 0 } }]
  api: { threads: 50, errors: 0.5, patterns: [{ loadShed: { from: 0.5, until: 0.9 } }] }`);
    const run = createRun(spec);
    const w = worldOf(run);
    w.tracksIdentity = true;
    const seen = new Set<number>();
    for (const { observer } of w.clients) {
      const began = observer.began.bind(observer);
      observer.began = (f) => {
        f.traits = traitsOf(4, 7);
        began(f);
      };
    }
    for (const { observer } of w.services) {
      const arrived = observer.arrived.bind(observer);
      observer.arrived = (f) => {
        seen.add(priorityOf(f) * 100 + tenantOf(f));
        arrived(f);
      };
    }
    run.advance();
    expect([...seen]).toEqual([407]);
  });
});

const service = (shed: string, more = '', api = '', atMs = [0, 1, 2, 3, 30]): string => `
duration: 10s
clients: ${callers('api', ...atMs)}
services: { api: { work: 20ms, threads: 4, ${api}patterns: [{ loadShed: { ${shed} } }] } }
${more}`;

describe('in its place', () => {
  const sharp = 'from: 0.5, until: 0.500001, smoothing: 0';

  test('the threads of the replica that a request came to', () => {
    const wanted = { a: 'ok at 20', b: 'ok at 21', c: 'ok at 22', d: 'shed at 3', e: 'ok at 50' };
    expect(fates(simulate(service(sharp)))).toEqual(wanted);
    const two = simulate(service(sharp, '', 'replicas: 2, '));
    expect(two.services['api']).toMatchObject({ rejected: 0, failures: {} });
  });

  test('with scope service, those of all replicas that are alive', () => {
    const shared = (more: string) => {
      const text = service(`${sharp}, scope: service`, more, 'replicas: 2, ', [0, 1, 2, 3, 4]);
      return fates(simulate(text))['e'];
    };
    // Four of eight threads are in hand when the last request comes, or three of four.
    expect(shared('')).toBe('ok at 24');
    expect(shared('faults: [{ at: 0.5ms, for: 1s, on: api, crash: 1 }]')).toBe('shed at 4');
  });

  test('threads that a fault takes away make it shed earlier', () => {
    const less = 'faults: [{ at: 0, on: api, capacity: 50% }]';
    expect(fates(simulate(service(sharp, less)))).toMatchObject({ b: 'ok at 21', c: 'shed at 2' });
  });

  test('it stands before a service only', () => {
    const onCall = `version: 1
duration: 1s
clients: { web: { load: { rate: 1/s }, steps: [{ call: api, patterns: [{ loadShed: {} }] }] } }
services: { api: {} }`;
    expect(read(onCall).problems[0]!.message).toMatch(
      /^`loadShed` cannot stand on a call; wanted /,
    );
  });
});
