/** How long calls take, as the clients see it, and where the time is spent. */
import { CLIENT_COLUMNS, SERVICE_COLUMNS } from '../../engine/tables.ts';
import { type Buckets, highest, lowest, uppermost } from './buckets.ts';
import { type Curve, lasting, type Picture } from './picture.ts';

const P50 = CLIENT_COLUMNS.indexOf('p50Ms');
const P99 = CLIENT_COLUMNS.indexOf('p99Ms');
const SERVICE_P99 = SERVICE_COLUMNS.indexOf('p99Ms');

/** Beyond this ratio of the highest to the lowest the scale is logarithmic. */
const WIDE = 40;

/**
 * @param client its id; null: point by point the slowest of all
 * @param service its id; null: the one with the highest p99
 */
export function latency(buckets: Buckets, client: string | null, service: string | null): Picture {
  const { clients, services } = buckets.store.layout;
  const shown = clients.filter(({ id }) => client === null || id === client);
  const p50 = uppermost(shown.map(({ at }) => buckets.means(at + P50)));
  const p99 = uppermost(shown.map(({ at }) => buckets.means(at + P99)));
  const candidates = services
    .filter(({ id }) => service === null || id === service)
    .map(({ id, at }) => ({ id, values: buckets.means(at + SERVICE_P99) }))
    .sort((a, b) => (highest(b.values) ?? 0) - (highest(a.values) ?? 0));
  const text = lasting;
  const curves: Curve[] = [
    { label: 'p50', hue: 'live', values: p50, text, width: 1.5, dash: [2, 2] },
    { label: 'p99', hue: 'live', values: p99, text, width: 2 },
  ];
  const [worst] = candidates;
  if (worst)
    curves.push({
      label: `${worst.id} p99`,
      hue: 'retry',
      values: worst.values,
      text,
      width: 1.5,
      dash: [6, 3],
    });
  const low = Math.min(...curves.map(({ values }) => lowest(values) ?? Infinity));
  const high = Math.max(...curves.map(({ values }) => highest(values) ?? 0));
  const log = low > 0 && high / low > WIDE;
  return {
    title: 'Latency',
    unit: unitOf(shown.length > 1, log),
    xs: buckets.seconds(),
    curves,
    log,
    least: log ? 0 : 1,
    axis: lasting,
    rightAxis: null,
  };
}

function unitOf(several: boolean, log: boolean): string {
  if (several) return log ? 'slowest client, log' : 'slowest client';
  return log ? 'answered, log scale' : 'answered calls';
}
