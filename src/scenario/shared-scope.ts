/** Patterns that share their state under one name: what must be the same in all their places. */
import {
  findPath,
  isMap,
  isSame,
  type PatternParams,
  printPath,
  sharedName,
  type Spec,
  type SpecLayer,
  topologyOf,
} from '../engine/index.ts';
import { choice, text } from './leaves.ts';
import { choose, map, type Schema, structural } from './kit.ts';
import { type Flaw, flaw } from './problems.ts';

type Scope = PatternParams['scope'];

const NAME_MAX = 64;

type Place = 'link' | 'service';

/**
 * Who shares the state. It cannot change while a run goes on.
 * @param named whether other stacks may have it, too
 */
export function scopeSchema(place: Place, named: boolean): Schema<Scope> {
  const help =
    `Scope of its state: per replica, or shared by all (${place})` +
    (named ? ', or by all entries of a name in any stack ({ shared: name }).' : '.');
  const word = choice<'replica' | Place>({
    kind: 'choice',
    of: ['replica', place],
    default: 'replica',
    help,
  });
  if (!named) return structural(word);
  const shared = map<{ shared: string }>({
    shared: text('One state for all entries of this name. Their parameters are equal.', NAME_MAX),
  });
  const either = choose<Scope, 'word' | 'shared'>(
    () => ({ word, shared }),
    (raw) => (isMap(raw) ? 'shared' : 'word'),
    { forms: [word, shared], json: { description: help } },
  );
  return structural(either);
}

interface Entry {
  layer: SpecLayer;
  /** Id of the link or service. */
  on: string;
}

/** All entries by their shared name, in the order of the document. */
export function sharedEntries(spec: Spec): Map<string, Entry[]> {
  const { links, stacks } = topologyOf(spec);
  const all = [...links.map(({ id, layers }) => [id, layers] as const), ...stacks];
  const named = new Map<string, Entry[]>();
  for (const [on, layers] of all)
    for (const layer of layers) {
      const name = sharedName(layer.params);
      if (name !== null) named.set(name, [...(named.get(name) ?? []), { layer, on }]);
    }
  return named;
}

/** Entries of one name that are not of one pattern, or not with the same parameters. */
export function sharedFlaws(spec: Spec): Flaw[] {
  return [...sharedEntries(spec)].flatMap(([name, [first, ...others]]) =>
    others.flatMap((other, i): Flaw[] => {
      const wrong = differing(first!, other, [first!, ...others.slice(0, i)]);
      if (!wrong) return [];
      const [words, place] = wrong;
      const at = [...findPath(other.layer.path, spec).path, ...(wrong[2] ?? [])];
      return [flaw(at, `${words} of what shares \`${name}\`: compare ${place}`)];
    }),
  );
}

/** What is wrong, in words; beside which place; at which key. */
function differing(
  first: Entry,
  other: Entry,
  earlier: readonly Entry[],
): [words: string, place: string, key?: string[]] | null {
  const [one, two] = [first.layer, other.layer];
  const twin = earlier.find(({ on }) => on === other.on);
  if (twin) return ['wanted one entry in each stack', twin.layer.path];
  if (one.name !== two.name) return [`wanted ${one.name}, as the first`, one.path];
  if (one.params.like !== two.params.like)
    return [`wanted \`like: ${one.params.like ?? 'plain'}\`, as the first`, one.path, ['like']];
  const keys = Object.keys({ ...one.params, ...two.params });
  const key = keys.find(
    (name) => !OWN.includes(name) && !isSame(one.params[name], two.params[name]),
  );
  if (key === undefined) return null;
  return ['wanted the same value in all entries', printPath([one.path, key]), [key]];
}

/** What each place has for itself. */
const OWN = ['scope', 'disabled'];
