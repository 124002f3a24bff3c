/** How many calls were made, how many attempts that took, and how they ended, per second. */
import type { IntervalPlace } from '../../engine/metrics/intervals.ts';
import type { Spec } from '../../engine/spec.ts';
import { columnAt, type ColumnOf, topologyOf } from '../../engine/tables.ts';
import type { Buckets, Values } from './buckets.ts';
import { rate, tick, times } from '../kit/format.ts';
import type { Chart, Subject } from './chart.ts';
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

function pictureOf({ buckets, spec, only }: Subject): Picture {
  const clients = buckets.store.layout.clients.filter(
    ({ id }) => only.clients === null || id === only.clients,
  );
  const links = linksOf(buckets, spec, clients);
  const rated = (places: readonly number[]) => ({
    values: buckets.rates(places),
    now: (atMs: number) => buckets.rateAt(atMs, places),
    text: rate,
  });
  const ended = (name: ColumnOf<'clients'>) =>
    rated(clients.map(({ at }) => at + columnAt('clients', name)));
  const ok = ended('succeeded');
  const degraded = ended('degraded');
  const attempts = rated(links.map(({ at }) => at + columnAt('links', 'attempts')));
  const calls = links.map(({ at }) => at + columnAt('links', 'calls'));
  /** How many attempts a call takes, where it is more than one. */
  const amplified = (atMs: number): string => {
    const ratio = attempts.now(atMs) / (buckets.rateAt(atMs, calls) || Infinity);
    return ratio > 1.05 ? ` ${times(ratio)}` : '';
  };
  const inPart = any(degraded.values);
  const curves: Curve[] = [{ ...ok, ...fullName(inPart), hue: 'ok', width: 1.5, fill: 0.3 }];
  if (inPart) {
    const stacked = { values: plus(ok.values, degraded.values), own: degraded.values, onto: 0 };
    curves.push({
      ...degraded,
      ...stacked,
      label: 'degraded',
      hue: 'degraded',
      width: 1,
      fill: 0.45,
    });
  }
  curves.push(
    { ...ended('failed'), label: 'failed', hue: 'failed', width: 2 },
    { ...ended('offered'), label: 'offered', hue: 'offered', width: 1.5 },
    { ...attempts, label: 'attempts', hue: 'retry', also: amplified, width: 1.5, dash: [4, 4] },
  );
  return {
    unit: 'per second',
    xs: buckets.seconds(),
    curves,
    log: false,
    least: 1,
    axis: tick,
    lines: 2,
    rightAxis: null,
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
