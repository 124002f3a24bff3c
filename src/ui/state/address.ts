/**
 * What reads and writes addresses, and says what they name: scenarios, and what edits set. A page
 * whose address says nothing begins without it, with the scenario that it brings along.
 */
import scenarios from 'virtual:scenarios';
import type { BuiltIn } from './built-in.ts';
import { KINDS } from '../charts/place.ts';
import { toFragment } from '../../scenario/url.ts';
import { Links } from './links.svelte.ts';
import { SPEED } from './playhead.svelte.ts';
import { pathOf } from './selected.ts';
import type { Session } from './session.svelte.ts';

export { fromFragment } from '../../scenario/url.ts';
export { setWords } from '../../analysis/set-words.ts';

/** The built-in scenarios by name. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  scenarios.map((one) => [one.name, one]),
);

/** Opens links in a session. */
export const linksOf = (session: ConstructorParameters<typeof Links>[0]): Links =>
  new Links(session, builtIns);

/** The address of what a session shows; while something is asked, that of the question. */
export function fragmentOf({ lab, spec, selection, playhead, telling }: Session): string {
  const { question } = telling;
  const place = question ? { kind: KINDS[question.of], id: question.on } : selection;
  return toFragment(lab, question?.atMs ?? playhead.atMs, {
    selected: place && pathOf(spec, place),
    speed: playhead.speed === SPEED ? null : playhead.speed,
    why: question?.about ?? null,
  });
}
