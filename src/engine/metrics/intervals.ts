/**
 * What a page draws of each interval: a row of numbers of fixed width (see `IntervalLayout`), and
 * details of varying length: how the threads of each replica were engaged at its end, and the
 * sampled attempts of each link. All of it is taken down as the interval ends, and steers nothing.
 */
import { IDLE } from '../model/flight/frame.ts';
import { OUTCOMES } from '../model/outcome.ts';
import { ENTITIES, type Entities, widthOf } from '../model/parts/columns.ts';
import type { Pattern } from '../model/pattern.ts';
import { LIFE } from '../model/parts/lifecycle.ts';
import { indexOf, serviceOf } from '../model/parts/replica-number.ts';
import type { StackPlan } from '../model/parts/stack.ts';
import type { World } from '../model/world.ts';
import type { Metrics } from './metrics.ts';

/** Where in a row the numbers of a client, service or link begin: columns, then outcomes. */
export interface IntervalPlace {
  id: string;
  at: number;
}

/** Where those of a layer begin: replicas in each of its states, then its figures, summed. */
export interface PatternPlace {
  /** Id of the link or service. */
  entity: string;
  layer: number;
  name: string;
  like: string | null;
  at: number;
  states: readonly string[];
  figures: readonly string[];
}

/** Each kind in the order of its ids. */
export interface IntervalLayout extends Record<Entities, IntervalPlace[]> {
  intervalMs: number;
  durationMs: number;
  /** Numbers in a row. */
  width: number;
  patterns: PatternPlace[];
}

/** Per replica: its state of life; threads, live, abandoned, waiting, queued. */
export const TILE = 6;
/**
 * Numbers per sampled attempt: when it began and ended (ms from the interval's start), outcome,
 * flags (see model/flight/frame.ts), its try, the callee's replica (-1: none).
 */
export const SAMPLE = 6;

/** Consecutive intervals, the first of them number `from`. */
export interface IntervalBatch {
  from: number;
  count: number;
  rows: Float32Array<ArrayBuffer>;
  /**
   * Interval by interval: per service the number of its replicas and their tiles, then per link the
   * number of its samples and these.
   */
  details: Float32Array<ArrayBuffer>;
  /** Where each interval's details end. */
  ends: Uint32Array<ArrayBuffer>;
}

export class Intervals {
  readonly layout: IntervalLayout;
  private readonly w: World;
  private readonly metrics: Metrics;
  private rows: Float32Array<ArrayBuffer>;
  private details = new Float32Array(1024);
  private detailed = 0;
  private ends: number[] = [];
  private from: number;
  /** The stack of each pattern in the layout. */
  private readonly plans: StackPlan[];

  constructor(w: World, metrics: Metrics, durationMs: number) {
    this.w = w;
    this.metrics = metrics;
    this.layout = layOut(w, metrics, durationMs);
    this.rows = new Float32Array(16 * this.layout.width);
    this.from = metrics.series.tMs.length;
    w.pool.watch();
    this.plans = this.layout.patterns.map(({ entity }) => planOf(w, entity));
    for (const link of metrics.links) link.drawn = true;
  }

  /** Before the meters close the interval: what they forget then, and how things stand. */
  begin(): void {
    const { layout, metrics } = this;
    const row = this.ends.length * layout.width;
    if (row + layout.width > this.rows.length) this.rows = wider(this.rows);
    const { rows } = this;
    for (const of of ENTITIES)
      layout[of].forEach((place, i) => {
        const { ends } = metrics[of][i]!;
        const at = row + place.at + widthOf(of);
        for (let o = 0; o < OUTCOMES.length; o++) rows[at + o] = ends.now(o);
      });
    layout.patterns.forEach((place, i) => this.pattern(place, this.plans[i]!, row + place.at));
    this.engagements();
    this.samples();
  }

  /** Once the interval is closed: the series' columns. */
  end(): void {
    const { layout, rows } = this;
    const row = this.ends.length * layout.width;
    const { series } = this.metrics;
    let from = (series.tMs.length - 1) * series.width;
    for (const of of ENTITIES)
      for (const { at } of layout[of])
        for (let i = 0; i < widthOf(of); i++) rows[row + at + i] = series.rows[from++]!;
    this.ends.push(this.detailed);
  }

  private pattern({ layer, states, figures }: PatternPlace, plan: StackPlan, at: number): void {
    const { rows } = this;
    rows.fill(0, at, at + states.length + figures.length);
    const { pattern } = plan.layers[layer]!.common;
    if (pattern !== null) return this.instance(pattern, states, figures, at);
    for (const stack of plan.stacks)
      if (stack) this.instance(stack.patterns[layer]!, states, figures, at);
  }

  private instance(
    pattern: Pattern,
    states: readonly string[],
    figures: readonly string[],
    at: number,
  ): void {
    const { rows } = this;
    const state = states.length > 0 ? states.indexOf(pattern.stateName ?? '') : -1;
    if (state >= 0) rows[at + state]!++;
    if (figures.length === 0) return;
    const gauges = pattern.gauges(this.w);
    let place = at + states.length;
    for (const figure of figures) rows[place++]! += gauges[figure] ?? 0;
  }

  private put(value: number): void {
    if (this.detailed === this.details.length) this.details = wider(this.details);
    this.details[this.detailed++] = value;
  }

  /** How each replica's threads are engaged. */
  private engagements(): void {
    const { services, pool, now } = this.w;
    const first = services.map((service) => {
      this.put(service.replicas.length);
      const from = this.detailed;
      for (const replica of service.replicas) {
        this.put(LIFE.indexOf(replica.state));
        this.put(service.threadsOf(replica, now));
        for (let i = 2; i < TILE - 1; i++) this.put(0);
        this.put(replica.waiting.count);
      }
      return from;
    });
    const { replicas, frames } = pool;
    const engaged = pool.engaged!;
    for (let id = 0; id < frames.length; id++) {
      if (engaged[id] === IDLE) continue;
      const at = first[serviceOf(replicas[id]!)]! + indexOf(replicas[id]!) * TILE;
      this.details[at + 1 + engaged[id]!]!++;
    }
  }

  private samples(): void {
    const { intervalMs, tMs } = this.metrics.series;
    const fromMs = tMs.length * intervalMs;
    for (const { samples } of this.metrics.links) {
      const places = samples.places();
      this.put(places.length);
      for (const i of places) {
        this.put(samples.began[i]! / 1e6 - fromMs);
        this.put(samples.ended[i]! / 1e6 - fromMs);
        this.put(samples.outcomes[i]!);
        this.put(samples.flags[i]!);
        this.put(samples.attempts[i]!);
        this.put(samples.replicas[i]!);
      }
    }
  }

  /** The intervals since the last time; null: none. */
  take(): IntervalBatch | null {
    const count = this.ends.length;
    if (count === 0) return null;
    const batch = {
      from: this.from,
      count,
      rows: this.rows.slice(0, count * this.layout.width),
      details: this.details.slice(0, this.detailed),
      ends: Uint32Array.from(this.ends),
    };
    this.from += count;
    this.ends = [];
    this.detailed = 0;
    return batch;
  }
}

const planOf = (w: World, entity: string): StackPlan =>
  (w.links.find(({ id }) => id === entity) ?? w.services.find(({ id }) => id === entity))!.plan;

function wider(old: Float32Array): Float32Array<ArrayBuffer> {
  const array = new Float32Array(old.length * 2);
  array.set(old);
  return array;
}

function layOut(w: World, metrics: Metrics, durationMs: number): IntervalLayout {
  let width = 0;
  const placesOf = (of: Entities): IntervalPlace[] =>
    w[of].map(({ id }) => {
      const at = width;
      width += widthOf(of) + OUTCOMES.length;
      return { id, at };
    });
  const places = Object.fromEntries(ENTITIES.map((of) => [of, placesOf(of)])) as Record<
    Entities,
    IntervalPlace[]
  >;
  const patterns = [...w.links, ...w.services].flatMap(({ plan }) =>
    plan.layers.map(({ name, like }, layer): PatternPlace => {
      const pattern = w.stackOf(plan, 0).patterns[layer]!;
      const { states } = pattern;
      const figures = Object.keys(pattern.gauges(w));
      const at = width;
      width += states.length + figures.length;
      return { entity: plan.entity, layer, name, like, at, states, figures };
    }),
  );
  const { intervalMs } = metrics.series;
  return { intervalMs, durationMs, width, ...places, patterns };
}
