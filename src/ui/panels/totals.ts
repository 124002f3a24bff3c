/** The whole run in a sentence: what its result counts of a client, service or link. */
import type { RunResult } from '../../engine/index.ts';
import { duration, percent, times, whole } from '../kit/format.ts';
import type { Entity } from '../kit/selection.ts';

/** '' where there is nothing to say. */
export function totalsOf(result: RunResult, { kind, id }: Entity): string {
  const text = { client: ofClient, service: ofService, link: ofLink }[kind](result, id);
  const { warmupMs } = result;
  return text && `${warmupMs > 0 ? `After ${duration(warmupMs)} warm-up` : 'Whole run'}: ${text}.`;
}

function ofClient({ clients, links }: RunResult, id: string): string {
  const client = clients[id];
  if (!client) return '';
  const { offered, failed, successRate } = client;
  const own = Object.entries(links).filter(([link]) => link.startsWith(`${id}->`));
  const attempts = own.reduce((sum, [, link]) => sum + link.attempts, 0);
  const calls = own.reduce((sum, [, link]) => sum + link.calls, 0);
  return [
    `${whole(offered)} offered`,
    ...(attempts > calls ? [`${whole(attempts)} attempts${factor(attempts / calls)}`] : []),
    `${whole(failed)} failed${successRate === null ? '' : ` (${percent(1 - successRate)})`}`,
  ].join(', ');
}

/** Of a service that writes: how often it did what it had done before. */
function ofService({ services }: RunResult, id: string): string {
  const { effects, duplicates, replays } = services[id] ?? {};
  if (effects === undefined || duplicates === undefined) return '';
  const stored = replays ? `, ${whole(replays)} answered from stored keys` : '';
  return `${whole(effects)} operations, ${whole(duplicates)} done twice or more${stored}`;
}

function ofLink({ links }: RunResult, id: string): string {
  const link = links[id];
  if (!link) return '';
  const { calls, attempts, amplification } = link;
  return `${whole(calls)} calls, ${whole(attempts)} attempts${factor(amplification ?? 1)}`;
}

/** Below this it reads as ×1. */
const FACTOR_MIN = 1.05;
const factor = (ratio: number): string => (ratio < FACTOR_MIN ? '' : ` (${times(ratio)})`);
