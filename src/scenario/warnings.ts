/** Warnings about valid but probably unintended values. */
import type { FaultSpec, PatternSpec, Spec } from '../engine/index.ts';
import { type CallSite, callsOf, linkId } from './calls.ts';
import { isMap } from '../engine/index.ts';
import type { Flaw } from './problems.ts';
import { formatMs } from './units.ts';

/** Warnings about a spec without errors. */
export function warningsOf(spec: Spec): Flaw[] {
  const { sites } = callsOf(spec);
  return spec.faults.flatMap((fault, index): Flaw[] => {
    const path = ['faults', index];
    if (fault.at >= spec.duration) {
      const [at, end] = [formatMs(fault.at), formatMs(spec.duration)];
      const message = `begins at ${at}, after the end of the run (${end})`;
      return [{ path: [...path, 'at'], message, warning: true }];
    }
    if (!Object.hasOwn(fault, 'drop') || fault.disabled || fault['drop'] === 0) return [];
    const links = sites.filter((site) => isHit(fault, site) && !isBounded(site)).map(linkId);
    if (links.length === 0) return [];
    const shown = links.slice(0, 5).join(', ') + (links.length > 5 ? ' …' : '');
    const message = `${shown}: no timeout there, so dropped requests stay in flight until the end`;
    return [{ path: [...path, 'drop'], message, warning: true }];
  });
}

const isHit = (fault: FaultSpec, site: CallSite): boolean =>
  fault.on === site.to || fault.on === linkId(site);

/** Whether a pattern on the link has a timeout (a timeout, or a breaker with one). */
function isBounded({ step }: CallSite): boolean {
  const stack: unknown = step['patterns'];
  return Array.isArray(stack) && stack.some((entry: PatternSpec) => hasTimeout(entry));
}

function hasTimeout(entry: PatternSpec): boolean {
  return Object.entries(entry).some(([name, params]) => {
    if (!isMap(params) || params['disabled'] === true) return false;
    if (name !== 'timeout') return typeof params['timeout'] === 'number';
    return typeof params['after'] === 'number' || typeof params['read'] === 'number';
  });
}
