/**
 * Real libraries beside ours: the same random operations drive both, under a clock that only moves
 * when told to, and after each of them both must stand alike.
 */
import { expect, vi } from 'vitest';
import { ByHand } from '../engine/patterns/by-hand.ts';
import { always, upTo } from '../always.ts';
import { type Chance, chanceOf, turns } from '../fuzz/chance.ts';

// Taken before the clock is put in their place.
const { setImmediate } = globalThis;

/** Lets promises that hang on each other come to rest. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => void setImmediate(resolve));
}

/** To be called before the library is loaded. */
export const stopTheClock = (): void =>
  void vi.useFakeTimers({
    now: 0,
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  });

/** A failure with one of our reasons. */
export class Failure extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** A library's breaker, whose calls end when told to. */
export abstract class Live {
  readonly outcomes: (string | null)[] = [];
  readonly started: boolean[] = [];
  private readonly ends: { resolve: (value: string) => void; reject: (error: Error) => void }[] =
    [];

  /** Makes a call through the library; `run` is what it protects. */
  protected abstract execute(call: number, run: () => Promise<unknown>): Promise<unknown>;
  /** With which of our outcomes the library refused, or gave up on, a call. */
  protected abstract reasonOf(error: unknown): string;
  abstract state(): string;
  /** Whatever else is to be alike, by our names for it. */
  abstract counters(): Record<string, number>;
  stop(): void {}

  async advance(ms: number): Promise<void> {
    vi.advanceTimersByTime(ms);
    await settle();
  }

  async start(): Promise<void> {
    const call = this.outcomes.push(null) - 1;
    this.started.push(false);
    const run = () =>
      new Promise((resolve, reject) => {
        this.started[call] = true;
        this.ends[call] = { resolve, reject };
      });
    this.execute(call, run).then(
      () => (this.outcomes[call] = 'ok'),
      (error: unknown) =>
        (this.outcomes[call] = error instanceof Failure ? error.reason : this.reasonOf(error)),
    );
    await settle();
  }

  async end(call: number, outcome: string): Promise<void> {
    if (outcome === 'ok') this.ends[call]!.resolve(outcome);
    else this.ends[call]!.reject(new Failure(outcome));
    await settle();
  }
}

export interface Plan {
  /** Our stack. */
  patterns: string;
  /** The library's breaker; made once the clock shows 0. */
  live: () => Live;
  /** Steps in ms by which time moves on; those that hit its boundaries are among them. */
  steps: readonly number[];
  /** Our counters that are to be alike. */
  counters: (report: Record<string, number>) => Record<string, number>;
  /** Failures, of which some are drawn. */
  failures: readonly string[];
}

/** The first call of which they say different things. */
function odd(ours: ByHand, live: Live): number {
  const differs = (outcome: string | null, call: number) =>
    outcome !== live.outcomes[call] || ours.started[call] !== live.started[call];
  return ours.outcomes.findIndex(differs);
}

/** Makes the next step of both. @returns it in words */
async function step(c: Chance, ours: ByHand, live: Live, plan: Plan, failing: boolean) {
  const kind = c.below(20);
  const working = ours.working();
  if (kind < 6) {
    const ms = c.one(plan.steps);
    await live.advance(ms);
    ours.until(ours.nowMs + ms);
    return `${ms} ms pass`;
  }
  if (kind < 13 || working.length === 0) {
    await live.start();
    ours.start();
    return 'a call begins';
  }
  const call = c.one(working);
  const outcome = c.happens(failing ? 0.85 : 0.15) ? c.one(plan.failures) : 'ok';
  await live.end(call, outcome);
  ours.end(call, outcome);
  return `call ${call} ends: ${outcome}`;
}

/** @returns the transitions that there were */
async function steps(plan: Plan, turns: readonly number[][]): Promise<string[]> {
  vi.setSystemTime(0);
  const live = plan.live();
  const ours = new ByHand(plan.patterns);
  // Spells of health and of failure, so that the circuit opens and closes again and again.
  let failing = false;
  for (const turn of turns) {
    const c = chanceOf(turn);
    if (c.happens(0.04)) failing = !failing;
    const where = `${await step(c, ours, live, plan, failing)} at ${ours.nowMs} ms`;
    const pattern = ours.pattern();
    const counters = plan.counters(pattern.report(ours.w));
    const found = { state: pattern.stateName, counters };
    expect(found, where).toEqual({ state: live.state(), counters: live.counters() });
    const call = odd(ours, live);
    if (call < 0) continue;
    const fate = (side: ByHand | Live) => [side.started[call], side.outcomes[call]];
    expect(fate(ours), `${where}: call ${call}`).toEqual(fate(live));
  }
  live.stop();
  return ours.transitions.map((text) => text.replace(/^\S+ /, ''));
}

/** @returns the transitions that there were in some 1,200 steps, each once */
export async function compare(plan: Plan): Promise<string[]> {
  const found = new Set<string>();
  await always(12, upTo(400, turns), async (all) => {
    for (const transition of await steps(plan, all)) found.add(transition);
  });
  return [...found].sort();
}

/** What every circuit breaker goes through. */
export const ROUND = [
  'closed → open',
  'half-open → closed',
  'half-open → open',
  'open → half-open',
];
