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
import { asksSpeeds, speedAdvice, type Speeds } from './speeds.ts';
import { systemOf } from './system.ts';
import { timeoutAdvice } from './timeouts.ts';

export type { Finding } from './finding.ts';
export type { Speeds } from './speeds.ts';

/**
 * Findings about a spec without errors, in a fixed order.
 * @param speeds how fast its callees answer; null: not measured, and nothing is said about it
 */
export function adviceOf(spec: Spec, speeds: Speeds | null = null): Finding[] {
  const system = systemOf(spec);
  const rules = [timeoutAdvice, retryAdvice, breakerAdvice, figureAdvice, sharedAdvice];
  const findings = rules.flatMap((rule) => rule(system));
  return speeds ? [...findings, ...speedAdvice(system, speeds)] : findings;
}

/** Whether there may be advice that depends on speeds. */
export const dependsOnSpeeds = (spec: Spec): boolean => asksSpeeds(systemOf(spec));
