/**
 * Readings of an interval. Numbers are smoothed for the eye; states are as they are. Several
 * entities of a kind can be read as one: counts are added up, and the highest p99 is taken.
 */
import { NOTABLE, OUTCOMES, type OutcomeName } from '../../engine/signs.ts';
import type { IntervalPlace, PatternPlace } from '../../engine/index.ts';
import type { IntervalStore, Tile } from '../../worker/client.ts';
import { isSilent, lagsBehind } from './hanging.ts';
import { busyOf, Sight, sumAlive } from './sight.ts';

/** Time over which growth is taken, in ms. */
const GROWTH_MS = 2500;
/** Of fewer ends than this per second there is no share that says anything. */
const ENDS_MIN = 0.03;

export interface Reason {
  name: OutcomeName;
  perSec: number;
}

export type Level = 'quiet' | 'hurt' | 'failing';

export interface ClientReading {
  offered: number;
  /** Per second, however they ended. */
  ended: number;
  /** Its calls neither succeed nor fail. */
  hangs: boolean;
  /** Shares of what ended. */
  succeeded: number;
  degraded: number;
  failed: number;
  p99Ms: number;
  reasons: Reason[];
  level: Level;
}

export interface ServiceReading {
  arrived: number;
  failed: number;
  abandoned: number;
  /** Threads that are busy at that instant, of those there are. */
  busy: number;
  threads: number;
  /** The same as a mean over the last seconds. */
  utilization: number;
  queue: number;
  p99Ms: number;
  reasons: Reason[];
  tiles: Tile[];
  level: Level;
  /** What ails it beside failures: in a word or two, '' for nothing. */
  note: string;
}

export interface LinkReading {
  calls: number;
  attempts: number;
  /** Attempts per call. */
  amplification: number;
  /** Attempts per request of the clients above; NaN: it is one of theirs. */
  perRequest: number;
  /** Requests that arrive at the callee; NaN: others call it, too. */
  reached: number;
  failed: number;
  p99Ms: number;
  reasons: Reason[];
  level: Level;
}

export interface PatternReading {
  /** So many instances are in it. */
  states: { name: string; count: number }[];
  /** Summed over the instances. */
  figures: Readonly<Record<string, number>>;
  /** How fast they grow, per second. */
  rates: Readonly<Record<string, number>>;
}

const shareOf = (part: number, whole: number): number => (whole > 0 ? part / whole : NaN);

function endsOf(outcomes: readonly number[]) {
  const total = outcomes.reduce((sum, n) => sum + n, 0);
  // A cancelled attempt is one that nobody needed any more.
  const needless = outcomes[OUTCOMES.indexOf('cancelled')]!;
  const failures = outcomes.slice(2).reduce((sum, n) => sum + n, 0) - needless;
  const reasons = OUTCOMES.map((name, o): Reason => ({ name, perSec: outcomes[o]! }))
    .slice(2)
    .filter(({ perSec }) => perSec >= NOTABLE.perSec)
    .sort((a, b) => b.perSec - a.perSec);
  const failed = total < ENDS_MIN ? NaN : shareOf(failures, total);
  return { total, failed, level: levelOf(failed, failures), reasons };
}

export const FAILING = 0.1;
/** A smaller share of failures is no state. */
export const HURT = NOTABLE.share;

export const worse = (a: Level, b: Level): Level =>
  a === 'failing' || b === 'failing' ? 'failing' : a === 'hurt' || b === 'hurt' ? 'hurt' : 'quiet';

/** A failure now and then is no state, unless hardly anything else happens. */
function levelOf(failed: number, perSec: number): Level {
  if (perSec < NOTABLE.perSec && !(failed >= 0.5)) return 'quiet';
  return failed >= FAILING ? 'failing' : failed >= HURT ? 'hurt' : 'quiet';
}

export function readClient(
  store: IntervalStore,
  interval: number,
  ...places: IntervalPlace[]
): ClientReading {
  const sight = new Sight(store, interval, 'clients', places);
  const outcomes = sight.outcomes();
  const { total, failed, level, reasons } = endsOf(outcomes);
  const degraded = total >= ENDS_MIN && outcomes[1]! >= HURT * total;
  const offered = sight.see('offered');
  const hangs =
    places.every((place) => isSilent(store, place, interval)) ||
    (!(failed >= HURT) && lagsBehind(interval * store.layout.intervalMs, offered, total));
  return {
    offered,
    ended: total,
    hangs,
    succeeded: shareOf(outcomes[0]!, total),
    degraded: shareOf(outcomes[1]!, total),
    failed,
    p99Ms: sight.see('p99Ms'),
    reasons,
    level: worse(level, degraded || hangs ? 'hurt' : 'quiet'),
  };
}

/** @param tiles of each place, its replicas */
export function readService(
  store: IntervalStore,
  interval: number,
  places: readonly IntervalPlace[],
  tiles: readonly Tile[][],
): ServiceReading {
  // Of several each counts as much as it has threads.
  const weights = tiles.map((own) => own.reduce((sum, tile) => sum + tile.threads, 0));
  const sight = new Sight(store, interval, 'services', places, weights);
  const { see } = sight;
  const { failed, level, reasons } = endsOf(sight.outcomes());
  const utilization = see('utilization');
  const all = tiles.flat();
  const note = noteOf(all, utilization);
  const condition = note === 'overloaded' ? 'failing' : note === '' ? 'quiet' : 'hurt';
  return {
    arrived: see('arrived'),
    failed,
    abandoned: see('abandoned'),
    busy: busyOf(all),
    threads: sumAlive(all, ({ threads }) => threads),
    utilization,
    queue: all.reduce((sum, { queued }) => sum + queued, 0),
    p99Ms: see('p99Ms'),
    reasons,
    tiles: all,
    level: worse(level, condition),
    note,
  };
}

const SATURATED = 0.97;

/** Busy for callers who have left, out of threads, or short of replicas. */
function noteOf(all: readonly Tile[], utilization: number): string {
  const tiles = all.filter(({ draining }) => !draining);
  const out = tiles.filter(({ state }) => state !== 'ready').length;
  const sum = (of: Exclude<keyof Tile, 'state' | 'alive' | 'draining'>): number =>
    sumAlive(tiles, (tile) => tile[of]);
  const threads = sum('threads');
  const abandoned = sum('abandoned');
  const waiting = sum('waiting');
  const busy = busyOf(tiles);
  if (abandoned > 2 && abandoned > busy / 2 && abandoned > threads / 4)
    return utilization > SATURATED ? 'overloaded' : 'doing abandoned work';
  if (out > 0) return `${out} of ${tiles.length} not ready`;
  if (sum('queued') > 0 && busy >= threads && waiting > threads / 2) return 'threads blocked';
  return utilization > SATURATED ? 'saturated' : '';
}

export function readLink(
  store: IntervalStore,
  interval: number,
  ...places: IntervalPlace[]
): LinkReading {
  const sight = new Sight(store, interval, 'links', places);
  const { see } = sight;
  const { failed, level, reasons } = endsOf(sight.outcomes());
  return {
    calls: see('calls'),
    attempts: see('attempts'),
    amplification: shareOf(see('attempts'), see('calls')),
    perRequest: NaN,
    reached: NaN,
    failed,
    p99Ms: see('p99Ms'),
    reasons,
    level,
  };
}

export function readPattern(
  store: IntervalStore,
  interval: number,
  { at, states, figures }: PatternPlace,
): PatternReading {
  const value = (i: number, back = 0): number =>
    store.value(interval - back, at + states.length + i);
  const { intervalMs } = store.layout;
  const back = Math.min(interval, Math.max(1, Math.round(GROWTH_MS / intervalMs)));
  const growth = (i: number): number =>
    back > 0 ? Math.max(0, ((value(i) - value(i, back)) * 1000) / (back * intervalMs)) : 0;
  return {
    states: states.map((name, i) => ({ name, count: store.value(interval, at + i) })),
    figures: Object.fromEntries(figures.map((name, i) => [name, value(i)])),
    rates: Object.fromEntries(figures.map((name, i) => [name, growth(i)])),
  };
}
