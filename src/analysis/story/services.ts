/** Symptoms of services: more load, all threads busy, a full queue, errors. */
import { REASONS } from '../../engine/index.ts';
import { instant } from '../clock.ts';
import type { Evidence, Seen, Threads } from './seen.ts';
import { risesOf } from './shares.ts';
import { highs, type Spell, spellsOf } from './spells.ts';
import type { Happening } from './symptom.ts';
import { count, list, of as whose, perSec, share } from './words.ts';

/** From this utilization on all threads are busy. */
const BUSY = 0.97;
const NEARLY = 0.8;
const WINDOW_MS = 1000;
const GAP_MS = 5000;
/** So many times what waits at most in the calm is no chance. */
const QUEUED = 2;
/** A queue that grows by less than that has not grown. */
const GROWN = 2;
/** Load that is more than before by this factor, and until it is less than that. */
const MORE = { on: 1.5, off: 1.2 };
/** Half of what is busy waits. */
const MOST = 0.5;
/** So many times within a spell its threads are looked at. */
const LOOKS = 12;

export function serviceSymptoms(seen: Seen, id: string): Happening[] {
  return [...busyIn(seen, id), ...fullIn(seen, id), ...loadOn(seen, id), ...errorsOf(seen, id)];
}

/** When a spell begins and ends; one that goes on when the run ends has no end. */
export const lasts = (seen: Seen, { from, to }: Spell): Pick<Happening, 'fromMs' | 'toMs'> => ({
  fromMs: seen.msOf(from),
  toMs: to >= seen.count ? Infinity : seen.msOf(to),
});

/** `until 2:00`: what a number over a spell is about. */
export const until = (seen: Seen, { to }: Spell): string =>
  to >= seen.count ? ' to the end' : ` until ${instant(seen.msOf(to))}`;

function busyIn(seen: Seen, id: string): Happening[] {
  if (seen.most('services', id, 'utilization') < NEARLY) return [];
  const utilization = seen.column('services', id, 'utilization');
  const bounds = { least: seen.lasting(WINDOW_MS), gap: seen.lasting(WINDOW_MS) };
  const queued = seen.column('services', id, 'queue');
  const { calm } = seen;
  const usual = calm ? seen.peak('services', id, 'queue', calm.from, calm.to).value : 0;
  const long = QUEUED * usual + 1;
  // Where many wait a thread is free but for an instant, or in another replica.
  const isBusy = (i: number): boolean =>
    utilization[i]! >= BUSY || (queued[i]! >= long && utilization[i]! >= NEARLY);
  return spellsOf(seen.count, isBusy, bounds).flatMap((around): Happening[] => {
    const { at, most } = engaged(seen, id, around);
    const waitsFor = most >= MOST ? waitedFor(seen, id, at) : null;
    const queue = seen.peak('services', id, 'queue', around.from, around.to);
    // A queue as in the calm is chance.
    if (!waitsFor && queue.value < long) return [];
    const isBad = (i: number): boolean =>
      queued[i]! >= long || (waitsFor !== null && isWaiting(seen.threads(i, id)));
    const spell = { from: around.from, to: around.to };
    while (spell.from < Math.min(at, queue.interval) && !isBad(spell.from)) spell.from++;
    // So is what comes and goes just before.
    while (spell.from > around.from && isBusy(spell.from - 1)) spell.from--;
    spell.from = grownFrom(seen, id, spell, long);
    const said = engagedWords(seen, id, waitsFor ? at : queue.interval, waitsFor);
    if (queue.value >= 1) {
      const most = instant(seen.msOf(queue.interval));
      said.text += `; up to ${waitingWords(queue.value)} in its queue, at ${most}`;
      said.evidence.push(seen.stood('services', id, 'queue', queue.interval));
    }
    return [
      {
        ...{ kind: 'busy', of: 'services', on: id, ...lasts(seen, spell), ...said },
        ...(waitsFor && { waitsFor }),
      },
    ];
  });
}

/** What its threads do at the end of an interval. */
function engagedWords(seen: Seen, id: string, interval: number, waitsFor: string | null) {
  const { all, busy, waiting: blocked } = seen.threads(interval, id);
  const atMs = seen.msOf(interval);
  const piece = (name: string, value: number): Evidence => ({
    path: `services.${id}.threads.${name}`,
    atMs,
    value,
  });
  const evidence = [piece('all', all)];
  if (waitsFor) {
    evidence.push(piece('waiting', blocked));
    return {
      text: `all ${count(all)} threads are busy, ${count(blocked)} of them waiting for ${waitsFor}`,
      clause: `${whose(id)} ${count(all)} threads wait for ${waitsFor}`,
      evidence,
    };
  }
  if (all === 1)
    return {
      text: 'the only thread is busy',
      clause: `${whose(id)} only thread is busy`,
      evidence,
    };
  if (busy < BUSY * all) evidence.push(piece('busy', busy));
  const some = busy < BUSY * all ? `${count(busy)} of ${count(all)}` : `all ${count(all)}`;
  const text = `${some} threads are busy`;
  return { text, clause: `${some} threads of ${id} are busy`, evidence };
}

/** A spell that begins by chance and grows from a trigger on begins with that. */
function grownFrom(seen: Seen, id: string, { from, to }: Spell, long: number): number {
  const most = (first: number, end: number): number =>
    seen.peak('services', id, 'queue', first, end).value;
  const later = seen.begins.filter(
    (at) => at > from && at < to && most(from, at) < Math.min(GROWN * long, most(at, to) / GROWN),
  );
  return later[0] ?? from;
}

const isWaiting = ({ waiting, busy }: Threads): boolean => waiting >= MOST * busy && busy > 0;

export const waitingWords = (n: number): string =>
  Math.round(n) === 1 ? '1 request waits' : `${count(n)} requests wait`;

/** When most of its threads wait for a dependency in a spell, and how they are engaged then. */
function engaged(seen: Seen, id: string, { from, to }: Spell) {
  const step = Math.max(1, Math.floor((to - from) / LOOKS));
  let [at, most] = [from, -1];
  for (let i = from; i < to; i += step) {
    const { waiting, busy } = seen.threads(i, id);
    const part = busy > 0 ? waiting / busy : 0;
    if (part > most) [at, most] = [i, part];
  }
  return { at, most };
}

/** The callee with most calls under way. */
function waitedFor(seen: Seen, id: string, interval: number): string | null {
  const [most] = seen.topology.links
    .filter(({ from }) => from === id)
    .map((link) => ({ to: link.to, n: seen.inFlight(link.id, interval) }))
    .sort((a, b) => b.n - a.n);
  return most && most.n > 0 ? most.to : null;
}

function fullIn(seen: Seen, id: string): Happening[] {
  const parts = ['failures.queue-full'] as const;
  const rises = risesOf(seen, { of: 'services', id, parts, wholes: ENDED });
  return rises.map((spell): Happening => {
    const { queue, replicas } = seen.spec.services[id]!;
    const { capacity } = queue;
    const turned = seen.counted('services', id, 'failures.queue-full', spell.from, spell.to);
    const size = { path: `services.${id}.queue.capacity`, atMs: turned.fromMs, value: capacity };
    const each = replicas > 1 ? 'each replica’s' : 'the';
    const full = `${each} queue of ${count(capacity)} is full`;
    const what = capacity === 0 ? 'there is no queue' : full;
    const rate = perSec(turned.value, turned.atMs - turned.fromMs);
    return {
      ...{ kind: 'full', of: 'services', on: id, ...lasts(seen, spell) },
      text: `${what}: ${rate} are turned away${until(seen, spell)}`,
      evidence: [size, turned],
      clause: capacity === 0 ? `${id} turns requests away` : `${whose(id)} queue is full`,
    };
  });
}

/** More requests than before anything happened. */
function loadOn(seen: Seen, id: string): Happening[] {
  const { calm } = seen;
  if (!calm) return [];
  const arrived = seen.totals('services', id, ['arrived']);
  const window = seen.lasting(WINDOW_MS);
  const before = (arrived.over(calm.from, calm.to) * window) / (calm.to - calm.from);
  const bounds = {
    on: Math.max(before * MORE.on, before + 4 * Math.sqrt(before), 2),
    off: Math.max(before * MORE.off, 1),
  };
  const isMore = highs(seen.count, (i) => arrived.over(i, i + window), bounds);
  const length = { least: window, gap: seen.lasting(GAP_MS) };
  const mean = (from: number, to: number): number => arrived.over(from, to) / (to - from);
  const soon = seen.lasting(GAP_MS);
  const spells = spellsOf(seen.count - window, isMore, length).flatMap((spell): Spell[] => {
    // What grows once more with a trigger is another one.
    const at = seen.begins.find(
      (i) => i > spell.from && i < spell.to && mean(spell.from, i) < mean(i, i + soon) / GROWN,
    );
    return at === undefined
      ? [spell]
      : [
          { ...spell, to: at },
          { ...spell, from: at },
        ];
  });
  return spells.map((start): Happening => {
    const to = start.to >= seen.count - window ? seen.count : start.to;
    const now = seen.counted('services', id, 'arrived', start.from, to);
    const was = seen.counted('services', id, 'arrived', calm.from, calm.to);
    const rate = perSec(now.value, now.atMs - now.fromMs);
    const spare = 2 * fallbacksTo(seen, id, start.from, to) > now.value;
    const whence = spare ? ', most of it from fallbacks' : '';
    const instead =
      was.value > 0 ? `instead of ${perSec(was.value, was.atMs - was.fromMs)}` : 'instead of none';
    return {
      ...{ kind: 'load', of: 'services', on: id, ...lasts(seen, { from: start.from, to }) },
      text: `receives ${rate} ${instead}${until(seen, { from: start.from, to })}${whence}`,
      evidence: [now, was],
      clause: spare
        ? `fallbacks send ${id} ${rate} ${instead}`
        : `${id} receives ${rate} ${instead}`,
    };
  });
}

/** Calls that a fallback makes in place of another one. */
const fallbacksTo = (seen: Seen, id: string, from: number, end: number): number =>
  seen.topology.links
    .filter((link) => link.to === id && /\.try\[\d+\]$/.test(link.path))
    .reduce((sum, link) => sum + seen.sum('links', link.id, 'calls', from, end), 0);

const ENDED = ['completed', 'failed', 'rejected'] as const;
const OTHERS = REASONS.filter((reason) => reason !== 'queue-full' && reason !== 'cancelled').map(
  (reason) => `failures.${reason}` as const,
);

/** What it answers with failures, apart from those that its full queue turns away. */
function errorsOf(seen: Seen, id: string): Happening[] {
  const parts = seen.used('services', id, OTHERS);
  const rises = risesOf(seen, { of: 'services', id, parts, wholes: ENDED });
  return rises.map((spell): Happening => {
    const { from, to } = spell;
    const reasons = parts
      .map((name) => ({
        name: name.slice('failures.'.length),
        counted: seen.counted('services', id, name, from, to),
      }))
      .filter(({ counted }) => counted.value > 0)
      .sort((a, b) => b.counted.value - a.counted.value);
    const ends = ENDED.map((name) => seen.counted('services', id, name, from, to));
    const part = share(sumOf(reasons.map(({ counted }) => counted)), sumOf(ends));
    const told = reasons.slice(0, 2);
    return {
      ...{ kind: 'error', of: 'services', on: id, ...lasts(seen, spell) },
      text: `${part} of requests fail${until(seen, spell)}: ${list(told.map(({ name }) => name))}`,
      evidence: [...reasons.map(({ counted }) => counted), ...ends],
      clause: `${part} of requests to ${id} fail`,
    };
  });
}

const sumOf = (all: readonly { value: number }[]): number =>
  all.reduce((sum, { value }) => sum + value, 0);
