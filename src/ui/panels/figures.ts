/** What the frame under the playhead says, in words: rates, shares and reasons. */
import type { FramePlace, PatternPlace } from '../../engine/index.ts';
import { CLIENT_COLUMNS, LINK_COLUMNS, OUTCOMES, SERVICE_COLUMNS } from '../../engine/tables.ts';
import type { FrameStore } from '../../worker/client.ts';
import { duration, percent, rate, short, times, whole, words } from '../kit/format.ts';

export interface Figure {
  label: string;
  value: string;
  bad?: boolean;
  title?: string;
}

export interface Reason {
  name: string;
  perSec: number;
  /** Of all that ended. */
  share: number;
}

/** What is read at an instant, smoothed as on the stage, so that both say the same. */
export class Glance {
  private readonly store: FrameStore;
  private readonly frame: number;

  constructor(store: FrameStore, frame: number) {
    this.store = store;
    this.frame = frame;
  }

  perSec(at: number): number {
    return ((this.mean(at) || 0) * 1000) / this.store.layout.intervalMs;
  }

  mean(at: number): number {
    return this.store.smoothed(this.frame, at);
  }

  now(at: number): number {
    return this.store.value(this.frame, at);
  }

  queued(service: string): number {
    return this.store.queued(this.frame, service);
  }

  /** Failures by reason, the most frequent first. @param from where the outcomes begin */
  reasons(from: number): Reason[] {
    const rates = OUTCOMES.map((_, i) => this.perSec(from + i));
    const all = rates.reduce((sum, one) => sum + one, 0);
    return OUTCOMES.map((name, i) => ({ name, perSec: rates[i]!, share: rates[i]! / all }))
      .filter(({ perSec }, i) => i > 1 && perSec > 0)
      .sort((a, b) => b.perSec - a.perSec);
  }
}

const column = <T extends string>(names: readonly T[], at: number, name: T): number =>
  at + names.indexOf(name);
export const find = (places: readonly FramePlace[], id: string): FramePlace | undefined =>
  places.find((place) => place.id === id);

/** Where the outcomes of an entity begin. */
export const outcomesAt = {
  client: ({ at }: FramePlace): number => at + CLIENT_COLUMNS.length,
  service: ({ at }: FramePlace): number => at + SERVICE_COLUMNS.length,
  link: ({ at }: FramePlace): number => at + LINK_COLUMNS.length,
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
    glance.perSec(column(CLIENT_COLUMNS, at, name)),
  ) as [number, number, number];
  const all = succeeded + degraded + failed;
  return { succeeded, degraded, failed, failedShare: all > 0 ? failed / all : 0 };
}

export function clientFigures(glance: Glance, place: FramePlace): Figure[] {
  const { succeeded, degraded, failed, failedShare } = clientEnds(glance, place);
  const { at } = place;
  return [
    { label: 'offered', value: rate(glance.perSec(column(CLIENT_COLUMNS, at, 'offered'))) },
    { label: 'succeeded', value: rate(succeeded) },
    { label: 'failed', value: rate(failed), bad: failed > 0 },
    { label: 'goodput', value: rate(succeeded + degraded), title: 'succeeded or degraded' },
    { label: 'failed share', value: percent(failedShare), bad: failed > 0 },
    ...(degraded > 0 ? [{ label: 'degraded', value: rate(degraded) }] : []),
    { label: 'p50', value: duration(glance.mean(column(CLIENT_COLUMNS, at, 'p50Ms'))) },
    { label: 'p99', value: duration(glance.mean(column(CLIENT_COLUMNS, at, 'p99Ms'))) },
  ];
}

export interface Load {
  utilization: number;
  queue: number;
  abandoned: number;
}

export const serviceLoad = (glance: Glance, { id, at }: FramePlace): Load => ({
  utilization: glance.mean(column(SERVICE_COLUMNS, at, 'utilization')),
  queue: glance.queued(id),
  abandoned: glance.perSec(column(SERVICE_COLUMNS, at, 'abandoned')),
});

export function serviceFigures(glance: Glance, place: FramePlace): Figure[] {
  const { at } = place;
  const { utilization, queue, abandoned } = serviceLoad(glance, place);
  const perSec = (name: (typeof SERVICE_COLUMNS)[number]): number =>
    glance.perSec(column(SERVICE_COLUMNS, at, name));
  const gone = 'requests whose caller has left before they were done';
  return [
    { label: 'arrived', value: rate(perSec('arrived')) },
    { label: 'completed', value: rate(perSec('completed')) },
    { label: 'failed', value: rate(perSec('failed')), bad: perSec('failed') > 0 },
    { label: 'rejected', value: rate(perSec('rejected')), bad: perSec('rejected') > 0 },
    { label: 'utilisation', value: percent(utilization), bad: utilization > 0.95 },
    { label: 'queue', value: whole(queue), bad: queue >= 1 && utilization > 0.95 },
    { label: 'p99', value: duration(glance.mean(column(SERVICE_COLUMNS, at, 'p99Ms'))) },
    { label: 'abandoned', value: rate(abandoned), bad: abandoned > 0, title: gone },
  ];
}

export function linkFigures(glance: Glance, { at }: FramePlace): Figure[] {
  const perSec = (name: (typeof LINK_COLUMNS)[number]): number =>
    glance.perSec(column(LINK_COLUMNS, at, name));
  const [calls, attempts, failed] = [perSec('calls'), perSec('attempts'), perSec('failed')];
  const amplification = calls > 0 ? attempts / calls : NaN;
  return [
    { label: 'calls', value: rate(calls) },
    { label: 'attempts', value: rate(attempts), title: 'tries sent, retries and hedges included' },
    {
      label: 'amplification',
      value: times(amplification),
      bad: amplification > 1.1,
      title: 'attempts per call',
    },
    { label: 'succeeded', value: rate(perSec('succeeded')) },
    { label: 'failed', value: rate(failed), bad: failed > 0 },
    { label: 'p99', value: duration(glance.mean(column(LINK_COLUMNS, at, 'p99Ms'))) },
  ];
}

/** Of each state, how many replicas are in it. */
export const statesNow = (glance: Glance, { at, states }: PatternPlace) =>
  states.map((name, i) => ({ name, count: glance.now(at + i) || 0 }));

/** The gauges that are shares of calls. */
const SHARES: readonly string[] = ['admit'];

/** Sums over so many instances, as they are; times and shares are their mean. */
export function gaugesNow(glance: Glance, place: PatternPlace, instances: number): Figure[] {
  const { at, states, figures } = place;
  return figures.flatMap((name, i) => {
    const value = glance.now(at + states.length + i);
    if (Number.isNaN(value)) return [];
    const mean = value / instances;
    const said = name.endsWith('Ms')
      ? duration(mean)
      : SHARES.includes(name)
        ? percent(mean)
        : short(value);
    return [{ label: words(name), value: said }];
  });
}
