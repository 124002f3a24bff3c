/** What is wrong at an instant and why, in one sentence, from the cause to who feels it. */
import { instant } from '../clock.ts';
import type { Chain } from './chains.ts';
import { type Happening, type Kind, TRIGGERS } from './symptom.ts';

interface Known {
  chains: readonly Chain[];
  causes: ReadonlyMap<Happening, Happening>;
  endMs: number;
  /** By trigger: why trouble lasts longer than it does. */
  lasting: ReadonlyMap<Happening, string>;
}

/** What people feel, the worst first; then what nobody feels yet. */
const WORST: readonly Kind[] = [
  'failing',
  'hang',
  'degraded',
  'slow',
  'error',
  'gate',
  'full',
  'busy',
  'decision',
  'retry',
  'load',
];
/** So many links of a chain fit into a sentence. */
const CLAUSES_MAX = 4;

export function headlineOf({ chains, causes, endMs, lasting }: Known, atMs: number): string {
  const instantMs = Math.min(atMs, endMs - 1);
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
  const isRoot = TRIGGERS.includes(root.kind);
  const links = isRoot ? path.slice(1) : path;
  const here = links.filter(isOn).filter((one) => !repeats(one, root));
  const clauses = shortened(here).map(({ clause }) => clause);
  if (!isRoot || root.kind === 'edit') return sentence(clauses);
  if (isOn(root) || root.kind !== 'fault') return sentence([root.clause, ...clauses]);
  const since = `the fault on ${root.on} is over since ${instant(root.toMs)}, but `;
  const why = worst.of === 'clients' ? lasting.get(root) : undefined;
  const rest = why ? [why, worst.clause.replace(/ fail$/, ' still fail')] : clauses;
  return sentence([since + rest[0]!, ...rest.slice(1)]);
}

/** What a fault makes of its own target need not be said twice. */
const repeats = ({ kind, on }: Happening, root: Happening): boolean =>
  kind === 'error' && root.kind === 'fault' && on === root.on;

/** Those next to the ends: where it begins, and who feels it. */
const shortened = (links: readonly Happening[]): Happening[] =>
  links.length < CLAUSES_MAX ? [...links] : [...links.slice(0, 2), links.at(-1)!];

/** Something is on that nobody feels yet. */
function begun(chains: readonly Chain[], isOn: (one: Happening) => boolean): string {
  const triggers = chains.flatMap(({ trigger }) => (trigger?.kind === 'fault' ? [trigger] : []));
  return sentence(triggers.filter(isOn).map(({ clause }) => clause));
}

function sentence(clauses: readonly string[]): string {
  const text = clauses.join(', so ');
  return text === '' ? '' : `${text}.`;
}
