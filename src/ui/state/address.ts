/**
 * What reads and writes addresses, and says what they name: scenarios, and what edits set. A page
 * whose address says nothing begins without it, with the scenario that it brings along.
 */
import scenarios from 'virtual:scenarios';
import type { Spec } from '../../engine/index.ts';

export { fromFragment, toFragment } from '../../scenario/url.ts';
export { setWords } from '../timeline/units.ts';
export { Links } from './links.svelte.ts';

/** The built-in scenarios by name. */
export const specs: ReadonlyMap<string, Spec> = new Map(
  scenarios.map(({ name, spec }) => [name, spec]),
);
