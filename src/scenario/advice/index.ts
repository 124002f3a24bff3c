/**
 * Advice on valid scenarios, with numbers and reasons. Rules depend on the behavior of patterns
 * (`Nature` in their tables), not on their names.
 */
import type { Spec } from '../../engine/tables.ts';
import { breakerAdvice } from './breakers.ts';
import { figureAdvice } from './figures.ts';
import type { Finding } from './finding.ts';
import { retryAdvice } from './retries.ts';
import { sharedAdvice } from './shared.ts';
import { systemOf } from './system.ts';
import { timeoutAdvice } from './timeouts.ts';

export type { Finding } from './finding.ts';

/** Findings about a spec without errors, in a fixed order. */
export function adviceOf(spec: Spec): Finding[] {
  const system = systemOf(spec);
  const rules = [timeoutAdvice, retryAdvice, breakerAdvice, figureAdvice, sharedAdvice];
  return rules.flatMap((rule) => rule(system));
}
