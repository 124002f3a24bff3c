/** What differs between two runs, in one sentence for people. */
import { attempts } from './difference-rows.ts';
import { count, percent, time } from './figures.ts';
import { type Finished, recoveryRank } from './recovery.ts';

export interface Named extends Finished {
  name: string;
}

/** Smaller relative differences of latency and calls are left out. */
const NOTABLE = 0.01;

/** `B fails 310 requests instead of 12,400, recovers 52 s sooner and costs 4 % more calls.` */
export function sentence(a: Named, b: Named): string {
  const parts = [failures(a, b), degraded(a, b), recovery(a, b), latency(a, b), calls(a, b)];
  const told = parts.filter((part) => part !== null);
  if (told.length > 0) return `${b.name} ${list(told)}.`;
  if (a.result.digest === b.result.digest) return `${b.name} runs exactly as ${a.name} does.`;
  const failed = failedOf(b);
  const both = failed === 0 ? 'no request fails in either' : `${requests(failed)} fail in both`;
  return `${b.name} makes no notable difference to ${a.name}: ${both}.`;
}

function list(parts: readonly string[]): string {
  const last = parts.at(-1)!;
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const requests = (n: number): string =>
  n === 0 ? 'no request' : `${count(n)} ${n === 1 ? 'request' : 'requests'}`;

const total = ({ result }: Finished, key: 'failed' | 'degraded'): number =>
  Object.values(result.clients).reduce((sum, client) => sum + client[key], 0);

const failedOf = (run: Finished): number => total(run, 'failed');

function failures(a: Finished, b: Finished): string | null {
  const [before, after] = [failedOf(a), failedOf(b)];
  return before === after ? null : `fails ${requests(after)} instead of ${count(before)}`;
}

function degraded(a: Finished, b: Finished): string | null {
  const [before, after] = [total(a, 'degraded'), total(b, 'degraded')];
  return before === after ? null : `degrades ${requests(after)} instead of ${count(before)}`;
}

function recovery(a: Named, b: Named): string | null {
  const [before, after] = [recoveryRank(a), recoveryRank(b)];
  if (before === null || after === null || before === after) return null;
  if (after === Infinity) return `does not recover (${a.name} does)`;
  if (before === Infinity) return `recovers (${a.name} does not)`;
  const how = after < before ? 'sooner' : 'later';
  return `recovers ${time(Math.abs(after - before))} ${how}`;
}

/** The highest p99 of any client. */
function p99({ result }: Finished): number | null {
  const found = Object.values(result.clients).flatMap(({ latencyMs }) => latencyMs.p99 ?? []);
  return found.length === 0 ? null : Math.max(...found);
}

function latency(a: Finished, b: Finished): string | null {
  const [before, after] = [p99(a), p99(b)];
  if (before === null || after === null || !isNotable(before, after)) return null;
  const [old, now] = [time(before), time(after)];
  return old === now ? null : `has a p99 of ${now} instead of ${old}`;
}

function calls(a: Finished, b: Finished): string | null {
  const [before, after] = [attempts(a.result), attempts(b.result)];
  if (before === 0 || !isNotable(before, after)) return null;
  const change = after / before - 1;
  if (change < 0) return `saves ${rounded(-change)} of the calls`;
  return change < 1
    ? `costs ${rounded(change)} more calls`
    : `makes ${factor(1 + change)} as many calls`;
}

const isNotable = (a: number, b: number): boolean => Math.abs(b - a) >= NOTABLE * Math.abs(a);

/** Whole percents; a share close to all is not rounded to it. */
const rounded = (share: number): string =>
  share > 0.99 && share < 1 ? percent(share) : `${Math.round(share * 100)} %`;

const factor = (x: number): string => `${x < 10 ? x.toFixed(1) : count(x)} times`;
