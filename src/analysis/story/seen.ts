/** A recorded run as the rules of a story read it: sums and means of intervals over any span. */
import {
  type Entities,
  type RunResult,
  type Spec,
  type Topology,
  topologyOf,
  type Transition,
} from '../../engine/index.ts';
import type { IntervalStore } from '../intervals.ts';
import { Columns, type Counted, type Totals } from './columns.ts';
import type { Spell } from './spells.ts';

/** A run with its intervals. */
export interface Recording {
  spec: Spec;
  store: IntervalStore;
  transitions: readonly Transition[];
  /** Null: it has not ended. */
  result: RunResult | null;
}

/** A number of the run that a sentence rests on. */
export interface Evidence {
  /** Where it is in the series, the result or the spec. */
  path: string;
  /** A sum or mean from there to `atMs`; left out: the value at that instant. */
  fromMs?: number;
  atMs: number;
  value: number | string;
}

/** Threads of a service at the end of an interval, all replicas together. */
export interface Threads {
  all: number;
  busy: number;
  /** Blocked on a dependency; at work for nobody. */
  waiting: number;
  abandoned: number;
}

/** A shorter calm says nothing. */
const CALM_MS = 2000;

interface Span {
  fromMs: number;
  toMs: number;
}

export type Decided = Transition & { index: number };

function byPattern(transitions: readonly Transition[]): Map<string, Decided[]> {
  const found = new Map<string, Decided[]>();
  transitions.forEach((transition, index) => {
    const key = `${transition.link} ${transition.pattern}`;
    const own = found.get(key);
    if (own) own.push({ ...transition, index });
    else found.set(key, [{ ...transition, index }]);
  });
  return found;
}

export class Seen {
  readonly spec: Spec;
  readonly topology: Topology;
  readonly transitions: readonly Transition[];
  readonly result: RunResult | null;
  readonly intervalMs: number;
  /** Number of intervals. */
  readonly count: number;
  readonly endMs: number;
  /** The calm before anything is set to happen, without the warm-up; null: there is none. */
  readonly calm: Spell | null;
  private readonly store: IntervalStore;
  private readonly columns: Columns;
  /** Transitions of each pattern, with their places in the list. */
  private readonly byPattern: ReadonlyMap<string, readonly Decided[]>;
  /** By id, one that stands for all it is connected with. */
  private readonly parts: ReadonlyMap<string, string>;
  /** Intervals at which something is set to begin, and at which something begins or ends. */
  readonly begins: readonly number[];
  readonly turns: readonly number[];

  /** @param triggers what is set to happen, in time order */
  constructor({ spec, store, transitions, result }: Recording, triggers: readonly Span[]) {
    this.spec = spec;
    this.store = store;
    this.transitions = transitions;
    this.result = result;
    this.topology = topologyOf(spec);
    this.intervalMs = store.layout.intervalMs;
    this.count = store.count;
    this.endMs = this.count * this.intervalMs;
    const intervals = (ms: readonly number[]): number[] =>
      [...new Set(ms.filter(Number.isFinite).map((at) => this.intervalAt(at)))].sort(
        (a, b) => a - b,
      );
    this.begins = intervals(triggers.map(({ fromMs }) => fromMs));
    this.turns = intervals(triggers.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
    this.calm = this.before(triggers);
    this.columns = new Columns(store);
    this.byPattern = byPattern(transitions);
    this.parts = partsOf(this.topology.links);
  }

  /** What a pattern has decided. @param layer its place in the stack, and its name */
  decisions(on: string, layer: number, name: string): readonly Decided[] {
    return this.byPattern.get(`${on} ${layer}:${name}`) ?? [];
  }

  /** Instances of a pattern that are in another state than this one. */
  away(on: string, layer: number, state: string): (interval: number) => number {
    const place = this.store.layout.patterns.find(
      (one) => one.entity === on && one.layer === layer,
    );
    if (!place) return () => 0;
    const { at, states } = place;
    const others = states.flatMap((one, i) => (one === state ? [] : [at + i]));
    return (interval) => others.reduce((sum, one) => sum + this.store.value(interval, one), 0);
  }

  /** Whether calls lead from one to the other, or to something that both call or are called by. */
  areConnected(a: string, b: string): boolean {
    return this.parts.get(a) === this.parts.get(b);
  }

  private before(triggers: readonly Span[]): Spell | null {
    const first = triggers.find(({ fromMs }) => fromMs > 0);
    if (!first || first.fromMs < CALM_MS) return null;
    const { warmup } = this.spec;
    // How a run begins is not how it goes on.
    const half = first.fromMs / 2;
    const fromMs = warmup < first.fromMs - CALM_MS ? Math.max(warmup, half) : half;
    const isCalm = triggers.every((one) => one.fromMs > 0 || one.toMs <= fromMs);
    const [from, to] = [this.intervalAt(fromMs), this.intervalAt(first.fromMs)];
    return isCalm && from < to ? { from, to } : null;
  }

  /** The number of intervals that last so long, at least one. */
  lasting(ms: number): number {
    return Math.max(1, Math.round(ms / this.intervalMs));
  }

  /** When an interval begins. */
  msOf(interval: number): number {
    return interval * this.intervalMs;
  }

  intervalAt(ms: number): number {
    return Math.min(this.count, Math.max(0, Math.floor(ms / this.intervalMs + 1e-9)));
  }

  /** Values by interval; NaN: none. */
  column<E extends Entities>(of: E, id: string, name: Counted<E>): Float32Array {
    return this.columns.values(of, id, name);
  }

  /** The highest value of all; -Infinity: there is none. */
  most<E extends Entities>(of: E, id: string, name: Counted<E>): number {
    return this.columns.most(of, id, name);
  }

  /** Those of these columns in which there is something. */
  used<E extends Entities, N extends Counted<E>>(of: E, id: string, names: readonly N[]): N[] {
    return this.columns.used(of, id, names);
  }

  /** Of several columns together: what came before each interval. */
  totals<E extends Entities>(of: E, id: string, names: readonly Counted<E>[]): Totals {
    return this.columns.totals(of, id, names);
  }

  /** Over the intervals from one to before another. */
  sum<E extends Entities>(of: E, id: string, name: Counted<E>, from: number, to: number): number {
    return this.columns.sum(of, id, name, from, to);
  }

  /** The highest value and its interval. */
  peak<E extends Entities>(of: E, id: string, name: Counted<E>, from: number, to: number) {
    const column = this.column(of, id, name);
    let interval = from;
    for (let i = from; i < Math.min(to, this.count); i++)
      if (!(column[i]! <= (column[interval] ?? -1))) interval = i;
    return { interval, value: column[interval] ?? NaN };
  }

  threads(interval: number, service: string): Threads {
    const sum: Threads = { all: 0, busy: 0, waiting: 0, abandoned: 0 };
    for (const tile of this.store.tiles(interval, service)) {
      if (!tile.alive || tile.draining) continue;
      sum.all += tile.threads;
      sum.busy += tile.live + tile.abandoned + tile.waiting;
      sum.waiting += tile.waiting;
      sum.abandoned += tile.abandoned;
    }
    return sum;
  }

  /** Calls of a link that are under way at the end of an interval. */
  inFlight(link: string, interval: number): number {
    const till = (name: 'calls' | 'succeeded' | 'failed') =>
      this.sum('links', link, name, 0, interval + 1);
    return till('calls') - till('succeeded') - till('failed');
  }

  /** A sum as evidence. */
  counted<E extends Entities>(
    of: E,
    id: string,
    name: Counted<E>,
    from: number,
    to: number,
  ): Evidence & { fromMs: number; value: number } {
    const [fromMs, atMs] = [this.msOf(from), this.msOf(Math.min(to, this.count))];
    return { path: pathOf(of, id, name), fromMs, atMs, value: this.sum(of, id, name, from, to) };
  }

  /** A value at the end of an interval as evidence. */
  stood<E extends Entities>(of: E, id: string, name: Counted<E>, interval: number) {
    const value = this.column(of, id, name)[interval]!;
    return { path: pathOf(of, id, name), atMs: this.msOf(interval), value };
  }
}

const pathOf = (of: Entities, id: string, name: string): string => `${of}.${id}.${name}`;

function partsOf(links: Topology['links']): Map<string, string> {
  const parts = new Map<string, string>();
  const partOf = (id: string): string => {
    const next = parts.get(id) ?? id;
    return next === id ? id : partOf(next);
  };
  // Callees behind their callers: whoever calls many is near to all of them.
  for (const { from, to } of links) parts.set(partOf(to), partOf(from));
  const ids = links.flatMap(({ id, from, to }) =>
    [id, from, to].map((one) => [one, from] as const),
  );
  return new Map(ids.map(([id, from]) => [id, partOf(from)]));
}
