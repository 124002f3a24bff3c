/** How much of their threads the busiest services use, and how many requests wait for one. */
import { SERVICE_COLUMNS } from '../../engine/tables.ts';
import { type Buckets, highest, type Values } from './buckets.ts';
import type { Hue } from './colours.ts';
import { counted, type Curve, inPercent, type Picture, short } from './picture.ts';

const UTILIZATION = SERVICE_COLUMNS.indexOf('utilization');
const QUEUE = SERVICE_COLUMNS.indexOf('queue');

/** So many services are drawn: the busiest. */
const SHOWN_MAX = 3;
const HUES: readonly Hue[] = ['hedge', 'retry', 'waiting'];

interface Load {
  id: string;
  percent: Values;
  queue: Values;
}

const rank = ({ percent, queue }: Load): number =>
  (highest(percent) ?? 0) * 1e6 + (highest(queue) ?? 0);

export function saturation(buckets: Buckets): Picture {
  const loads = buckets.store.layout.services
    .map(({ id, at }): Load => {
      const used = buckets.means(at + UTILIZATION);
      const percent = used.map((share) => (share === null ? null : share * 100));
      return { id, percent, queue: buckets.means(at + QUEUE) };
    })
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, SHOWN_MAX);
  const curves = loads.flatMap(({ id, percent, queue }, i): Curve[] => {
    const hue = HUES[i]!;
    const used: Curve = { label: id, hue, values: percent, text: inPercent, width: 1.75 };
    if ((highest(queue) ?? 0) < 1) return [used];
    used.also = (index) => ((queue[index] ?? 0) >= 0.5 ? `, ${counted(queue[index]!)} queued` : '');
    const label = `${id} queue`;
    const waiting = { values: queue, text: counted, width: 1.25, dash: [2, 3] };
    return [used, { label, hue, right: true, silent: true, ...waiting }];
  });
  const queues = curves.some(({ right }) => right);
  return {
    title: 'Saturation',
    unit: queues ? 'threads busy, queued ┄' : 'threads busy',
    xs: buckets.seconds(),
    curves,
    log: false,
    least: 100,
    axis: inPercent,
    rightAxis: queues ? short : null,
  };
}
