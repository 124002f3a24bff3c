/**
 * One pattern by itself, driven call by call: what it asks of the world is written down, and
 * nothing else happens. For comparing its decisions with those of a library, one at a time.
 */
import { Stream } from '../../../src/engine/kernel/random.ts';
import type { Agent } from '../../../src/engine/model/agent.ts';
import { Frame } from '../../../src/engine/model/flight/frame.ts';
import { traitsOf } from '../../../src/engine/model/flight/identity.ts';
import { OK, type Outcome } from '../../../src/engine/model/outcome.ts';
import { defaultOf, type Table } from '../../../src/engine/model/params.ts';
import { HOLD, PASS, type Pattern } from '../../../src/engine/model/pattern.ts';
import type { Stack } from '../../../src/engine/model/parts/stack.ts';
import type { World } from '../../../src/engine/model/world.ts';
import { patterns } from '../../../src/engine/patterns/index.ts';
import type { PatternParams } from '../../../src/engine/spec.ts';

const NS_PER_MS = 1e6;
const SLOTS = 4;
/** In place of a timer's number: the call's own event. */
const EVENT = -1;

/** The parameters of a version with its defaults, some of them changed. */
export function paramsOf(name: Name, like: string, changes: object): PatternParams {
  const params = patterns[name].table.variants[like]!.params as Table;
  const filled = Object.entries(params).map(([key, param]) => [key, defaultOf(param)]);
  const own = { like: like === 'plain' ? null : like, scope: 'replica', disabled: false } as const;
  return { ...own, ...Object.fromEntries(filled), ...changes };
}

type Name = keyof typeof patterns;

/** Who calls; `priority` by its position, 2 is normal. */
interface Caller {
  user?: number;
  tenant?: number;
  priority?: number;
}

export class Alone<P extends Pattern = Pattern> {
  readonly pattern: P;
  /** By call: PASS when let through, HOLD while it is kept, or how it was answered here. */
  readonly fates: (typeof PASS | typeof HOLD | Outcome)[] = [];
  readonly frames: Frame[] = [];
  /** Timers that calls wait for: how long each is, by call and timer. */
  readonly timers = new Map<string, number>();
  /** Calls that were given up. */
  private readonly left = new Set<number>();
  nowNs = 0;
  alarmNs = Infinity;
  readonly world: World;
  private readonly name: Name;
  private readonly like: string;

  constructor(name: Name, like: string, changes: object = {}, seed = '1') {
    this.name = name;
    this.like = like;
    this.world = this.stand();
    const stream = (use: string) => new Stream(seed, use);
    const place = {
      entity: 'a->b',
      replica: 0,
      runsOn: null,
      layer: 0,
      name,
      like,
      slot: 0,
      timer: 0,
      stream,
    };
    const classes = patterns[name].classes as unknown as Record<string, new (at: unknown) => P>;
    this.pattern = new classes[like]!(place);
    this.configure(changes);
  }

  configure(changes: object): void {
    this.pattern.configure(this.world, paramsOf(this.name, this.like, changes));
  }

  private stand(): World {
    const slots = new Float64Array(1 << 16);
    const key = (f: Frame, slot: number) => `${f.id}/${slot}`;
    const timers = {
      lane: (delayNs: number) => ({ delayNs }),
      start: (lane: { delayNs: number }, f: Frame, slot: number) =>
        this.timers.set(key(f, slot), lane.delayNs),
      cancel: (f: Frame, slot: number) => this.timers.delete(key(f, slot)),
      running: (f: Frame, slot: number) => this.timers.has(key(f, slot)),
    };
    const { frames } = this;
    const calls = {
      grant: (f: Frame) => (this.fates[f.id] = PASS),
      descend: (f: Frame) => (this.fates[f.id] = PASS),
      ascend: (f: Frame, _from: number, o: Outcome) => (this.fates[f.id] = o),
    };
    // The clock is this one's.
    const world = Object.create({}, { now: { get: () => this.nowNs } }) as object;
    return Object.assign(world, {
      pool: { frames, slots },
      timers,
      calls,
      wakeAt: (_: Agent, timeNs: number) => (this.alarmNs = timeNs),
      after: (f: Frame, delayNs: number) => {
        f.due = this.nowNs + delayNs + 1;
        this.timers.set(key(f, EVENT), delayNs);
      },
      givenUp: (f: Frame) => this.left.has(f.id),
    }) as unknown as World;
  }

  /** This instant ends: what was put off to its end happens. */
  settle(): void {
    for (const [timer, delayNs] of this.timers) {
      const [id, slot] = timer.split('/').map(Number);
      if (slot === EVENT && delayNs === 0) this.wake(id!, slot);
    }
  }

  /** Somebody further out gives a call up. */
  giveUp(id: number): void {
    this.left.add(id);
    if (!this.pattern.keepsAbandoned) this.abandon(id);
  }

  /** Time passes; alarms ring when they are due. */
  advance(ms: number): void {
    this.settle();
    const until = this.nowNs + Math.round(ms * NS_PER_MS);
    while (this.alarmNs <= until) {
      this.nowNs = this.alarmNs;
      this.alarmNs = Infinity;
      this.pattern.alarm(this.world);
    }
    this.nowNs = until;
  }

  /** A call comes. @returns its number */
  enter({ user = -1, tenant = 0, priority = 2, ...rest }: Caller = {}): number {
    const id = this.frames.length;
    const f = new Frame(id, null as unknown as Stack, id * SLOTS, id * SLOTS);
    const traits = traitsOf(priority, tenant, { hasUser: user >= 0 });
    this.frames.push(Object.assign(f, { user, traits, ...rest }));
    this.fates.push(HOLD);
    const answer = this.pattern.enter(this.world, f);
    if (answer !== HOLD) this.fates[id] = answer;
    return id;
  }

  /** Comes a call through, at once? */
  admits(who?: Parameters<this['enter']>[0]): boolean {
    return this.fates[this.enter(who)] === PASS;
  }

  leave(id: number, o: Outcome = OK): void {
    this.pattern.leave(this.world, this.frames[id]!, o, this.frames[id]!);
  }

  /** The timer of a call is over. */
  wake(id: number, slot: number): void {
    this.timers.delete(`${id}/${slot}`);
    if (slot === EVENT) this.frames[id]!.due = 0;
    this.pattern.wake(this.world, this.frames[id]!, slot);
  }

  abandon(id: number): void {
    this.pattern.abandon(this.world, this.frames[id]!);
  }

  get gauges(): Record<string, number> {
    return this.pattern.gauges(this.world);
  }
  get report(): Record<string, number> {
    return this.pattern.report(this.world);
  }
}
