/** A pattern for another library's: in its place, or beside it as another variant. */
import { type Path, type PatternSpec, printPath, valueAt } from '../../engine/index.ts';
import { replace, swapped, type Swapped } from '../../scenario/editing/swap.ts';
import { specOf } from '../../scenario/experiment.ts';
import type { Other } from '../../scenario/lab.ts';
import type { Selection } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';
import { linkIn, perform } from './acts.ts';
import { compare } from './compare-values.ts';

type Pattern = Extract<Selection, { kind: 'pattern' }>;

const nameOf = (like: string | null): string => (like ? `like ${like}` : 'plain');

/** What could not be carried over, in words. */
function told({ lost }: Swapped, like: string | null): string {
  const [first, ...more] = lost;
  if (first === undefined) return `Now ${nameOf(like)}. What was set means the same there.`;
  const names = more.length > 0 ? `${more.join(', ')} and ${first}` : first;
  return `Now ${nameOf(like)}. It has no counterpart of ${names}.`;
}

export function swap(session: Session, { id }: Pattern, place: Path, like: string | null): void {
  const kind = linkIn(session, id) ? 'link' : 'service';
  const result = swapped(valueAt(session.lab.base, place) as PatternSpec, like, kind);
  if (perform(session, replace(session.lab.base, place, result.pattern)))
    session.notice = told(result, like);
}

/** The same experiment with other libraries' patterns, beside the one that there is. */
export function compareWith(
  session: Session,
  { id }: Pattern,
  place: Path,
  likes: readonly (string | null)[],
): void {
  const kind = linkIn(session, id) ? 'link' : 'service';
  // As the shown variant has it.
  const pattern = valueAt(specOf(session.experiment), place) as PatternSpec;
  const [name = ''] = Object.keys(pattern);
  const own = (pattern as Record<string, { like?: string | null }>)[name]?.like ?? null;
  const results = likes.map((like) => ({ like, result: swapped(pattern, like, kind) }));
  const others = results.map(({ like, result }): Other => {
    const values = (result.pattern as Record<string, unknown>)[name];
    return { name: nameOf(like), changes: [{ set: `${printPath(place)}.${name}`, to: values }] };
  });
  if (!compare(session, nameOf(own), others)) return;
  const [only, ...more] = results;
  if (only && more.length === 0) session.notice = told(only.result, only.like);
}
