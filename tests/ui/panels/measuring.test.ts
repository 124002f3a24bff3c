/** Speeds are measured in a worker of their own, after the run, and called off by a change. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { speedsOf } from '../../../src/analysis/speeds.ts';
import type { RunResult, Spec } from '../../../src/engine/index.ts';
import { measuring } from '../../../src/ui/panels/measuring.ts';
import { Advice } from '../../../src/ui/state/advice.svelte.ts';
import type { Session } from '../../../src/ui/state/session.svelte.ts';
import { scenario } from '../../scenario/advised.ts';
import { specOf } from '../../simulate.ts';

/** In place of a browser's: answers when told to. */
class Thread {
  static readonly all: Thread[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  asked: { number: number; name: string; args: [Spec] } | null = null;
  ended = false;
  constructor() {
    Thread.all.push(this);
  }
  postMessage(call: NonNullable<Thread['asked']>): void {
    this.asked = call;
  }
  answer(): void {
    const { number, args } = this.asked!;
    this.onmessage?.({ data: { number, value: speedsOf(...args) } });
  }
  terminate(): void {
    this.ended = true;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', Thread);
  Thread.all.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const LONG = scenario({ stack: '{ timeout: { after: 30s } }' });
const settle = () => vi.advanceTimersByTimeAsync(1000);

async function pageOf(yaml: string, isDone = true) {
  const specNow = specOf(yaml);
  const advice = new Advice(() => specNow);
  await advice.rules.load();
  const result = isDone ? ({} as RunResult) : null;
  return { advice, specNow, shown: { result } } as unknown as Session;
}

test('a long timeout is advised on once its callee has been measured', async () => {
  const page = await pageOf(LONG);
  measuring(page);
  expect(Thread.all).toEqual([]);
  await settle();
  expect(Thread.all.map(({ asked }) => asked?.name)).toEqual(['speeds']);
  Thread.all[0]!.answer();
  await settle();
  expect(Thread.all[0]!.ended).toBe(true);
  page.advice.follow();
  await settle();
  const [{ finding, holder }] = page.advice.all as [Advice['all'][number]];
  expect(finding).toMatchObject({ rule: 'timeout-too-long', figures: { p99Ms: 10 } });
  expect(holder).toMatchObject({ kind: 'pattern', id: 'web->api' });
  page.advice.forget();
  expect(page.advice).toMatchObject({ speeds: null, all: [] });
});

test('a change calls it off, before it has begun or later', async () => {
  const page = await pageOf(LONG);
  measuring(page)!();
  await settle();
  expect(Thread.all).toEqual([]);
  const off = measuring(page)!;
  await settle();
  off();
  await settle();
  expect(Thread.all.map(({ ended }) => ended)).toEqual([true]);
  expect(page.advice.speeds).toBeNull();
});

test('nobody is asked while the run goes on, or where nothing is set by it', async () => {
  measuring(await pageOf(LONG, false));
  measuring(await pageOf(scenario({ stack: '{ retry: {} }' })));
  await settle();
  expect(Thread.all).toEqual([]);
});
