/**
 * Real libraries beside ours: the same random operations drive both, under a clock that only moves
 * when told to, and after each of them both must stand alike.
 */
import { expect, vi } from 'vitest';
import { Stream } from '../../src/engine/kernel/random.ts';
import { ByHand } from '../engine/patterns/by-hand.ts';

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

/** Of the steps, and of those that are left. */
const SHARES = { advance: 0.3, start: 0.65 };

/** The first call of which they say different things. */
function odd(ours: ByHand, live: Live): number {
  const differs = (outcome: string | null, call: number) =>
    outcome !== live.outcomes[call] || ours.started[call] !== live.started[call];
  return ours.outcomes.findIndex(differs);
}

/** Makes the next step of both. @returns it in words */
async function step(chance: Stream, ours: ByHand, live: Live, plan: Plan, failing: boolean) {
  const draw = chance.double();
  const working = ours.working();
  if (draw < SHARES.advance) {
    const ms = plan.steps[chance.below(plan.steps.length)]!;
    await live.advance(ms);
    ours.until(ours.nowMs + ms);
    return `${ms} ms pass`;
  }
  if (draw < SHARES.start || working.length === 0) {
    await live.start();
    ours.start();
    return 'a call begins';
  }
  const call = working[chance.below(working.length)]!;
  const bad = chance.double() < (failing ? 0.85 : 0.15);
  const outcome = bad ? plan.failures[chance.below(plan.failures.length)]! : 'ok';
  await live.end(call, outcome);
  ours.end(call, outcome);
  return `call ${call} ends: ${outcome}`;
}

/** @returns the transitions that there were, each once */
export async function compare(plan: Plan, seed: string, steps: number): Promise<string[]> {
  vi.setSystemTime(0);
  const chance = new Stream(seed, 'steps');
  const live = plan.live();
  const ours = new ByHand(plan.patterns);
  // Spells of health and of failure, so that the circuit opens and closes again and again.
  let failing = false;
  for (let i = 0; i < steps; i++) {
    if (chance.below(25) === 0) failing = !failing;
    const what = await step(chance, ours, live, plan, failing);
    const where = `seed ${seed}, step ${i}, ${ours.nowMs} ms, ${what}`;
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
  return [...new Set(ours.transitions.map((text) => text.replace(/^\S+ /, '')))].sort();
}

/** What every circuit breaker goes through. */
export const ROUND = [
  'closed → open',
  'half-open → closed',
  'half-open → open',
  'open → half-open',
];
