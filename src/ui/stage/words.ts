/** The stage in words, for labels and for the table. */
import type { ClientSpec } from '../../engine/index.ts';
import type { Tile } from '../../worker/client.ts';
import { duration, rate, percent, short, times } from '../kit/format.ts';
import type { Census } from './board.svelte.ts';
import { HANG } from './hanging.ts';
import { sumAlive } from './sight.ts';
import type { ClientReading, Level, LinkReading, Reason, ServiceReading } from './readings.ts';

export const LEVELS: Readonly<Record<Level, string>> = {
  quiet: 'healthy',
  hurt: 'impaired',
  failing: 'failing',
};

/** Suffix for items with advice. */
export const ADVISED = '; advice available';

export const reasonWords = (reasons: readonly Reason[]): string =>
  reasons.map(({ name, perSec: n }) => `${name} ${rate(n)}`).join(', ');

export const clientWords = (r: ClientReading): string =>
  (r.hangs ? `${HANG}; ` : '') +
  `${rate(r.offered)} offered, ${percent(r.succeeded)} succeed, ` +
  (r.degraded > 0 ? `${percent(r.degraded)} degraded, ` : '') +
  `p99 ${duration(r.p99Ms)}`;

/** How a client makes its load, and how important it is: `closed, 176 users, priority high`. */
export function loadWords({ load, identities }: ClientSpec): string {
  const users =
    'users' in load && typeof load.users === 'number' ? `, ${short(load.users)} users` : '';
  const priorities = Object.keys(identities?.priorities ?? {});
  const important = priorities.length === 1 ? `, priority ${priorities[0]}` : '';
  return `${'users' in load ? 'closed' : 'open'}${users}${important}`;
}

export function threadsWords(tiles: readonly Tile[]): string {
  const sum = (of: Exclude<keyof Tile, 'state' | 'alive' | 'draining'>): number =>
    sumAlive(tiles, (tile) => tile[of]);
  const dead = tiles.filter(({ alive }) => !alive).length;
  return (
    (dead > 0 ? `${dead} of ${tiles.length} replicas do not run, ` : '') +
    `${short(sum('threads'))} threads: ${short(sum('live'))} busy, ` +
    `${short(sum('abandoned'))} doing abandoned work, ${short(sum('waiting'))} blocked`
  );
}

export const serviceWords = (r: ServiceReading, capacity: number): string =>
  (r.note === '' ? '' : `${r.note}; `) +
  `${threadsWords(r.tiles)}; queue ${short(r.queue)} of ${short(capacity)}, ` +
  `utilization ${percent(r.utilization)}, p99 ${duration(r.p99Ms)}`;

/** Retries at several layers multiply: more attempts per request than this link makes itself. */
export const multiplies = ({ amplification, perRequest }: LinkReading): boolean =>
  amplification > 1.05 && perRequest > 1.1 * amplification;

export const linkWords = (r: LinkReading): string =>
  `${rate(r.calls)} calls, ${rate(r.attempts)} attempts` +
  (r.amplification > 1.05 ? ` (${times(r.amplification)})` : '') +
  (multiplies(r) ? `, ${times(r.perRequest)} per request of the clients` : '') +
  `, ${percent(r.failed)} fail, p99 ${duration(r.p99Ms)}`;

/** Health of a group: number of failing members, or else of impaired ones. */
export function censusWords({ all, failing, hurt }: Census, fully = true): string {
  const some = failing > 0 ? failing : hurt;
  if (some === 0) return `0 of ${all} fail`;
  if (!fully) return `${some} of ${all}`;
  return `${some} of ${all} ${failing > 0 ? (some === 1 ? 'fails' : 'fail') : 'impaired'}`;
}
