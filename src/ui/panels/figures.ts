/**
 * What the frames under the playhead say, in words: counts of the last second as rates, shares and
 * reasons. One interval alone holds too few calls to be read as a rate.
 */
import type { FramePlace, PatternPlace } from '../../engine/index.ts';
import type { CLIENT_COLUMNS, LINK_COLUMNS, SERVICE_COLUMNS } from '../../engine/metrics/series.ts';
import { OUTCOMES } from '../../engine/tables.ts';
import type { FrameStore } from '../../worker/client.ts';
import { duration, percent, short, whole, words } from '../kit/format.ts';

const CLIENT: typeof CLIENT_COLUMNS = [
  'offered',
  'succeeded',
  'degraded',
  'failed',
  'p50Ms',
  'p99Ms',
];
const SERVICE: typeof SERVICE_COLUMNS = [
  'arrived',
  'completed',
  'failed',
  'rejected',
  'abandoned',
  'utilization',
  'queue',
  'p99Ms',
];
const LINK: typeof LINK_COLUMNS = ['calls', 'attempts', 'succeeded', 'failed', 'p99Ms'];

export interface Figure {
  label: string;
  value: string;
  bad?: boolean;
  title?: string;
}

export interface Reason {
  name: string;
  count: number;
  perSec: number;
  /** Of all that ended. */
  share: number;
}

/** Time over which rates are taken, in ms. */
const SPAN_MS = 1000;

/** The frames of the last second up to an instant, of one run. */
export class Glance {
  private readonly store: FrameStore;
  private readonly last: number;
  private readonly first: number;
  readonly seconds: number;

  constructor(store: FrameStore, frame: number) {
    const { intervalMs } = store.layout;
    const frames = Math.max(1, Math.round(SPAN_MS / intervalMs));
    this.store = store;
    this.last = frame;
    this.first = Math.max(0, frame - frames + 1);
    this.seconds = ((this.last - this.first + 1) * intervalMs) / 1000;
  }

  sum(at: number): number {
    let sum = 0;
    for (let i = this.first; i <= this.last; i++) sum += this.store.value(i, at) || 0;
    return sum;
  }

  perSec(at: number): number {
    return this.sum(at) / this.seconds;
  }

  mean(at: number): number {
    return this.sum(at) / (this.last - this.first + 1);
  }

  /** The newest figure that is one. */
  latest(at: number): number {
    for (let i = this.last; i >= this.first; i--) {
      const value = this.store.value(i, at);
      if (!Number.isNaN(value)) return value;
    }
    return NaN;
  }

  now(at: number): number {
    return this.store.value(this.last, at);
  }

  /** Failures by reason, the most frequent first. @param from where the outcomes begin */
  reasons(from: number): Reason[] {
    const counts = OUTCOMES.map((_, i) => this.sum(from + i));
    const all = counts.reduce((sum, one) => sum + one, 0);
    return OUTCOMES.map((name, i) => {
      const count = counts[i]!;
      return { name, count, perSec: count / this.seconds, share: count / all };
    })
      .filter(({ count }, i) => i > 1 && count > 0)
      .sort((a, b) => b.count - a.count);
  }
}

const rate = (perSec: number): string => `${short(perSec)}/s`;
const column = <T extends string>(names: readonly T[], at: number, name: T): number =>
  at + names.indexOf(name);
export const find = (places: readonly FramePlace[], id: string): FramePlace | undefined =>
  places.find((place) => place.id === id);

/** Where the outcomes of an entity begin. */
export const outcomesAt = {
  client: ({ at }: FramePlace): number => at + CLIENT.length,
  service: ({ at }: FramePlace): number => at + SERVICE.length,
  link: ({ at }: FramePlace): number => at + LINK.length,
} as const;

export interface Ended {
  succeeded: number;
  degraded: number;
  failed: number;
  /** Failed, of all that ended; 0 where nothing did. */
  failedShare: number;
}

export function clientEnds(glance: Glance, { at }: FramePlace): Ended {
  const [succeeded, degraded, failed] = (['succeeded', 'degraded', 'failed'] as const).map((name) =>
    glance.perSec(column(CLIENT, at, name)),
  ) as [number, number, number];
  const all = succeeded + degraded + failed;
  return { succeeded, degraded, failed, failedShare: all > 0 ? failed / all : 0 };
}

export function clientFigures(glance: Glance, place: FramePlace): Figure[] {
  const { succeeded, degraded, failed, failedShare } = clientEnds(glance, place);
  const { at } = place;
  return [
    { label: 'offered', value: rate(glance.perSec(column(CLIENT, at, 'offered'))) },
    { label: 'succeeded', value: rate(succeeded) },
    { label: 'failed', value: rate(failed), bad: failed > 0 },
    { label: 'goodput', value: rate(succeeded + degraded), title: 'succeeded or degraded' },
    { label: 'failed share', value: percent(failedShare), bad: failed > 0 },
    ...(degraded > 0 ? [{ label: 'degraded', value: rate(degraded) }] : []),
    { label: 'p50', value: duration(glance.latest(column(CLIENT, at, 'p50Ms'))) },
    { label: 'p99', value: duration(glance.latest(column(CLIENT, at, 'p99Ms'))) },
  ];
}

export interface Load {
  utilization: number;
  queue: number;
  abandoned: number;
}

export const serviceLoad = (glance: Glance, { at }: FramePlace): Load => ({
  utilization: glance.mean(column(SERVICE, at, 'utilization')),
  queue: glance.now(column(SERVICE, at, 'queue')),
  abandoned: glance.perSec(column(SERVICE, at, 'abandoned')),
});

export function serviceFigures(glance: Glance, place: FramePlace): Figure[] {
  const { at } = place;
  const { utilization, queue, abandoned } = serviceLoad(glance, place);
  const perSec = (name: (typeof SERVICE)[number]): number =>
    glance.perSec(column(SERVICE, at, name));
  const gone = 'requests whose caller has left before they were done';
  return [
    { label: 'arrived', value: rate(perSec('arrived')) },
    { label: 'completed', value: rate(perSec('completed')) },
    { label: 'failed', value: rate(perSec('failed')), bad: perSec('failed') > 0 },
    { label: 'rejected', value: rate(perSec('rejected')), bad: perSec('rejected') > 0 },
    { label: 'utilisation', value: percent(utilization), bad: utilization > 0.95 },
    { label: 'queue', value: whole(queue || 0), bad: queue >= 1 && utilization > 0.95 },
    { label: 'p99', value: duration(glance.latest(column(SERVICE, at, 'p99Ms'))) },
    { label: 'abandoned', value: rate(abandoned), bad: abandoned > 0, title: gone },
  ];
}

export function linkFigures(glance: Glance, { at }: FramePlace): Figure[] {
  const perSec = (name: (typeof LINK)[number]): number => glance.perSec(column(LINK, at, name));
  const [calls, attempts, failed] = [perSec('calls'), perSec('attempts'), perSec('failed')];
  const amplification = calls > 0 ? attempts / calls : NaN;
  return [
    { label: 'calls', value: rate(calls) },
    { label: 'attempts', value: rate(attempts), title: 'tries sent, retries and hedges included' },
    {
      label: 'amplification',
      value: Number.isNaN(amplification) ? '–' : `×${short(amplification)}`,
      bad: amplification > 1.1,
      title: 'attempts per call',
    },
    { label: 'succeeded', value: rate(perSec('succeeded')) },
    { label: 'failed', value: rate(failed), bad: failed > 0 },
    { label: 'p99', value: duration(glance.latest(column(LINK, at, 'p99Ms'))) },
  ];
}

/** Of each state, how many replicas are in it. */
export const statesNow = (glance: Glance, { at, states }: PatternPlace) =>
  states.map((name, i) => ({ name, count: glance.now(at + i) || 0 }));

/** Sums over replicas, as they are; times are their mean. */
export function gaugesNow(glance: Glance, place: PatternPlace): Figure[] {
  const { at, states, figures } = place;
  const replicas = statesNow(glance, place).reduce((sum, { count }) => sum + count, 0);
  return figures.map((name, i) => {
    const value = glance.now(at + states.length + i);
    const time = name.endsWith('Ms');
    return { label: words(name), value: time ? duration(value / (replicas || 1)) : short(value) };
  });
}
