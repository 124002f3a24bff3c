/** What is wrong at an instant and why, in one sentence, from the cause to who feels it. */
import { instant } from '../clock.ts';
import type { Chain } from './chains.ts';
import type { Seen } from './seen.ts';
import { type Happening, type Kind, TRIGGERS } from './symptom.ts';
import { list } from './words.ts';

export interface Known {
  seen: Seen;
  chains: readonly Chain[];
  causes: ReadonlyMap<Happening, Happening>;
  /** By trigger: why trouble lasts longer than it does. */
  lasting: ReadonlyMap<Happening, string>;
}

/** What people feel, the worst first. */
const FELT: readonly Kind[] = ['failing', 'hang', 'degraded', 'slow'];
/** Then what nobody feels yet. */
const WORST: readonly Kind[] = [
  ...FELT,
  ...(['error', 'gate', 'full', 'busy', 'decision', 'retry', 'load'] as const),
];
/** So many links of a chain fit into a sentence. */
const CLAUSES_MAX = 4;
/** Calls that are multiplied by less do not make things worse. */
const MULTIPLIED = 1.3;
/** It takes that long until it shows that nobody feels it, in ms. */
const SOON_MS = 5000;
/** Who fails more than that, compared with what succeeds, is not fine. */
const BAD = 0.05;
/** A fault that lasts no longer is an instant. */
const BRIEF_MS = 5000;

export function headlineOf(known: Known, atMs: number): string {
  const { chains, causes, seen } = known;
  const instantMs = Math.min(atMs, seen.endMs - 1);
  const isOn = (one: Happening): boolean => one.fromMs <= instantMs && instantMs < one.toMs;
  const on = chains.flatMap(({ symptoms }) => symptoms.filter(isOn));
  const rank = ({ kind }: Happening): number => WORST.indexOf(kind);
  const pathTo = (one: Happening): Happening[] => {
    const cause = causes.get(one);
    return cause ? [...pathTo(cause), one] : [one];
  };
  // Of those that are as bad, the one that is furthest from the cause.
  const [worst] = [...on].sort((a, b) => rank(a) - rank(b) || pathTo(b).length - pathTo(a).length);
  if (!worst) return begun(chains, isOn);
  const path = pathTo(worst);
  const root = path[0]!;
  const isOver = root.kind === 'fault' && !isOn(root);
  const isFelt = on.some(({ kind }) => FELT.includes(kind));
  const others = chains.flatMap(({ trigger, symptoms }) =>
    trigger?.kind === 'fault' && trigger !== root && isOn(trigger) && symptoms.length > 0
      ? [trigger.clause]
      : [],
  );
  // What is left of it, and nobody feels, is not worth a word.
  if (isOver && !isFelt) return begun(chains, isOn);
  const clauses = told(known, { path, root, worst, isOn });
  if (others.length > 0 && isOver) clauses.splice(0, clauses.length, list(others), worst.clause);
  else if (others.length > 0) clauses[0] = list([clauses[0]!, ...others]);
  const isKnown = isFelt || instantMs - root.fromMs >= SOON_MS;
  const rest = isKnown ? spared(seen, on, root, instantMs) : '';
  return `${clauses.join(', so ')}${multiplied(on, path)}${rest}.`;
}

interface Way {
  path: readonly Happening[];
  root: Happening;
  worst: Happening;
  isOn: (one: Happening) => boolean;
}

function told({ lasting }: Known, { path, root, worst, isOn }: Way): string[] {
  const isRoot = TRIGGERS.includes(root.kind);
  const links = (isRoot ? path.slice(1) : path).filter(isOn);
  const clauses = shortened(links.filter((one) => !repeats(one, root))).map(({ clause }) => clause);
  if (!isRoot || root.kind === 'edit') return clauses;
  if (isOn(root) || root.kind !== 'fault') return [root.clause, ...clauses];
  if (root.toMs - root.fromMs <= BRIEF_MS)
    return [`at ${instant(root.fromMs)} ${root.clause}`, ...clauses];
  const ended = `the fault on ${root.on} ended at ${instant(root.toMs)}, but `;
  const why = worst.of === 'clients' ? lasting.get(root) : undefined;
  const rest = why
    ? [why, worst.clause.replace(/ requests (?=fail|time out|are)/, ' requests still ')]
    : clauses;
  return [ended + rest[0]!, ...rest.slice(1)];
}

/** What a fault makes of its own target need not be said twice. */
const repeats = ({ kind, on }: Happening, root: Happening): boolean =>
  kind === 'error' && root.kind === 'fault' && on === root.on;

/** Those next to the ends: where it begins, and who feels it. */
const shortened = (links: readonly Happening[]): Happening[] =>
  links.length < CLAUSES_MAX ? [...links] : [...links.slice(0, 2), links.at(-1)!];

/** Calls that are tried again make it worse. */
function multiplied(on: readonly Happening[], path: readonly Happening[]): string {
  const [most] = on
    .filter((one) => (one.factor ?? 0) >= MULTIPLIED && !path.includes(one))
    .sort((a, b) => b.factor! - a.factor!);
  return most ? `, while ${most.clause}` : '';
}

/** Clients of the same system that feel nothing of it, though they call. */
function spared(seen: Seen, on: readonly Happening[], root: Happening, atMs: number): string {
  const felt = new Set(on.flatMap((one) => (FELT.includes(one.kind) ? [one.on] : [])));
  const to = seen.intervalAt(atMs) + 1;
  const from = to - seen.lasting(SOON_MS);
  const isFine = (id: string): boolean => {
    const good = seen.totals('clients', id, ['succeeded', 'degraded']).over(from, to);
    return good > 0 && seen.sum('clients', id, 'failed', from, to) < BAD * good;
  };
  const rest = Object.keys(seen.spec.clients).filter(
    (id) => !felt.has(id) && seen.areConnected(id, root.on) && isFine(id),
  );
  if (rest.length === 0) return '';
  const many = rest.length > 1 || rest[0]!.endsWith('s');
  const notice = `${list(rest)} hardly ${many ? 'notice' : 'notices'}`;
  if (felt.size > 0) return `; ${notice}`;
  const tries = on.filter(({ what }) => what !== undefined);
  // What multiplies calls so much may hide it for a while only.
  if (tries.some(({ factor = 1 }) => factor >= MULTIPLIED)) return '';
  const hides = tries[0]?.what;
  return hides ? `, but ${hides} hide it from ${list(rest)}` : `, but ${notice}`;
}

/** Something is on that nobody feels yet. */
function begun(chains: readonly Chain[], isOn: (one: Happening) => boolean): string {
  const on = chains.flatMap(({ trigger }) =>
    trigger?.kind === 'fault' && isOn(trigger) ? [trigger.clause] : [],
  );
  return on.length > 0 ? `${list(on)}.` : '';
}
