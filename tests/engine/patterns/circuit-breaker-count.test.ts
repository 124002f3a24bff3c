/** The rules of `circuitBreaker: { like: count }`, by hand and beside a list of times. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { always, upTo } from '../../always.ts';
import { type Chance, chanceOf, turns } from '../../fuzz/chance.ts';
import { type Call, Driver } from './breakers.ts';

const BAD = 'error';
const three = { failures: 3, within: 1000, openFor: 500 };

describe('by hand', () => {
  test('so many failures within the window open it, whatever succeeds between them', () => {
    const d = new Driver('count', three);
    d.run(0, BAD, 'ok', 'ok');
    d.run(400, BAD, 'ok');
    expect(d.at(400)).toBe('closed 2/3');
    d.run(999, BAD);
    expect(d.log).toEqual(['closed → open: 3 failures within 1000 ms, threshold 3']);
  });

  test.each([
    [999.999999, 'open'],
    [1000, 'closed'],
  ])('the first failure, %d ms old when the third comes: %s', (ms, state) => {
    const d = new Driver('count', three);
    d.run(0, BAD);
    d.run(500, BAD);
    d.run(ms, BAD);
    expect(d.state).toBe(state);
  });

  test('one nanosecond before it is a window old a failure is still shown, then no longer', () => {
    const d = new Driver('count', three);
    d.run(0, BAD);
    expect(d.at(999.999999)).toBe('closed 1/3');
    expect(d.at(1000)).toBe('closed 0/3');
  });

  test('the open time ends at its last instant', () => {
    const d = new Driver('count', { ...three, failures: 1 });
    d.run(100, BAD);
    expect(d.passes(599.999999, 600)).toEqual([false, true]);
    expect(d.log.at(-1)).toBe('half-open → closed: 1 call succeeded in half-open, threshold 1');
  });

  test('half-open: so many probes at a time, and more when they are back', () => {
    const d = new Driver('count', { ...three, failures: 1, probes: 2, successes: 3 });
    d.run(0, BAD);
    const [one, two, third] = [d.call(500), d.call(500), d.call(500)] as [Call, Call, Call];
    expect([one.answer, two.answer, third.answer]).toEqual(['pass', 'pass', 'circuit-open']);
    d.end(501, one, 'ok');
    const more = [d.call(501), d.call(501)];
    expect(more.map(({ answer }) => answer)).toEqual(['pass', 'circuit-open']);
    d.end(502, two, 'ok');
    expect(d.state).toBe('half-open');
    d.end(503, more[0]!, 'ok');
    expect(d.log.at(-1)).toBe('half-open → closed: 3 calls succeeded in half-open, threshold 3');
  });

  test('a probe that fails opens it for the whole open time, and others count no more', () => {
    const d = new Driver('count', { ...three, failures: 1, probes: 2 });
    d.run(0, BAD);
    const [one, two] = [d.call(500), d.call(500)] as [Call, Call];
    d.end(600, one, BAD);
    expect(d.log.at(-1)).toBe('half-open → open: a call failed in half-open');
    const probe = d.call(1100);
    expect([d.call(1100).answer, d.call(1100).answer]).toEqual(['pass', 'circuit-open']);
    d.end(1101, two, BAD);
    expect(d.state).toBe('half-open');
    d.end(1102, probe, 'ok');
    expect(d.state).toBe('closed');
  });

  test('what began before it opened counts neither half-open nor closed again', () => {
    const d = new Driver('count', { ...three, failures: 1 });
    const late = [d.call(0), d.call(0)];
    d.run(0, BAD);
    const probe = d.call(500);
    d.end(501, late[0]!, BAD);
    expect(d.state).toBe('half-open');
    d.end(502, probe, 'ok');
    d.end(503, late[1]!, BAD);
    expect(d.at(503)).toBe('closed 0/1');
  });

  test('what is ignored counts as neither, and gives the probe’s place back', () => {
    const d = new Driver('count', { ...three, failures: 1, ignore: ['permanent'] });
    d.run(0, 'permanent');
    expect(d.at(0)).toBe('closed 0/1');
    d.run(0, BAD);
    d.end(501, d.call(500), 'permanent');
    expect([d.state, d.call(501).answer, d.call(501).answer]).toEqual([
      'half-open',
      'pass',
      'circuit-open',
    ]);
  });

  test('a longer window does not remember what the shorter one forgot', () => {
    const d = new Driver('count', three);
    d.run(0, BAD);
    d.run(600, BAD);
    d.edit(1000, { within: 5000 });
    expect(d.at(1000)).toBe('closed 1/3');
    d.edit(1001, { failures: 1 });
    expect(d.state).toBe('closed');
    d.run(1002, BAD);
    expect(d.log).toEqual(['closed → open: 2 failures within 5000 ms, threshold 1']);
  });

  test('fewer successes close it at once', () => {
    const d = new Driver('count', { ...three, failures: 1, successes: 3 });
    d.run(0, BAD);
    d.run(500, 'ok', 'ok');
    d.edit(501, { successes: 2 });
    expect(d.state).toBe('closed');
  });
});

interface Rules {
  failures: number;
  within: number;
  openFor: number;
  probes: number;
  successes: number;
}

/** A call as the reference knows it. */
interface Known {
  /** In which state it began; the number of it. */
  era: number;
}

/** The rules as one would say them: a list of all failures, and all calls in flight. */
class Reference {
  state = 'closed';
  rules: Rules;
  private era = 0;
  private failed: number[] = [];
  private openedMs = 0;
  /** For how long, as the rules were then. */
  private opened = 0;
  private inFlight: Known[] = [];
  private good = 0;

  constructor(rules: Rules) {
    this.rules = rules;
  }

  private turn(state: string, ms: number): void {
    this.state = state;
    this.era++;
    this.openedMs = ms;
    this.failed = [];
    this.good = 0;
  }

  edit(ms: number, changes: Partial<Rules>): void {
    this.failed = this.recent(ms);
    this.rules = { ...this.rules, ...changes };
    if (this.state === 'half-open' && this.good >= this.rules.successes) this.turn('closed', ms);
  }

  recent(ms: number): number[] {
    return this.failed.filter((then) => ms - then < this.rules.within);
  }

  /** Null: refused. */
  call(ms: number): Known | null {
    if (this.state === 'open' && ms - this.openedMs >= this.opened) this.turn('half-open', ms);
    const probes = this.inFlight.filter(({ era }) => era === this.era).length;
    if (this.state === 'open') return null;
    if (this.state === 'half-open' && probes >= this.rules.probes) return null;
    const call = { era: this.era };
    this.inFlight.push(call);
    return call;
  }

  end(ms: number, call: Known, ok: boolean): void {
    this.inFlight = this.inFlight.filter((one) => one !== call);
    if (call.era !== this.era) return;
    if (this.state === 'half-open') {
      if (!ok) this.open(ms);
      else if (++this.good >= this.rules.successes) this.turn('closed', ms);
    } else if (!ok) {
      this.failed.push(ms);
      if (this.recent(ms).length >= this.rules.failures) this.open(ms);
    }
  }

  private open(ms: number): void {
    this.turn('open', ms);
    this.opened = this.rules.openFor;
  }
}

const VALUES: Record<keyof Rules, readonly number[]> = {
  failures: [1, 2, 3, 5],
  within: [1, 10, 100, 1000],
  openFor: [1, 50, 100],
  probes: [1, 2, 3],
  successes: [1, 2, 4],
};
const KEYS = Object.keys(VALUES) as (keyof Rules)[];
const rulesOf = (c: Chance) =>
  Object.fromEntries(KEYS.map((key) => [key, c.one(VALUES[key])])) as unknown as Rules;

/** Hundreds of thousands of times: `expect` alone would take seconds. */
function same(found: unknown, wanted: unknown): void {
  if (found !== wanted) expect(found).toBe(wanted);
}

const STEPS = [0, 0, 1, 1, 5, 9, 10, 49, 50, 51, 99, 100, 101, 999, 1000];

test('goes where a list of all failures goes, through calls and edits of all kinds', async () => {
  let opened = 0;
  let closed = 0;
  await always(4000, fc.tuple(turns, upTo(120, turns)), ([first, all]) => {
    const rules = rulesOf(chanceOf(first));
    const d = new Driver('count', rules);
    const reference = new Reference(rules);
    const flying: [Call, Known][] = [];
    let ms = 0;
    let failing = true;
    for (const turn of all) {
      const c = chanceOf(turn);
      const kind = c.below(20);
      if (kind < 6) ms += c.one(STEPS);
      else if (kind < 12) {
        const [call, known] = [d.call(ms), reference.call(ms)];
        same(call.answer, known === null ? 'circuit-open' : 'pass');
        if (known) flying.push([call, known]);
      } else if (kind < 18 && flying.length > 0) {
        const [[call, known]] = flying.splice(c.below(flying.length), 1) as [[Call, Known]];
        const ok = c.happens(failing ? 0.2 : 0.9);
        d.end(ms, call, ok ? 'ok' : BAD);
        reference.end(ms, known, ok);
      } else if (kind === 18) failing = !failing;
      else {
        const key = c.one(KEYS);
        const changes = { [key]: c.one(VALUES[key]) };
        d.edit(ms, changes);
        reference.edit(ms, changes);
        if (c.happens(0.5)) d.revive();
      }
      same(d.state, reference.state);
      if (d.state === 'closed')
        same(d.breaker.report(ms * 1e6)['failures'], reference.recent(ms).length);
    }
    opened += d.log.filter((line) => line.startsWith('closed → open')).length;
    closed += d.log.filter((line) => line.startsWith('half-open → closed')).length;
  });
  expect(opened).toBeGreaterThan(1000);
  expect(closed).toBeGreaterThan(300);
});
