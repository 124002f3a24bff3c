/** Small multiples: the same measure of every service, link or client, on one scale. */
import type { IntervalPlace } from '../../engine/metrics/intervals.ts';
import { columnAt, type Entities } from '../../engine/tables.ts';
import { duration, percent, rate } from '../kit/format.ts';
import { type Buckets, highest, lowest, type Values } from './buckets.ts';
import { begunIn, endsIn, failuresIn } from './place.ts';

/** A measure of one part over time. */
export interface Small {
  id: string;
  values: Values;
  now: (atMs: number) => number;
  /** The worst that it gets; -1: nothing has been measured. */
  peak: number;
}

export interface Measure {
  id: string;
  title: string;
  /** What has it. */
  of: readonly Entities[];
  text: (value: number) => string;
  /** The scale reaches at least so far. */
  least: number;
  read: (buckets: Buckets, of: Entities, place: IntervalPlace) => Omit<Small, 'id' | 'peak'>;
}

const ALL: readonly Entities[] = ['services', 'links', 'clients'];

const mean = (buckets: Buckets, at: number) => ({
  values: buckets.means(at),
  now: (atMs: number) => buckets.smoothedAt(atMs, at),
});

export const measures: readonly Measure[] = [
  {
    ...{ id: 'failed', title: 'failed share', of: ALL, text: percent, least: 0.01 },
    read: (buckets, of, place) => {
      const places = { of, all: [place], name: place.id };
      const [bad, all] = [failuresIn(places), endsIn(places)];
      const failed = buckets.rates(bad);
      return {
        values: buckets.rates(all).map((ended, i) => (ended ? failed[i]! / ended : null)),
        now: (atMs) => buckets.rateAt(atMs, bad) / (buckets.rateAt(atMs, all) || NaN),
      };
    },
  },
  {
    ...{ id: 'busy', title: 'busy threads', of: ['services'], text: percent, least: 1 },
    read: (buckets, _, { at }) => mean(buckets, at + columnAt('services', 'utilization')),
  },
  {
    ...{ id: 'p99', title: 'latency p99', of: ALL, text: duration, least: 1 },
    read: (buckets, of, { at }) => mean(buckets, at + columnAt(of, 'p99Ms')),
  },
  {
    ...{ id: 'load', title: 'load', of: ALL, text: rate, least: 1 },
    read: (buckets, of, place) => {
      const places = begunIn({ of, all: [place], name: place.id });
      return {
        values: buckets.rates(places),
        now: (atMs) => buckets.rateAt(atMs, places),
      };
    },
  },
];

/** All of a kind, the worst first. */
export function smallsOf(buckets: Buckets, { read }: Measure, of: Entities): Small[] {
  return buckets.store.layout[of]
    .map((place): Small => {
      const known = read(buckets, of, place);
      return { ...known, id: place.id, peak: highest(known.values) ?? -1 };
    })
    .sort((a, b) => b.peak - a.peak);
}

/** Beyond this ratio of the highest to the lowest the scale of latencies is logarithmic. */
const WIDE = 20;

/** The scale that all of them have. */
export interface Scale {
  low: number;
  high: number;
  log: boolean;
}

export function scaleOf({ id, least }: Measure, smalls: readonly Small[]): Scale {
  const high = Math.max(least, ...smalls.map(({ peak }) => peak));
  const low = Math.min(...smalls.map(({ values }) => lowest(values) ?? Infinity));
  const log = id === 'p99' && low > 0 && high / low > WIDE;
  return { low: log ? low : 0, high, log };
}

/** How high a value stands on that scale, from 0 to 1. */
export const heightOf = ({ low, high, log }: Scale, value: number): number =>
  log ? Math.log(value / low) / Math.log(high / low) : value / high;

/** The line of one as the path of an SVG that is 1 high, and as wide as there are points. */
export function pathOf(values: Values, scale: Scale): string {
  let joins = false;
  return values
    .map((value, i) => {
      if (value === null) {
        joins = false;
        return '';
      }
      const sign = joins ? 'L' : 'M';
      joins = true;
      // Ten thousandths are less than a pixel.
      return `${sign}${i + 0.5} ${Math.round(1e4 * (1 - heightOf(scale, value))) / 1e4}`;
    })
    .join('');
}
