/** How long the requests of one part take: the typical one and the slowest. */
import { columnAt, topologyOf } from '../../engine/tables.ts';
import type { Chart, Subject } from './chart.ts';
import { asksOf, placesOf } from './place.ts';
import type { Curve, Picture } from './picture.ts';
import { durations, slowest, spreadsOver } from './slowest.ts';

/** Beyond this ratio of the highest to the lowest the scale is logarithmic. */
const WIDE = 20;

const P99 = {
  ...{ clients: columnAt('clients', 'p99Ms'), services: columnAt('services', 'p99Ms') },
  links: columnAt('links', 'p99Ms'),
} as const;

/** A client has both, and what lies between; of a link it shows how much its callee takes of it. */
function curvesOf({ buckets, spec, focus }: Subject): { curves: Curve[]; name: string } {
  const { layout } = buckets.store;
  const { of, all, name } = placesOf(layout, focus);
  const asks = asksOf({ all }, 'slow');
  const p99: Curve = {
    ...slowest(buckets, all, P99[of]),
    ...{ asks, label: 'p99', hue: 'live', width: 2 },
  };
  if (of === 'clients') {
    const p50 = slowest(buckets, all, columnAt('clients', 'p50Ms'));
    const median: Curve = { ...p50, asks, label: 'p50', hue: 'live', width: 1.5, dash: [2, 2] };
    const several = all.length > 1 ? 'slowest client' : name;
    return { curves: [median, { ...p99, fill: 0.18, onto: 0 }], name: several };
  }
  if (of === 'services') return { curves: [p99], name };
  const to = topologyOf(spec).links.find(({ id }) => id === all[0]!.id)?.to;
  const callee = layout.services.filter(({ id }) => id === to);
  const own: Curve = {
    ...slowest(buckets, callee, P99.services),
    ...{ label: `p99 at ${to ?? 'the callee'}`, hue: 'retry', width: 1.5, dash: [6, 3] },
    asks: asksOf({ all: callee }, 'slow'),
  };
  return { curves: callee.length > 0 ? [p99, own] : [p99], name };
}

function pictureOf(subject: Subject): Picture {
  const { curves, name } = curvesOf(subject);
  const log = spreadsOver(curves, WIDE);
  const unit = log ? `${name}, answered, log scale` : `${name}, answered`;
  return durations(subject.buckets, curves, unit, log);
}

export const chart: Chart = {
  id: 'percentiles',
  title: 'Percentiles',
  help: 'How long answered requests of the selected part take: half of them, and 99 % of them.',
  choice: null,
  isCompared: (id) => id === 'p99',
  pictureOf,
};
