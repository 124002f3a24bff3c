/** Symptoms of links: calls that are tried again, and what patterns decide. */
import { natureOf, type OutcomeName, type SpecLink } from '../../engine/index.ts';
import type { Decided, Evidence, Seen } from './seen.ts';
import { lasts, until } from './services.ts';
import { risesOf, windowOf } from './shares.ts';
import { highs, spellsOf } from './spells.ts';
import type { Happening } from './symptom.ts';
import { counted, list, multiple, perSec, share } from './words.ts';

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
    ...decisionsOn(seen, { of: 'links', on: link.id }, link.layers),
  ];
}

function triesOn(seen: Seen, { id, layers }: SpecLink): Happening[] {
  const tries = layers.flatMap((layer) =>
    layer.params.disabled ? [] : (natureOf(layer).tries ?? []),
  );
  if (tries.length === 0) return [];
  const kinds = new Set(tries.map(({ atOnce }) => (atOnce ? 'hedges' : 'retries')));
  const attempts = seen.totals('links', id, ['attempts']);
  const calls = seen.totals('links', id, ['calls']);
  const window = windowOf(seen, calls);
  const per = (from: number, to: number): number => attempts.over(from, to) / calls.over(from, to);
  const before = seen.calm ? per(seen.calm.from, seen.calm.to) || 1 : 1;
  const n = (calls.over(0, seen.count) * window) / seen.count;
  const more = Math.max(AGAIN, SIGMAS * Math.sqrt(Math.max(before - 1, 0.002) / Math.max(n, 1)));
  const bounds = { on: before + more, off: before + more / 2 };
  const [attempted, called] = [attempts.sums, calls.sums];
  const lately = (i: number): number => {
    const from = Math.max(0, i + 1 - window);
    return (attempted[i + 1]! - attempted[from]!) / (called[i + 1]! - called[from]!);
  };
  const isMore = highs(seen.count, lately, bounds);
  const lengths = { least: window, gap: seen.lasting(GAP_MS) };
  return spellsOf(seen.count, isMore, lengths).map((late): Happening => {
    const spell = { from: Math.max(0, late.from + 1 - window), to: late.to };
    const isSo = (i: number): boolean =>
      attempts.over(i, i + 1) > bounds.off * calls.over(i, i + 1);
    // A window sees what is behind it; where nothing is called any more, nothing is tried.
    while (spell.from < late.from && !isSo(spell.from)) spell.from++;
    while (spell.to > spell.from + 1 && attempts.over(spell.to - 1, spell.to) === 0) spell.to--;
    const made = seen.counted('links', id, 'attempts', spell.from, spell.to);
    const asked = seen.counted('links', id, 'calls', spell.from, spell.to);
    const ms = made.atMs - made.fromMs;
    const rates = [asked, made].map(({ value }) => perSec(value, ms));
    const what = list([...kinds]);
    const turn = `${what} turn ${rates[0]!.replace('/', ' calls/')} into ${rates[1]}`;
    const times = asked.value > 0 ? `, ${multiple(made.value, asked.value)}` : '';
    return {
      ...{ kind: 'retry', of: 'links', on: id, ...lasts(seen, spell) },
      text: `${turn}${times}${until(seen, spell)}`,
      evidence: [made, asked],
      clause: turn,
      what,
      slackMs: seen.msOf(window),
      ...(asked.value > 0 && { factor: made.value / asked.value }),
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

/** Each time that instances of a pattern leave their first state, until all are back. */
export function decisionsOn(seen: Seen, on: Owner, layers: SpecLink['layers']): Happening[] {
  return layers.flatMap(({ name }, place) => {
    const own = seen.decisions(on.on, place, name);
    const [first] = own;
    if (!first) return [];
    const away = seen.away(on.on, place, first.from);
    const bounds = { least: 1, gap: seen.lasting(SAME_MS) };
    return spellsOf(seen.count, (i) => away(i) > 0, bounds).flatMap((spell): Happening[] => {
      const { fromMs, toMs } = lasts(seen, spell);
      const some = own.filter(
        ({ atMs }) => atMs >= fromMs - seen.intervalMs && atMs <= toMs + seen.intervalMs,
      );
      return some[0] ? [told(on, name, some, { toMs, calm: first.from })] : [];
    });
  });
}

type Owner = Pick<Happening, 'of' | 'on'>;

function told(
  owner: Owner,
  name: string,
  some: readonly Decided[],
  { toMs, calm }: { toMs: number; calm: string },
): Happening {
  const [first] = some as [Decided, ...Decided[]];
  const what = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const does = first.to === 'open' ? 'opens' : `goes from ${first.from} to ${first.to}`;
  const replicas = new Set(some.map(({ replica }) => replica)).size;
  const again = some.filter(({ to }) => to === first.to).length;
  const how = toMs < Infinity ? `until it stays ${calm}` : 'and is not back';
  const times = again > replicas ? `; ${does} ${counted(again, 'time')} ${how}` : '';
  const said = ({ index, atMs }: Decided, key: 'to' | 'why', value: string): Evidence => ({
    path: `transitions[${index}].${key}`,
    atMs,
    value,
  });
  return {
    ...{ kind: 'decision', ...owner, fromMs: first.atMs, toMs },
    text: `${what} ${does}: ${first.why}${times}`,
    evidence: [said(first, 'to', first.to), said(first, 'why', first.why)],
    clause: `the ${what} of ${owner.on} is ${first.to}`,
  };
}
