/** What becomes of clients once a fault is over: whether they recover, when, and why not. */
import { instant } from '../clock.ts';
import type { Evidence, Seen } from './seen.ts';
import { type Chain, grouped } from './chains.ts';
import type { Happening } from './symptom.ts';
import { list, multiple, of, share, time } from './words.ts';

/** What lasts no longer than this beyond the fault ends with it. */
const WITH_MS = 5000;
/** Trouble that goes on is looked at over so long. */
const SPAN_MS = 60_000;
/** A share of work for callers who have left that is worth a word. */
const WASTED = 0.2;
/** Over less time nothing can be said. */
const LEAST_MS = 1000;
/** Less than that is no trouble, and fewer more attempts make none. */
const LEAST = 0.01;
const MULTIPLIED = 1.1;
/** What begins within so long follows without a pause. */
const SOON_MS = 1500;

export interface After {
  atMs: number;
  kind: 'fault' | 'collapse' | 'recovery';
  on: string;
  text: string;
  evidence: Evidence[];
}

const FELT: readonly Happening['kind'][] = ['failing', 'hang', 'slow', 'degraded'];

/** All that is set to happen, and what follows. */
interface All {
  chains: readonly Chain[];
  triggers: readonly Happening[];
}

/** Trouble may pass from one fault to another. */
export function aftermathOf(seen: Seen, chain: Chain, { chains, triggers }: All): After[] {
  const { trigger, symptoms } = chain;
  const isFelt = (one: Happening): boolean => one.of === 'clients' && FELT.includes(one.kind);
  const felt = symptoms.filter(isFelt);
  const overMs = trigger?.kind === 'fault' ? trigger.toMs : Infinity;
  const after: After[] = [];
  if (trigger && overMs < seen.endMs && symptoms.length > 0) after.push(over(trigger));
  // Of most chains nobody feels anything.
  if (felt.length === 0) return after;
  const lastMs = relieved(seen, chain, triggers);
  const all = chains.flatMap((one) => one.symptoms.filter(isFelt));
  for (const own of grouped(felt, ({ on }) => on).values()) {
    const toMs = Math.max(...own.map((one) => one.toMs));
    const worst = own.find((one) => one.toMs === toMs)!;
    // Who feels something else by then has not recovered.
    const goesOn = all.some(
      (one) => one.on === worst.on && one.fromMs <= toMs + SOON_MS && one.toMs > toMs + SOON_MS,
    );
    if (lastMs < seen.endMs && toMs > lastMs + WITH_MS)
      after.push(...lasting(seen, chain, worst, lastMs));
    if (toMs >= seen.endMs) {
      if (lastMs < seen.endMs) after.push(never(seen, worst));
    } else if (!goesOn) after.push(recovered(seen, worst, lastMs));
  }
  return after;
}

/** When the last of the faults nearby is over that each begin before the one before is. */
function relieved(seen: Seen, { trigger }: Chain, triggers: readonly Happening[]): number {
  if (trigger?.kind !== 'fault') return Infinity;
  let lastMs = trigger.toMs;
  for (const { kind, on, fromMs, toMs } of triggers)
    if (kind === 'fault' && fromMs <= lastMs && seen.areConnected(on, trigger.on))
      lastMs = Math.max(lastMs, toMs);
  return lastMs;
}

const over = ({ on, fromMs, toMs, index }: Happening): After => ({
  ...{ atMs: toMs, kind: 'fault', on },
  text: 'the fault ends',
  evidence: [{ path: `faults[${index}].for`, atMs: toMs, value: toMs - fromMs }],
});

function recovered(seen: Seen, { on, toMs }: Happening, overMs: number): After {
  const lateMs = toMs - overMs;
  const when =
    overMs === Infinity
      ? ''
      : lateMs < -WITH_MS / 5
        ? ' while the fault is still on'
        : lateMs <= WITH_MS / 5
          ? ' as soon as the fault has ended'
          : ` ${time(lateMs)} after the fault has ended`;
  // Nobody recovers from a fault just before it ends.
  const atMs = Math.abs(lateMs) <= WITH_MS / 5 ? Math.max(toMs, overMs) : toMs;
  const from = seen.intervalAt(toMs);
  const evidence = endsIn(seen, on, from, from + seen.lasting(WITH_MS));
  return { atMs, kind: 'recovery', on, text: `recovers${when}`, evidence };
}

const ENDS = ['succeeded', 'degraded', 'failed'] as const;

/** How a client's requests ended. */
const endsIn = (seen: Seen, id: string, from: number, to: number) =>
  ENDS.map((name) => seen.counted('clients', id, name, from, to));

/** The fault is over, and the trouble stays. */
function lasting(seen: Seen, chain: Chain, worst: Happening, overMs: number): After[] {
  const from = seen.intervalAt(overMs + WITH_MS + seen.intervalMs - 1);
  const to = seen.intervalAt(Math.min(worst.toMs, overMs + SPAN_MS));
  if (seen.msOf(to - from) < LEAST_MS) return [];
  const ends = endsIn(seen, worst.on, from, to);
  const evidence: Evidence[] = [...ends];
  const [succeeded, degraded, failed] = ends.map(({ value }) => value) as [number, number, number];
  const all = succeeded + degraded + failed;
  const bad = worst.kind === 'degraded' ? degraded : failed;
  if (['degraded', 'failing'].includes(worst.kind) && bad < LEAST * all) return [];
  const felt =
    worst.kind === 'degraded'
      ? `${share(degraded, all)} of requests are still degraded`
      : worst.kind === 'failing'
        ? `${share(failed, all)} of requests still fail`
        : worst.kind === 'hang'
          ? 'requests still hang'
          : 'requests are still slow';
  const why: string[] = [];
  const wasted = wastedIn(seen, chain, from, to);
  if (wasted) {
    why.push(wasted.clause);
    evidence.push(...wasted.evidence);
  }
  for (const { on } of chain.symptoms.filter(({ kind, toMs }) => kind === 'retry' && toMs > overMs))
    why.push(...triesIn(seen, on, from, to, evidence));
  const because = why.length > 0 ? `: ${list(why)}` : '';
  const text = `the fault ended at ${instant(overMs)}, yet ${felt}${because}`;
  return [{ atMs: seen.msOf(from), kind: 'collapse', on: worst.on, text, evidence }];
}

function triesIn(seen: Seen, on: string, from: number, to: number, evidence: Evidence[]): string[] {
  const attempts = seen.counted('links', on, 'attempts', from, to);
  const calls = seen.counted('links', on, 'calls', from, to);
  if (attempts.value < MULTIPLIED * calls.value || calls.value === 0) return [];
  evidence.push(attempts, calls);
  return [`${on} makes ${multiple(attempts.value, calls.value)} the calls`];
}

/** The service that works most for callers who have left. */
function wastedIn(seen: Seen, { symptoms }: Chain, from: number, to: number): Wasted | null {
  const ids = new Set(symptoms.flatMap((one) => (one.of === 'services' ? [one.on] : [])));
  let most: Wasted | null = null;
  for (const on of ids) {
    let [abandoned, busy] = [0, 0];
    for (let i = from; i < to; i++) {
      const threads = seen.threads(i, on);
      abandoned += threads.abandoned;
      busy += threads.busy;
    }
    const part = busy > 0 ? abandoned / busy : 0;
    if (part < WASTED || (most && part <= most.part)) continue;
    const span = { fromMs: seen.msOf(from), atMs: seen.msOf(to) };
    const mean = (sum: number): number => sum / (to - from);
    const evidence = [
      { path: `services.${on}.threads.abandoned`, ...span, value: mean(abandoned) },
      { path: `services.${on}.threads.busy`, ...span, value: mean(busy) },
    ];
    const clause = `${share(abandoned, busy)} of ${of(on)} work is for callers who left`;
    most = { part, clause, evidence };
  }
  return most;
}

interface Wasted {
  part: number;
  clause: string;
  evidence: Evidence[];
}

/** By trigger: why trouble lasts longer than it does, for the headline. */
export function lastingIn(seen: Seen, chains: readonly Chain[]): Map<Happening, string> {
  const found = new Map<Happening, string>();
  for (const chain of chains) {
    const { trigger, symptoms } = chain;
    const from = seen.intervalAt((trigger?.toMs ?? Infinity) + WITH_MS);
    const lastMs = Math.max(...symptoms.map(({ toMs }) => toMs), 0);
    const to = seen.intervalAt(Math.min(lastMs, seen.endMs, (trigger?.toMs ?? 0) + SPAN_MS));
    const wasted = trigger?.kind === 'fault' && from < to ? wastedIn(seen, chain, from, to) : null;
    if (trigger && wasted) found.set(trigger, wasted.clause);
  }
  return found;
}

function never(seen: Seen, { on, kind, fromMs }: Happening): After {
  const what =
    kind === 'degraded' ? 'degraded answers' : kind === 'failing' ? 'failures' : 'waiting';
  return {
    ...{ atMs: seen.endMs, kind: 'collapse', on },
    text: `does not recover: ${what} from ${instant(fromMs)} to the end`,
    evidence: endsIn(seen, on, seen.count - seen.lasting(WITH_MS), seen.count),
  };
}
