/**
 * Positions of sampled attempts at a time. An attempt travels out during the first half of its
 * duration and back, with its outcome, during the second; a rejected one turns back at the
 * pattern's sign. Short attempts are stretched to be visible.
 */
import { OUTCOMES } from '../../engine/signs.ts';
import type { IntervalStore, Sample } from '../../worker/client.ts';
import type { Route } from './routes.ts';

export interface Trip {
  link: string;
  sample: Sample;
  route: Route;
  /** Position along the link, 0 to 1. */
  share: number;
  /** Null on the way out: the outcome is not known yet. */
  outcome: number | null;
  kind: Sample['kind'];
}

const SHORTEST_MS = 800;
const TRIPS_MAX = 500;
/** Attempts are stored in the interval in which they ended: intervals this far ahead are read. */
const AHEAD_MS = 6000;
const INTERVALS_MAX = 80;
/** Maximum dots per link. */
const PER_LINK = 28;

/** The attempts that ended in an interval, by link, and the earliest start among them. */
interface Ended {
  links: Sample[][];
  firstMs: number;
}

/** Number of intervals read ahead. */
const aheadOf = ({ layout }: IntervalStore): number =>
  Math.min(INTERVALS_MAX, Math.ceil(AHEAD_MS / layout.intervalMs));

/** Changes if the trips at that time may have changed; 0: none. */
export const newsAt = (store: IntervalStore, atMs: number): number =>
  store.batchOf(Math.min(store.count - 1, store.indexAt(atMs) + aheadOf(store)));

export class Trips {
  private readonly store: IntervalStore;
  private readonly seen = new Map<number, Ended>();

  constructor(store: IntervalStore) {
    this.store = store;
  }

  private ended(interval: number): Ended {
    let ended = this.seen.get(interval);
    if (!ended) {
      if (this.seen.size > 400) this.seen.clear();
      const links = this.store.samples(interval);
      let firstMs = Infinity;
      for (const samples of links)
        for (const { beganMs } of samples) firstMs = Math.min(firstMs, beganMs);
      ended = { links, firstMs };
      this.seen.set(interval, ended);
    }
    return ended;
  }

  /** @param turnsAt position at which attempts with that outcome are rejected */
  at(
    atMs: number,
    routes: ReadonlyMap<string, Route>,
    turnsAt: (route: Route, outcome: number) => number,
  ): Trip[] {
    const { intervalMs, links } = this.store.layout;
    const interval = this.store.indexAt(atMs);
    const back = Math.ceil(SHORTEST_MS / intervalMs);
    const perLink = Math.min(PER_LINK, Math.floor(TRIPS_MAX / Math.max(1, links.length)));
    const intervals: { f: number; samples: Sample[][] }[] = [];
    const last = Math.min(interval + aheadOf(this.store), this.store.count - 1);
    for (let f = Math.max(0, interval - back); f <= last; f++) {
      const { links: samples, firstMs } = this.ended(f);
      // Most attempts are short: in most later intervals none has started yet.
      if (firstMs <= atMs) intervals.push({ f, samples });
    }
    const trips: Trip[] = [];
    links.forEach(({ id }, link) => {
      const route = routes.get(id);
      if (!route) return;
      const under: { trip: Trip; order: number }[] = [];
      for (const { f, samples } of intervals)
        samples[link]!.forEach((sample, i) => {
          const trip = tripOf(sample, route, atMs, turnsAt);
          if (trip) under.push({ trip: { ...trip, link: id, sample }, order: rankOf(f, i) });
        });
      under.sort((a, b) => a.order - b.order);
      for (const { trip } of under.slice(0, perLink)) trips.push(trip);
    });
    return trips;
  }
}

/** A stable pseudo-random order, so that omitted attempts do not flicker. */
const rankOf = (interval: number, i: number): number =>
  (Math.imul(interval * 64 + i + 1, 0x9e3779b1) >>> 8) & 0xffff;

function tripOf(
  { beganMs, endedMs, outcome, bounced, kind }: Sample,
  route: Route,
  atMs: number,
  turnsAt: (route: Route, outcome: number) => number,
): Omit<Trip, 'link' | 'sample'> | null {
  const turn = bounced ? turnsAt(route, outcome) : 1;
  const lastsMs = Math.max(endedMs - beganMs, SHORTEST_MS * Math.max(0.4, turn));
  const passed = (atMs - beganMs) / lastsMs;
  if (passed < 0 || passed >= 1) return null;
  const out = passed < 0.5;
  const share = turn * (out ? passed * 2 : (1 - passed) * 2);
  return { route, share, outcome: out ? null : outcome, kind };
}

/** Whether it is a failure; a cancelled attempt was no longer needed. */
export const isFailure = (outcome: number): boolean =>
  outcome >= OUTCOMES.indexOf('error') && outcome !== OUTCOMES.indexOf('cancelled');
