/** How many calls were made, how many attempts that took, and how they ended, per second. */
import type { IntervalPlace } from '../../engine/metrics/intervals.ts';
import type { Spec } from '../../engine/spec.ts';
import { topologyOf } from '../../engine/tables.ts';
import type { Buckets, Values } from './buckets.ts';
import { rate, times } from '../kit/format.ts';
import type { Chart, Subject } from './chart.ts';
import {
  asksOf,
  BEGUN,
  begunIn,
  columnIn,
  failuresIn,
  outcomeIn,
  type Places,
  placesOf,
} from './place.ts';
import type { Curve, Picture } from './picture.ts';

/** The clients' own links. */
function linksOf(buckets: Buckets, spec: Spec, clients: readonly IntervalPlace[]): IntervalPlace[] {
  const callers = new Set(clients.map(({ id }) => id));
  const links = topologyOf(spec).links.filter(({ from }) => callers.has(from));
  const ids = new Set(links.map(({ id }) => id));
  return buckets.store.layout.links.filter(({ id }) => ids.has(id));
}

const plus = (a: Values, b: Values): Values => a.map((value, i) => (value ?? 0) + (b[i] ?? 0));
const any = (values: Values): boolean => values.some((value) => value !== null && value > 0);

/** Where some are answered in part, those that are not are called so. */
const fullName = (inPart: boolean) => ({
  id: 'goodput',
  label: inPart ? 'succeeded' : 'goodput',
});

/** Those that the chart is of: clients, unless it is of another kind of part. */
function whereOf({ buckets, only, focus }: Subject): Places {
  const { layout } = buckets.store;
  const client = only.clients === null ? null : { kind: 'client' as const, id: only.clients };
  return placesOf(layout, focus ?? client);
}

/** The links whose attempts are counted with it. */
function linksAt({ buckets, spec }: Subject, { of, all }: Places): readonly IntervalPlace[] {
  if (of === 'links') return all;
  return of === 'clients' ? linksOf(buckets, spec, all) : [];
}

function pictureOf(subject: Subject): Picture {
  const { buckets } = subject;
  const where = whereOf(subject);
  const links = linksAt(subject, where);
  const rated = (places: readonly number[]) => ({
    values: buckets.rates(places),
    now: (atMs: number) => buckets.rateAt(atMs, places),
    text: rate,
  });
  const ok = rated(outcomeIn(where, 0));
  const degraded = rated(outcomeIn(where, 1));
  const attempts = rated(columnIn(links, 'links', 'attempts'));
  const calls = columnIn(links, 'links', 'calls');
  /** How many attempts a call takes, where it is more than one. */
  const amplified = (atMs: number): string => {
    const ratio = attempts.now(atMs) / (buckets.rateAt(atMs, calls) || Infinity);
    return ratio > 1.05 ? ` ${times(ratio)}` : '';
  };
  const inPart = any(degraded.values);
  const asks = asksOf(where, 'failed');
  const curves: Curve[] = [{ ...ok, ...fullName(inPart), asks, hue: 'ok', width: 1.5, fill: 0.3 }];
  if (inPart) {
    const stacked = { values: plus(ok.values, degraded.values), own: degraded.values, onto: 0 };
    const look = { hue: 'degraded', width: 1, fill: 0.45 } as const;
    curves.push({ ...degraded, ...stacked, ...look, asks, label: 'degraded' });
  }
  curves.push(
    { ...rated(failuresIn(where)), asks, label: 'failed', hue: 'failed', width: 2 },
    {
      ...rated(begunIn(where)),
      ...{ asks: asksOf(where, 'load'), label: BEGUN[where.of], hue: 'offered', width: 1.5 },
    },
  );
  const dashed = { hue: 'retry', also: amplified, width: 1.5, dash: [4, 4] } as const;
  const [link] = links;
  const tried = links.length === 1 ? { asks: asksOf({ all: links }, 'attempts') } : {};
  if (link) curves.push({ ...attempts, ...dashed, ...tried, label: 'attempts' });
  return {
    unit: subject.focus ? `per second, ${where.name}` : 'per second',
    xs: buckets.seconds(),
    curves,
    ...{ log: false, least: 1, axis: rate, lines: 2, rightAxis: null },
  };
}

export const chart: Chart = {
  id: 'outcomes',
  title: 'Calls',
  help: 'How many calls the clients make, how many attempts that takes, and how the calls end.',
  choice: { of: 'clients', label: 'Clients shown', none: 'all clients' },
  isCompared: (id) => ['goodput', 'failed'].includes(id),
  pictureOf,
};
