/**
 * Where the sampled attempts are at an instant. An attempt goes out during the first half of its
 * time and comes back during the second, as it ended; what a pattern turned away comes back from
 * that pattern's sign. Short ones are stretched, or nobody would see them.
 */
import { OUTCOMES } from '../../engine/signs.ts';
import type { FrameStore, Sample } from '../../worker/client.ts';
import type { Route } from './routes.ts';

export interface Trip {
  route: Route;
  /** How far along the link, 0 to 1. */
  share: number;
  /** Null on the way out: how it ends is not known yet. */
  outcome: number | null;
  kind: Sample['kind'];
}

const SHORTEST_MS = 800;
const TRIPS_MAX = 500;
/** Attempts are found with the frame in which they ended: so far ahead is looked. */
const AHEAD_MS = 6000;
const FRAMES_MAX = 80;
/** More dots than this on one link are a smear. */
const PER_LINK = 28;

/** The attempts that ended in a frame, by link, and when the first of all of them began. */
interface Ended {
  links: Sample[][];
  firstMs: number;
}

/** How far ahead is looked, in frames. */
const aheadOf = ({ layout }: FrameStore): number =>
  Math.min(FRAMES_MAX, Math.ceil(AHEAD_MS / layout.intervalMs));

/** Changes when the trips at that instant may have; 0: there are none. */
export const newsAt = (store: FrameStore, atMs: number): number =>
  store.batchOf(Math.min(store.count - 1, store.indexAt(atMs) + aheadOf(store)));

export class Trips {
  private readonly store: FrameStore;
  private readonly seen = new Map<number, Ended>();

  constructor(store: FrameStore) {
    this.store = store;
  }

  private ended(frame: number): Ended {
    let ended = this.seen.get(frame);
    if (!ended) {
      if (this.seen.size > 400) this.seen.clear();
      const links = this.store.samples(frame);
      let firstMs = Infinity;
      for (const samples of links)
        for (const { beganMs } of samples) firstMs = Math.min(firstMs, beganMs);
      ended = { links, firstMs };
      this.seen.set(frame, ended);
    }
    return ended;
  }

  /** @param turnsAt how far along the link attempts with that outcome are turned away */
  at(
    atMs: number,
    routes: ReadonlyMap<string, Route>,
    turnsAt: (route: Route, outcome: number) => number,
  ): Trip[] {
    const { intervalMs, links } = this.store.layout;
    const frame = this.store.indexAt(atMs);
    const back = Math.ceil(SHORTEST_MS / intervalMs);
    const perLink = Math.min(PER_LINK, Math.floor(TRIPS_MAX / Math.max(1, links.length)));
    const frames: { f: number; samples: Sample[][] }[] = [];
    const last = Math.min(frame + aheadOf(this.store), this.store.count - 1);
    for (let f = Math.max(0, frame - back); f <= last; f++) {
      const { links: samples, firstMs } = this.ended(f);
      // Most attempts are short: in most frames to come all are still to begin.
      if (firstMs <= atMs) frames.push({ f, samples });
    }
    const trips: Trip[] = [];
    links.forEach(({ id }, link) => {
      const route = routes.get(id);
      if (!route) return;
      const under: { trip: Trip; order: number }[] = [];
      for (const { f, samples } of frames)
        samples[link]!.forEach((sample, i) => {
          const trip = tripOf(sample, route, atMs, turnsAt);
          if (trip) under.push({ trip, order: rankOf(f, i) });
        });
      under.sort((a, b) => a.order - b.order);
      for (const { trip } of under.slice(0, perLink)) trips.push(trip);
    });
    return trips;
  }
}

/**
 * An order that looks random and stays the same from one instant to the next, so that those left
 * out do not flicker.
 */
const rankOf = (frame: number, i: number): number =>
  (Math.imul(frame * 64 + i + 1, 0x9e3779b1) >>> 8) & 0xffff;

function tripOf(
  { beganMs, endedMs, outcome, bounced, kind }: Sample,
  route: Route,
  atMs: number,
  turnsAt: (route: Route, outcome: number) => number,
): Trip | null {
  const turn = bounced ? turnsAt(route, outcome) : 1;
  const lastsMs = Math.max(endedMs - beganMs, SHORTEST_MS * Math.max(0.4, turn));
  const passed = (atMs - beganMs) / lastsMs;
  if (passed < 0 || passed >= 1) return null;
  const out = passed < 0.5;
  const share = turn * (out ? passed * 2 : (1 - passed) * 2);
  return { route, share, outcome: out ? null : outcome, kind };
}

/** Whether it is a failure; a cancelled attempt was not needed any more. */
export const isFailure = (outcome: number): boolean =>
  outcome >= OUTCOMES.indexOf('error') && outcome !== OUTCOMES.indexOf('cancelled');
