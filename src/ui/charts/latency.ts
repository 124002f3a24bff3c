/** How long calls take, as the clients see it, and where the time is spent. */
import { greatest } from 'd3';
import { columnAt } from '../../engine/tables.ts';
import { highest } from './buckets.ts';
import type { Chart, Subject } from './chart.ts';
import type { Curve, Picture } from './picture.ts';
import { asksOf } from './place.ts';
import { durations, slowest, spreadsOver } from './slowest.ts';

const P50 = columnAt('clients', 'p50Ms');
const P99 = columnAt('clients', 'p99Ms');
const SERVICE_P99 = columnAt('services', 'p99Ms');

/** Beyond this ratio of the highest to the lowest the scale is logarithmic. */
const WIDE = 40;

/** Of no client in particular point by point the slowest, of no service that of the highest p99. */
function pictureOf({ buckets, only }: Subject): Picture {
  const { clients, services } = buckets.store.layout;
  const shown = clients.filter(({ id }) => only.clients === null || id === only.clients);
  const asks = asksOf({ all: shown }, 'slow');
  const curves: Curve[] = [
    { ...slowest(buckets, shown, P50), asks, label: 'p50', hue: 'live', width: 1.5, dash: [2, 2] },
    { ...slowest(buckets, shown, P99), asks, label: 'p99', hue: 'live', width: 2 },
  ];
  const worst = greatest(
    services.filter(({ id }) => only.services === null || id === only.services),
    ({ at }) => highest(buckets.means(at + SERVICE_P99)) ?? 0,
  );
  if (worst) {
    const curve = slowest(buckets, [worst], SERVICE_P99);
    curves.push({
      ...curve,
      ...{ label: `${worst.id} p99`, hue: 'retry', width: 1.5, dash: [6, 3] },
      asks: { about: 'slow', on: worst.id },
    });
  }
  const log = spreadsOver(curves, WIDE);
  return durations(buckets, curves, unitOf(shown.length > 1, log), log);
}

function unitOf(several: boolean, log: boolean): string {
  if (several) return log ? 'slowest client, log scale' : 'slowest client';
  return log ? 'answered, log scale' : 'answered calls';
}

export const chart: Chart = {
  id: 'latency',
  title: 'Latency',
  help: 'How long answered calls take for the clients, and at the service that is slowest.',
  choice: { of: 'services', label: 'Service shown', none: 'slowest service' },
  isCompared: (id) => id === 'p99',
  pictureOf,
};
