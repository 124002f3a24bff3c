/** What is different about the failed attempts, in words and as bars. */
import type { Difference } from '../../analysis/contrast.ts';
import { columnAt, type Topology } from '../../engine/signs.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { arrows, percent } from '../kit/format.ts';

export interface Row {
  value: string;
  /** Shares of the failed attempts and of the others. */
  failed: number;
  others: number;
}

/** More values are not drawn. */
const ROWS_MAX = 8;

/** The values that differ the most, in their order. */
export function rowsOf({ bars }: Difference): { rows: Row[]; left: number } {
  const sum = (of: 'failed' | 'others') => bars.reduce((all, bar) => all + bar[of], 0);
  const [failed, others] = [sum('failed'), sum('others')];
  const rows = bars.map((bar) => ({
    value: bar.value,
    failed: bar.failed / failed,
    others: bar.others / others,
  }));
  const far = ({ failed: f, others: o }: Row): number => Math.abs(f - o);
  const least = rows.map(far).sort((a, b) => b - a)[ROWS_MAX - 1] ?? 0;
  const shown = rows.filter((row) => far(row) >= least).slice(0, ROWS_MAX);
  return {
    rows: shown.map((row) => ({ ...row, value: arrows(row.value) })),
    left: rows.length - shown.length,
  };
}

/** What is compared. */
export function titleOf({ trait, link }: Difference, { links }: Topology): string {
  const callee = links.find(({ id }) => id === link)?.to ?? '';
  const titles: Readonly<Record<Difference['trait'], string>> = {
    link: 'Where they go',
    client: 'Whose request it is',
    replica: `Replica of ${callee}`,
    attempt: 'Number of the attempt',
    breaker: 'State of the breaker when sent',
    queue: `Waiting at ${callee} on arrival`,
    tenant: 'Tenant',
    priority: 'Priority',
  };
  return titles[trait];
}

/** `92 % of the failed, 3 % of the others` */
export const inWords = ({ failed, others }: Row): string =>
  `${percent(failed)} of the failed, ${percent(others)} of the others`;

/** What clients sent and what failed of it, in so many equal parts of the run. */
export function failuresOver(store: IntervalStore, points: number) {
  const offered = new Array<number>(points).fill(0);
  const failed = new Array<number>(points).fill(0);
  const { clients, durationMs, intervalMs } = store.layout;
  const all = durationMs / intervalMs;
  for (let i = 0; i < store.count; i++) {
    const point = Math.min(points - 1, Math.floor((i / all) * points));
    for (const { at } of clients) {
      offered[point]! += store.value(i, at + columnAt('clients', 'offered'));
      failed[point]! += store.value(i, at + columnAt('clients', 'failed'));
    }
  }
  return { offered, failed };
}
