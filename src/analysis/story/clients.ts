/** Symptoms of clients: what those who call feel. */
import { REASONS } from '../../engine/index.ts';
import type { Seen } from './seen.ts';
import { lasts, until } from './services.ts';
import { risesOf, windowOf } from './shares.ts';
import { highs, type Spell, spellsOf } from './spells.ts';
import type { Happening } from './symptom.ts';
import { count, list, multiple, of, perSec, share, time } from './words.ts';

const ENDED = ['succeeded', 'degraded', 'failed'] as const;
const GAP_MS = 5000;
/** Who is slow just before worse comes is not told so. */
const SOON_MS = 6000;
/** Where so many would have ended, none is no chance. */
const STALLED = 10;
/** So much slower than before, as a factor and in ms. */
const SLOWER = 3;
const SLOWER_MS = 20;
const SLOW_WINDOW_MS = 2000;
/** More under way for so long, and by so many standard deviations, is no chance. */
const AWAITED_MS = 500;
const SIGMAS = 4;

export function clientSymptoms(seen: Seen, id: string): Happening[] {
  const failing = failuresOf(seen, id);
  const degraded = degradedOf(seen, id);
  const hanging = outside(hangsOf(seen, id), failing, 0);
  const slow = outside(slowOf(seen, id), [...failing, ...degraded, ...hanging], SOON_MS);
  return [...failing, ...degraded, ...hanging, ...slow];
}

/** Those that do not begin while something louder goes on, or soon will. */
const outside = (some: Happening[], loud: Happening[], soonMs: number): Happening[] =>
  some.filter(
    ({ fromMs }) => !loud.some((one) => one.fromMs <= fromMs + soonMs && fromMs <= one.toMs),
  );

/** Where nearly all fail for one reason, it is said. */
const MOSTLY = 0.85;
const DOES: Readonly<Record<string, string>> = {
  timeout: 'time out',
  'rate-limited': 'are turned away by the rate limiter',
  'bulkhead-full': 'are turned away by the bulkhead',
  throttled: 'are turned away by the throttle',
};

/** A reason that is rarer is no word of its own. */
const LITTLE = 0.001;

const FAILURES = REASONS.map((reason) => `failures.${reason}` as const);

function failuresOf(seen: Seen, id: string): Happening[] {
  const one = { of: 'clients', id } as const;
  return risesOf(seen, { ...one, parts: ['failed'], wholes: ENDED }).map((spell): Happening => {
    const failed = seen.sum('clients', id, 'failed', spell.from, spell.to);
    const whole = seen.totals('clients', id, ENDED).over(spell.from, spell.to);
    const reasons = seen
      .used('clients', id, FAILURES)
      .map((name) => ({
        name: name.slice('failures.'.length),
        counted: seen.counted('clients', id, name, spell.from, spell.to),
      }))
      .filter(({ counted }) => counted.value > LITTLE * whole)
      .sort((a, b) => b.counted.value - a.counted.value)
      .slice(0, 3);
    const rest = failed < whole / 2 ? ', the others succeed' : '';
    const [most] = reasons;
    const isMost = most !== undefined && most.counted.value >= MOSTLY * failed;
    const does = (isMost && DOES[most.name]) || 'fail';
    const split = reasons.map(({ name, counted }) =>
      reasons.length === 1 ? name : `${name} ${share(counted.value, whole)}`,
    );
    return {
      ...{ kind: 'failing', of: 'clients', on: id, ...lasts(seen, spell) },
      text: `${share(failed, whole)} of requests fail${until(seen, spell)}: ${list(split)}`,
      evidence: [...ends(seen, id, spell), ...reasons.map(({ counted }) => counted)],
      clause: `${share(failed, whole)} of ${of(id)} requests ${does}${rest}`,
      ...(reasons[0] && { reason: reasons[0].name }),
    };
  });
}

const ends = (seen: Seen, id: string, { from, to }: Spell) =>
  ENDED.map((name) => seen.counted('clients', id, name, from, to));

function degradedOf(seen: Seen, id: string): Happening[] {
  const one = { of: 'clients', id } as const;
  return risesOf(seen, { ...one, parts: ['degraded'], wholes: ENDED }).map((spell): Happening => {
    const part = share(
      seen.sum('clients', id, 'degraded', spell.from, spell.to),
      seen.totals('clients', id, ENDED).over(spell.from, spell.to),
    );
    return {
      ...{ kind: 'degraded', of: 'clients', on: id, ...lasts(seen, spell) },
      text: `${part} of requests get a degraded answer from a fallback${until(seen, spell)}`,
      evidence: ends(seen, id, spell),
      clause: `${part} of ${of(id)} requests are answered by a fallback`,
    };
  });
}

/** Calls that neither succeed nor fail. */
function hangsOf(seen: Seen, id: string): Happening[] {
  const begun = seen.totals('clients', id, ['offered']);
  const done = seen.totals('clients', id, ENDED);
  // What ends now began that long ago; users who wait for each other come in waves of it.
  const usual = usualLatency(seen, id);
  const window = Math.max(windowOf(seen, begun), 2 * usual);
  const { calm } = seen;
  const ends = calm ? (done.over(calm.from, calm.to) * window) / (calm.to - calm.from) : 0;
  const isHanging = (i: number): boolean => {
    const from = i + 1 - window;
    if (from < window + usual) return false;
    const [due, did] = [begun.over(from - usual, i + 1 - usual), done.over(from, i + 1)];
    const underWay = begun.over(0, i + 1) - done.over(0, i + 1);
    // Users who wait begin nothing either.
    const stalls = did === 0 && underWay > 0 && ends >= STALLED;
    return stalls || due > 2 * did + SIGMAS * Math.sqrt(due);
  };
  const bounds = { least: 1, gap: seen.lasting(GAP_MS) };
  return spellsOf(seen.count, isHanging, bounds).map((late): Happening => {
    const spell = { from: Math.max(0, late.from + 1 - window), to: late.to };
    const lags = (i: number): boolean => begun.over(i - usual, i + 1 - usual) > done.over(i, i + 1);
    while (spell.from < late.from && !lags(spell.from)) spell.from++;
    const offered = seen.counted('clients', id, 'offered', spell.from, spell.to);
    const all = ENDED.map((name) => seen.counted('clients', id, name, spell.from, spell.to));
    const ms = offered.atMs - offered.fromMs;
    const ended = done.over(spell.from, spell.to);
    const rates = `${perSec(offered.value, ms)} start, ${perSec(ended, ms)} finish`;
    return {
      ...{ kind: 'hang', of: 'clients', on: id, ...lasts(seen, spell) },
      text: `requests hang: ${rates}${until(seen, spell)}`,
      evidence: [offered, ...all],
      clause: `${of(id)} requests hang`,
      slackMs: seen.msOf(window),
    };
  });
}

/** The median of the calm, or of the run, in intervals. */
function usualLatency(seen: Seen, id: string): number {
  const { from, to } = seen.calm ?? { from: 0, to: seen.count };
  const ms = median(seen.column('clients', id, 'p50Ms'), from, to);
  return Number.isNaN(ms) ? 0 : Math.ceil(ms / seen.intervalMs);
}

/** Answers that take longer: those that came, and those that are awaited. */
const slowOf = (seen: Seen, id: string): Happening[] => {
  const answered = slowAnswers(seen, id);
  return [...answered, ...outside(slowAwaited(seen, id), answered, SOON_MS)];
};

/** More requests under way than in the calm. */
function slowAwaited(seen: Seen, id: string): Happening[] {
  const { calm, count: intervals } = seen;
  if (!calm) return [];
  const begun = seen.totals('clients', id, ['offered']);
  const done = seen.totals('clients', id, ENDED);
  const underWay = Float64Array.from(
    { length: intervals },
    (_, i) => begun.over(0, i + 1) - done.over(0, i + 1),
  );
  const usual = mean(underWay, calm.from, calm.to);
  const rate = begun.over(calm.from, calm.to) / (calm.to - calm.from);
  const window = windowOf(seen, begun);
  // Who sends more has more under way, without being slower (Little's law).
  const more = (i: number): number =>
    Math.max(1, begun.over(i + 1 - window, i + 1) / Math.min(window, i + 1) / rate);
  const on = Math.max(usual * SLOWER, usual + SIGMAS * Math.sqrt(usual) + SIGMAS);
  const off = (on + usual) / 2;
  const isMore = highs(intervals, (i) => underWay[i]! / more(i), { on, off });
  const bounds = { least: seen.lasting(AWAITED_MS), gap: seen.lasting(GAP_MS) };
  return spellsOf(intervals, isMore, bounds).map((spell): Happening => {
    let at = spell.from;
    for (let i = at; i < Math.min(spell.to, intervals); i++)
      if (underWay[i]! > underWay[at]!) at = i;
    const most = underWay[at]!;
    const path = `clients.${id}.inFlight`;
    const instead = `instead of ${count(Math.round(usual))}`;
    return {
      ...{ kind: 'slow', of: 'clients', on: id, ...lasts(seen, spell) },
      text: `up to ${count(most)} requests are under way ${instead}`,
      evidence: [
        { path, atMs: seen.msOf(at), value: most },
        { ...spanOf(seen, calm), path, value: usual },
      ],
      clause: `up to ${count(most)} of ${of(id)} requests are under way ${instead}`,
    };
  });
}

const mean = (values: Float64Array, from: number, to: number): number =>
  values.slice(from, to).reduce((a, b) => a + b, 0) / (to - from);

function slowAnswers(seen: Seen, id: string): Happening[] {
  const { calm } = seen;
  if (!calm) return [];
  const p99 = seen.column('clients', id, 'p99Ms');
  const before = median(p99, calm.from, calm.to);
  if (Number.isNaN(before)) return [];
  const window = seen.lasting(SLOW_WINDOW_MS);
  const now = (i: number): number => median(p99, i, Math.min(seen.count, i + window));
  const isSlow = (i: number): boolean => now(i) > Math.max(before * SLOWER, before + SLOWER_MS);
  const bounds = { least: window, gap: seen.lasting(GAP_MS) };
  return spellsOf(seen.count - window + 1, isSlow, bounds).map((early): Happening => {
    const to = early.to > seen.count - window ? seen.count : early.to;
    const spell = { from: early.from, to };
    // Of those that are slow: between two spells that are one it may be as before.
    const isSlowIn = (ms: number): boolean => ms > before * SLOWER;
    const high = median(
      p99.map((ms) => (isSlowIn(ms) ? ms : NaN)),
      spell.from,
      spell.to,
    );
    const at = p99.indexOf(high, spell.from);
    const instead = `${time(high)} instead of ${time(before)}`;
    const times = before > 0 ? `, ${multiple(high, before)}` : '';
    const evidence = [
      seen.stood('clients', id, 'p99Ms', at),
      { ...spanOf(seen, calm), path: `clients.${id}.p99Ms`, value: before },
    ];
    return {
      ...{ kind: 'slow', of: 'clients', on: id, ...lasts(seen, spell), evidence },
      text: `p99 is ${instead}${times}${until(seen, spell)}`,
      clause: `${of(id)} p99 is ${instead}`,
    };
  });
}

const spanOf = (seen: Seen, { from, to }: { from: number; to: number }) => ({
  fromMs: seen.msOf(from),
  atMs: seen.msOf(to),
});

/** Of the values that there are. */
function median(values: Float32Array, from: number, to: number): number {
  const there = values.slice(from, to).filter((value) => !Number.isNaN(value));
  return there.length === 0 ? NaN : there.sort()[there.length >> 1]!;
}
