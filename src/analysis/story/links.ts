/** Symptoms of links: calls that are tried again, and what patterns decide. */
import { natureOf, type OutcomeName, type SpecLink, type Transition } from '../../engine/index.ts';
import type { Evidence, Seen } from './seen.ts';
import { lasts, until } from './services.ts';
import { risesOf, windowOf } from './shares.ts';
import { highs, spellsOf } from './spells.ts';
import type { Happening } from './symptom.ts';
import { counted, multiple, perSec, share } from './words.ts';

/** So many more attempts per call than before are worth a word, and no chance. */
const AGAIN = 0.03;
const SIGMAS = 4;
const GAP_MS = 5000;
/** Decisions that are no further apart are about the same. */
const SAME_MS = 30_000;

export function linkSymptoms(seen: Seen, link: SpecLink): Happening[] {
  return [
    ...triesOn(seen, link),
    ...gatesOn(seen, link),
    ...decisionsOn(seen, link.id, link.layers),
  ];
}

function triesOn(seen: Seen, { id, layers }: SpecLink): Happening[] {
  const again = layers.find((layer) => natureOf(layer).tries);
  if (!again) return [];
  const attempts = seen.totals('links', id, ['attempts']);
  const calls = seen.totals('links', id, ['calls']);
  const window = windowOf(seen, calls);
  const per = (from: number, to: number): number => attempts.over(from, to) / calls.over(from, to);
  const before = seen.calm ? per(seen.calm.from, seen.calm.to) || 1 : 1;
  const n = (calls.over(0, seen.count) * window) / seen.count;
  const more = Math.max(AGAIN, SIGMAS * Math.sqrt(Math.max(before - 1, 0.002) / Math.max(n, 1)));
  const bounds = { on: before + more, off: before + more / 2 };
  const isMore = highs(seen.count, (i) => per(Math.max(0, i + 1 - window), i + 1), bounds);
  const lengths = { least: window, gap: seen.lasting(GAP_MS) };
  return spellsOf(seen.count, isMore, lengths).map((late): Happening => {
    const spell = { from: Math.max(0, late.from + 1 - window), to: late.to };
    // Where nothing is called any more, nothing is tried.
    while (spell.to > spell.from + 1 && attempts.over(spell.to - 1, spell.to) === 0) spell.to--;
    const made = seen.counted('links', id, 'attempts', spell.from, spell.to);
    const asked = seen.counted('links', id, 'calls', spell.from, spell.to);
    const ms = made.atMs - made.fromMs;
    const what = natureOf(again).tries?.atOnce ? 'hedges' : 'retries';
    const times = multiple(made.value, asked.value);
    const turn = `${what} turn ${perSec(asked.value, ms)} calls into ${perSec(made.value, ms)}`;
    return {
      ...{ kind: 'retry', of: 'links', on: id, ...lasts(seen, spell) },
      text: `${turn}, ${times}${until(seen, spell)}`,
      evidence: [made, asked],
      clause: turn,
      factor: made.value / asked.value,
    };
  });
}

/** Failures that a link's own patterns make, and what they do. */
const GATES: Partial<Record<OutcomeName, string>> = {
  timeout: 'time out',
  'connect-timeout': 'find no connection in time',
  'bulkhead-full': 'are turned away by the bulkhead',
  'rate-limited': 'are turned away by the rate limiter',
  throttled: 'are turned away by the throttle',
  shed: 'are shed',
  deadline: 'are past their deadline',
  conflict: 'conflict with another write',
};

/** Calls between services that its own patterns end. What clients call, they tell themselves. */
function gatesOn(seen: Seen, { id, from: caller, to: callee }: SpecLink): Happening[] {
  if (Object.hasOwn(seen.spec.clients, caller)) return [];
  const wholes = ['succeeded', 'failed'] as const;
  return Object.entries(GATES).flatMap(([reason, does]): Happening[] => {
    const name = `failures.${reason as OutcomeName}` as const;
    return risesOf(seen, { of: 'links', id, parts: [name], wholes }).map((spell): Happening => {
      const part = seen.counted('links', id, name, spell.from, spell.to);
      const ends = wholes.map((one) => seen.counted('links', id, one, spell.from, spell.to));
      const of = share(part.value, ends[0]!.value + ends[1]!.value);
      return {
        ...{ kind: 'gate', of: 'links', on: id, ...lasts(seen, spell) },
        text: `${of} of calls ${does}${until(seen, spell)}`,
        evidence: [part, ...ends],
        clause: `${of} of calls from ${caller} to ${callee} ${does}`,
      };
    });
  });
}

type Layers = SpecLink['layers'];

/** Each time that a pattern leaves its first state, until it is back in all replicas. */
export function decisionsOn(seen: Seen, id: string, layers: Layers): Happening[] {
  return layers.flatMap((layer, place) => {
    const key = `${place}:${layer.name}`;
    const own = seen.transitions
      .map((transition, index) => ({ ...transition, index }))
      .filter(({ link, pattern }) => link === id && pattern === key);
    const [first] = own;
    return first ? incidents(own, first.from).map((some) => told(id, layer.name, some)) : [];
  });
}

type Indexed = Transition & { index: number };

/** Runs of transitions that belong together. */
function incidents(own: readonly Indexed[], calm: string): Incident[] {
  const found: Incident[] = [];
  const away = new Set<number | null>();
  for (const one of own) {
    const last = found.at(-1);
    const isOn = last && (away.size > 0 || one.atMs - last.at(-1)!.atMs <= SAME_MS);
    if (isOn) last.push(one);
    else found.push([one]);
    if (one.to === calm) away.delete(one.replica);
    else away.add(one.replica);
  }
  return found;
}

type Incident = Indexed[];

function told(id: string, name: string, some: Incident): Happening {
  const [first] = some as [Indexed];
  const last = some.at(-1)!;
  const replicas = new Set(some.map(({ replica }) => replica)).size;
  const opened = some.filter(({ to }) => to === first.to).length;
  const what = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const does = first.to === 'open' ? 'opens' : `goes from ${first.from} to ${first.to}`;
  const parts = [`${what} ${does}: ${first.why}`];
  const said = ({ index, atMs }: Indexed, key: 'to' | 'why', value: string): Evidence => ({
    path: `transitions[${index}].${key}`,
    atMs,
    value,
  });
  const evidence = [said(first, 'to', first.to), said(first, 'why', first.why)];
  if (opened > replicas) parts.push(`${does} ${counted(opened, 'time')} until it stays ${last.to}`);
  const isBack = last.to === first.from;
  return {
    ...{ kind: 'decision', of: 'links', on: id, fromMs: first.atMs },
    toMs: isBack ? last.atMs : Infinity,
    text: parts.join('; '),
    evidence: [...evidence, said(last, 'to', last.to)],
    clause: `the ${what} of ${id} is ${first.to}`,
  };
}
