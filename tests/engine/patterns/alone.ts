/**
 * One pattern by itself, driven call by call: what it asks of the world is written down, and
 * nothing else happens. For comparing its decisions with those of a library, one at a time.
 */
import { Stream } from '../../../src/engine/kernel/random.ts';
import { Frame } from '../../../src/engine/model/flight/frame.ts';
import { Lane } from '../../../src/engine/model/flight/timers.ts';
import { traitsOf } from '../../../src/engine/model/flight/identity.ts';
import { OK, type Outcome } from '../../../src/engine/model/outcome.ts';
import { defaultOf } from '../../../src/engine/model/first-value.ts';
import type { Table } from '../../../src/engine/model/params.ts';
import { HOLD, PASS, type Pattern } from '../../../src/engine/model/pattern.ts';
import type { Port } from '../../../src/engine/model/port.ts';
import type { Stack } from '../../../src/engine/model/parts/stack.ts';
import { classes } from '../../../src/engine/patterns/classes.ts';
import { tables } from '../../../src/engine/patterns/tables.ts';
import type { PatternParams } from '../../../src/engine/spec.ts';

const NS_PER_MS = 1e6;
const SLOTS = 4;
/** In place of a timer's number: the call's own event. */
const EVENT = -1;

/** The parameters of a version with its defaults, some of them changed. */
export function paramsOf(name: Name, like: string, changes: object): PatternParams {
  const params = tables[name].variants[like]!.params as Table;
  const filled = Object.entries(params).map(([key, param]) => [key, defaultOf(param)]);
  const own = { like: like === 'plain' ? null : like, scope: 'replica', disabled: false } as const;
  return { ...own, ...Object.fromEntries(filled), ...changes };
}

type Name = keyof typeof tables;

/** Who calls; `priority` by its position, 2 is normal. */
interface Caller {
  user?: number;
  tenant?: number;
  priority?: number;
}

/** One pattern by itself is asked only for what its own decisions need. */
function unasked(): never {
  throw new Error('asked for something that there is only in a run');
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
  readonly world: Port;
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
      sites: [{ entity: 'a->b', layer: 0 }],
      name,
      like,
      slot: 0,
      timer: 0,
      stream,
    };
    const versions = classes[name] as unknown as Record<string, new (at: unknown) => P>;
    this.pattern = new versions[like]!(place);
    this.configure(changes);
  }

  configure(changes: object): void {
    this.pattern.configure(this.world, paramsOf(this.name, this.like, changes));
  }

  private stand(): Port {
    const slots = new Float64Array(1 << 16);
    const key = (f: Frame, slot: number) => `${f.id}/${slot}`;
    const clock = () => this.nowNs;
    return {
      // The clock is this one's.
      get now() {
        return clock();
      },
      queue: { now: 0, pushed: 0 },
      endNs: Infinity,
      longestNs: Infinity,
      honored: false,
      pool: { frames: this.frames, slots, eachAbandoned: unasked },
      timers: {
        lane: (delayNs) => new Lane(0, delayNs),
        start: (lane, f, slot) => void this.timers.set(key(f, slot), lane.delayNs),
        cancel: (f, slot) => void this.timers.delete(key(f, slot)),
        running: (f, slot) => this.timers.has(key(f, slot)),
      },
      calls: {
        grant: (f) => (this.fates[f.id] = PASS),
        descend: (f) => (this.fates[f.id] = PASS),
        ascend: (f, _from, o) => (this.fates[f.id] = o as Outcome),
        start: unasked,
        hold: unasked,
        again: unasked,
        spawn: unasked,
      },
      cancellation: { giveUp: unasked, cancel: unasked, abandon: unasked },
      deadlines: { leavesTime: () => true },
      outages: {
        ...{ crash: unasked, comeBack: unasked, pause: unasked, unpause: unasked },
        ...{ hang: unasked, goOn: unasked },
      },
      suspended: { keepAgent: unasked },
      jobs: { request: unasked },
      wakeAt: (_agent, timeNs) => (this.alarmNs = timeNs),
      wakeAfter: unasked,
      after: (f, delayNs) => {
        f.due = this.nowNs + delayNs + 1;
        this.timers.set(key(f, EVENT), delayNs);
      },
      transition: () => {},
      givenUp: (f) => this.left.has(f.id),
      goesOn: () => true,
    };
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
