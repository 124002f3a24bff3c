/**
 * What reads and writes addresses, and says what they name: scenarios, and what edits set. A page
 * whose address says nothing begins without it, with the scenario that it brings along.
 */
import scenarios from 'virtual:scenarios';
import type { BuiltIn } from './built-in.ts';
import { Links } from './links.svelte.ts';

export { fromFragment, toFragment } from '../../scenario/url.ts';
export { setWords } from '../timeline/units.ts';

/** The built-in scenarios by name. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map(
  scenarios.map((one) => [one.name, one]),
);

/** Opens links in a session. */
export const linksOf = (session: ConstructorParameters<typeof Links>[0]): Links =>
  new Links(session, builtIns);
