/**
 * One pattern stack in a real engine, driven step by step: calls are made when a test says so, and
 * what lies below the stack answers when a test says so.
 */
import { Streams } from '../../../src/engine/kernel/streams.ts';
import { everyKind } from '../../../src/engine/every-kind.ts';
import { build, type Watcher } from '../../../src/engine/model/build.ts';
import * as at from '../../../src/engine/model/flight/frame.ts';
import type { Frame } from '../../../src/engine/model/moves/moves.ts';
import type { Observer } from '../../../src/engine/model/observer.ts';
import { nameOf, outcomeOf } from '../../../src/engine/model/outcome.ts';
import type { Pattern } from '../../../src/engine/model/pattern.ts';
import type { World } from '../../../src/engine/model/world.ts';
import { specOf } from '../../simulate.ts';

export const SEED = '7';
const NS_PER_MS = 1e6;

/** Hears everything and does nothing but what it was given. */
const deaf = (ears: object): unknown =>
  new Proxy(ears, { get: (target, key) => Reflect.get(target, key) ?? (() => {}) });

export class ByHand {
  readonly w: World;
  /** By call: how it ended, once it has, and whether it was let through. */
  readonly outcomes: (string | null)[] = [];
  readonly started: boolean[] = [];
  /** By call: the flags of its last attempt, once that has ended (see model/flight/frame.ts). */
  readonly flags: number[] = [];
  readonly transitions: string[] = [];
  private readonly below = new Map<number, Frame>();

  /** @param patterns as in a scenario: `circuitBreaker: { like: opossum }, retry: {}` */
  constructor(patterns: string) {
    const spec = specOf(`
seed: ${SEED}
duration: 720h
clients:
  caller:
    load: { rate: 0 }
    steps: [{ call: callee, patterns: [${patterns}] }]
services: { callee: {} }`);
    const ears = deaf({
      ended: (f: Frame, o: number) => void (this.outcomes[f.user] = nameOf(o)),
      attemptEnded: (f: Frame) => void (this.flags[f.user] = f.flags),
    });
    const observer = {
      watch: (w: World) => {
        for (const seen of [...w.clients, ...w.links, ...w.services])
          Object.assign(seen, { observer: ears });
      },
      transition: (_: Pattern, from: string, to: string) =>
        void this.transitions.push(`${this.w.now / NS_PER_MS} ${from} → ${to}`),
    } as unknown as Observer & Watcher;
    this.w = build(spec, new Streams(spec.seed), observer, everyKind);
    this.w.network.send = (f: Frame) => {
      f.phase = at.WORKING;
      this.below.set(f.user, f);
      this.started[f.user] = true;
    };
    // The stack begins with the world, as in a run.
    this.pattern();
  }

  /** The pattern in a layer of the stack. */
  pattern(layer = 0): Pattern {
    return this.w.stackOf(this.w.links[0]!.plan, 0).patterns[layer]!;
  }

  get nowMs(): number {
    return this.w.now / NS_PER_MS;
  }

  /** All that happens up to an instant, itself included. */
  until(ms: number): void {
    const atNs = Math.round(ms * NS_PER_MS);
    while (this.w.advance(atNs + 1, Infinity));
    this.w.queue.now = atNs;
  }

  /** Makes a call. @returns its number */
  start(): number {
    const call = this.outcomes.push(null) - 1;
    this.started.push(false);
    const [caller] = this.w.clients;
    this.w.jobs.request(caller!, 0, call);
    this.until(this.nowMs);
    return call;
  }

  /** What lies below answers a call. */
  end(call: number, outcome: string): void {
    const f = this.below.get(call)!;
    this.below.delete(call);
    this.w.calls.ascend(f, f.stack.last, outcomeOf(outcome));
    this.until(this.nowMs);
  }

  /** Calls that what lies below works on, whether or not anybody waits for them. */
  working(): number[] {
    return [...this.below.keys()];
  }
}
