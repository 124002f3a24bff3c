/** The page's address: what it says of built-in scenarios, and as a whole. */
import type { Spec } from '../../engine/index.ts';
import type { BuiltIn } from './built-in.ts';

export const specsByName = (scenarios: readonly BuiltIn[]): ReadonlyMap<string, Spec> =>
  new Map(scenarios.map(({ name, spec }) => [name, spec]));

/** The whole address with another fragment. */
export const withFragment = (fragment: string): string => new URL(fragment, location.href).href;
