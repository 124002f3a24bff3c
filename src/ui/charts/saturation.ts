/** How much of their threads the busiest services use, and how many requests wait for one. */
import { columnAt } from '../../engine/tables.ts';
import { percent, tick, whole } from '../kit/format.ts';
import { type Buckets, highest, type Values } from './buckets.ts';
import type { Hue } from './colours.svelte.ts';
import type { Chart, Subject } from './chart.ts';
import type { Curve, Picture } from './picture.ts';

const UTILIZATION = columnAt('services', 'utilization');
const QUEUE = columnAt('services', 'queue');

/** So many services are drawn: the selected one and the busiest. */
const SHOWN_MAX = 3;
const HUES: readonly Hue[] = ['hedge', 'retry', 'waiting'];

interface Load {
  id: string;
  at: number;
  used: Values;
  queue: Values;
  rank: number;
}

/** The busiest first; of those that are as busy, the one with most who wait. */
const rankOf = (used: Values, queue: Values): number =>
  (highest(used) ?? 0) * 1e8 + (highest(queue) ?? 0);

function curvesOf(buckets: Buckets, { id, at, used, queue }: Load, hue: Hue): Curve[] {
  const { store } = buckets;
  const busy: Curve = {
    label: id,
    hue,
    values: used,
    now: (atMs) => buckets.smoothedAt(atMs, at + UTILIZATION),
    text: percent,
    asks: { about: 'busy', on: id },
    width: 1.75,
  };
  if ((highest(queue) ?? 0) < 1) return [busy];
  /** Those who wait are counted as on the stage: at that instant, not smoothed. */
  const waiting = (atMs: number): number => store.queued(store.indexAt(atMs), id);
  busy.also = (atMs) => (waiting(atMs) >= 1 ? `, ${whole(waiting(atMs))} queued` : '');
  const drawn = { right: true, silent: true, width: 1.25, dash: [2, 3] };
  return [busy, { ...drawn, label: `${id} queue`, hue, values: queue, now: waiting, text: whole }];
}

/** Who has a color keeps it while it is drawn; others take that of their place, if it is free. */
function huesOf(ids: readonly string[], all: readonly string[], kept: Map<string, Hue>): Hue[] {
  for (const id of kept.keys()) if (!ids.includes(id)) kept.delete(id);
  for (const id of [...ids].sort((a, b) => all.indexOf(a) - all.indexOf(b))) {
    const free = HUES.filter((hue) => ![...kept.values()].includes(hue));
    const own = HUES[all.indexOf(id) % HUES.length]!;
    if (!kept.has(id)) kept.set(id, free.includes(own) ? own : free[0]!);
  }
  return ids.map((id) => kept.get(id)!);
}

function pictureOf({ buckets, hues, focus }: Subject): Picture {
  const loads = buckets.store.layout.services
    .map(({ id, at }): Load => {
      const [used, queue] = [buckets.means(at + UTILIZATION), buckets.means(at + QUEUE)];
      const isFocus = focus?.kind === 'service' && focus.id === id;
      return { id, at, used, queue, rank: isFocus ? Infinity : rankOf(used, queue) };
    })
    .sort((a, b) => b.rank - a.rank)
    .slice(0, SHOWN_MAX);
  const own = huesOf(
    loads.map(({ id }) => id),
    buckets.store.layout.services.map(({ id }) => id),
    hues,
  );
  const curves = loads.flatMap((load, i) => curvesOf(buckets, load, own[i]!));
  const queues = curves.some(({ right }) => right);
  return {
    unit: queues ? 'threads busy, queued ┄' : 'threads busy',
    xs: buckets.seconds(),
    curves,
    lines: Math.max(2, loads.length),
    log: false,
    least: 1,
    axis: percent,
    rightAxis: queues ? { unit: 'queued', text: tick } : null,
  };
}

export const chart: Chart = {
  id: 'saturation',
  title: 'Saturation',
  help: 'The share of their threads that the busiest services use, and how many requests wait.',
  choice: null,
  isCompared: (id, { spec }) => Object.hasOwn(spec.services, id),
  pictureOf,
};
