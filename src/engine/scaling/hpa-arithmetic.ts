/**
 * The arithmetic of Kubernetes' HorizontalPodAutoscaler v2, as functions of figures alone
 * (pkg/controller/podautoscaler/{replica_calculator,horizontal}.go). What a metric asks for comes
 * first, then stabilization, then policies and bounds.
 */
import type { HpaSpec } from '../model/autoscale.table.ts';

export type Rules = HpaSpec['scaleUp'];
type Policy = NonNullable<Rules['policies'][number]>;

/** A number of replicas, and why it is this one. */
export interface Wanted {
  readonly replicas: number;
  readonly why: string;
}

/** What pods use of what they request, over the pods that have a sample and count. */
export interface Usage {
  /** All that they use, in any unit. */
  readonly used: number;
  /** What one of them requests, in the same unit. */
  readonly requested: number;
  /** Pods that count. */
  readonly counted: number;
  /** Pods without a sample. */
  readonly missing: number;
  /** Pods that are not ready, or not yet for long enough. */
  readonly ignored: number;
}

const rounded = (value: number): string => String(Number(value.toFixed(2)));

/** Newer releases compare with 1 ± tolerance, both included. */
export const isWithin = (ratio: number, tolerance: number): boolean =>
  ratio >= 1 - tolerance && ratio <= 1 + tolerance;

/** The whole percentage of its request that a pod uses on average, truncated. */
const percentOf = (used: number, requested: number, pods: number): number =>
  Math.floor((used * 100) / (requested * pods));

/**
 * By the average utilization of a resource.
 * @param target in percent
 * @returns null: there is no sample, and nothing changes
 */
export function byUtilization(
  usage: Usage,
  target: number,
  { current, tolerance }: { current: number; tolerance: number },
): Wanted | null {
  const { used, requested, counted, missing, ignored } = usage;
  if (counted === 0) return null;
  const percent = percentOf(used, requested, counted);
  const ratio = percent / target;
  const said = `utilization ${percent}% of ${target}%: ratio ${rounded(ratio)}`;
  const keep = (words = said): Wanted => ({ replicas: current, why: `${words} → ${current}` });
  const rebalances = ignored > 0 && ratio > 1;
  if (!rebalances && missing === 0) {
    if (isWithin(ratio, tolerance)) return keep();
    const replicas = Math.ceil(ratio * counted);
    return { replicas, why: `${said} → ${replicas}` };
  }
  // Whoever is missing uses nothing when there are to be more, all when there are to be fewer.
  const pods = counted + missing + (rebalances ? ignored : 0);
  const assumed = ratio < 1 ? missing * requested : 0;
  const again = percentOf(used + assumed, requested, pods) / target;
  const careful = `${said}, ${rounded(again)} with ${pods - counted} more that are not measured`;
  const turns = (ratio < 1 && again > 1) || (ratio > 1 && again < 1);
  if (isWithin(again, tolerance) || turns) return keep(careful);
  const replicas = Math.ceil(again * pods);
  if (again < 1 ? replicas > current : replicas < current) return keep(careful);
  return { replicas, why: `${careful} → ${replicas}` };
}

/** By an external metric with an average per replica. @param total and target per second */
export function byRequests(
  total: number,
  target: number,
  { current, tolerance }: { current: number; tolerance: number },
): Wanted {
  const ratio = total / (target * current);
  const replicas = isWithin(ratio, tolerance) ? current : Math.ceil(total / target);
  const said = `${rounded(total)} requests/s of ${rounded(target)}/s per replica`;
  return { replicas, why: `${said}: ratio ${rounded(ratio)} → ${replicas}` };
}

/**
 * The largest of what several metrics ask for. One that says nothing forbids that there be fewer.
 * @returns null: nothing changes
 */
export function largest(asked: readonly (Wanted | null)[], current: number): Wanted | null {
  let best: Wanted | null = null;
  for (const one of asked)
    if (one !== null && (best === null || one.replicas > best.replicas)) best = one;
  if (best !== null && best.replicas < current && asked.includes(null)) return null;
  return best;
}

/**
 * Between the least and the most that was recommended lately, what is asked for included.
 * @param least recommended within the window for scaling up; Infinity: nothing was
 * @param most recommended within the window for scaling down; -Infinity: nothing was
 */
export function stabilized(
  { replicas: asked, why }: Wanted,
  current: number,
  { least, most }: { least: number; most: number },
): Wanted {
  const replicas = Math.min(Math.max(current, Math.min(asked, least)), Math.max(asked, most));
  if (replicas === asked) return { replicas, why };
  return { replicas, why: `${why}, stabilized at ${replicas}` };
}

/** How much the number has changed in one direction within a time, in ms. */
export type Changed = (withinMs: number) => number;

const wordsOf = (policy: Policy): string => {
  const size = 'pods' in policy ? `${policy.pods} pods` : `${policy.percent}%`;
  return `${size} per ${policy.period / 1000}s`;
};

/** As far as a policy lets the number rise from what it was at the beginning of the period. */
const risen = (policy: Policy, start: number): number =>
  'pods' in policy ? start + policy.pods : Math.ceil(start * (1 + policy.percent / 100));

const fallen = (policy: Policy, start: number): number =>
  'pods' in policy ? start - policy.pods : Math.trunc(start * (1 - policy.percent / 100));

/** How far a direction's policies go, and which of them says so. */
export function reachOf(
  { policies, selectPolicy }: Rules,
  current: number,
  changed: Changed,
  up: boolean,
): { to: number; by: string } {
  if (selectPolicy === 'disabled') return { to: current, by: 'selectPolicy: disabled' };
  let found: { to: number; by: string } | null = null;
  // The largest change is the highest number on the way up, the lowest on the way down.
  const highest = up === (selectPolicy === 'max');
  for (const policy of policies as readonly Policy[]) {
    const before = changed(policy.period);
    const to = up ? risen(policy, current - before) : fallen(policy, current + before);
    if (found === null || (highest ? to >= found.to : to <= found.to))
      found = { to, by: wordsOf(policy) };
  }
  return found!;
}

/** Within what policies and bounds allow. */
export function limited(
  { replicas: asked, why }: Wanted,
  current: number,
  spec: Pick<HpaSpec, 'min' | 'max' | 'scaleUp' | 'scaleDown'>,
  { added, removed }: { added: Changed; removed: Changed },
): Wanted {
  if (asked === current) return { replicas: asked, why };
  const up = asked > current;
  const { to, by } = up
    ? reachOf(spec.scaleUp, current, added, true)
    : reachOf(spec.scaleDown, current, removed, false);
  const reach = up ? Math.max(to, current) : Math.min(to, current);
  const bound = up ? Math.min(reach, spec.max) : Math.max(reach, spec.min);
  if (up ? asked <= bound : asked >= bound) return { replicas: asked, why };
  const who = bound === reach ? by : `${up ? 'max' : 'min'} ${bound}`;
  return { replicas: bound, why: `${why}, limited to ${bound} by ${who}` };
}
