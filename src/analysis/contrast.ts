/**
 * What is different about the attempts that failed: for each trait how often each of its values is
 * found among them and among all others over the same link, the largest difference first.
 */
import {
  createRun,
  type LinkCounts,
  OUTCOMES,
  type OutcomeName,
  PRIORITIES,
  type Spec,
  tenantNames,
  topologyOf,
  type Trait,
  traitCountsIn,
  type TraitCount,
} from '../engine/index.ts';

/** Attempts that end within a part of a run; which failures are meant, null: all. */
export interface Part {
  fromMs: number;
  toMs: number;
  reason: OutcomeName | null;
}

/** How many of both have this value of the trait. */
export interface Bar {
  value: string;
  failed: number;
  others: number;
}

export interface Difference {
  /** `link`: which link they go over. */
  trait: Trait | 'link';
  /** The link whose attempts are compared; null: those of all links. */
  link: string | null;
  /**
   * From 0, the same shares among both, to 1, nothing in common: what has to be moved to make one
   * histogram of the other, less what chance makes of samples of this size, times the share of all
   * failed attempts that it speaks of.
   */
  by: number;
  /** In the order of the values. */
  bars: Bar[];
}

export interface Contrast {
  failed: number;
  others: number;
  /** The largest first; those that chance explains are left out. */
  differences: Difference[];
}

/** Smaller ones say nothing. */
const LEAST = 0.02;

/**
 * Runs a spec again and compares the attempts that fail in a part of it with the others there.
 * @param hear gets the share that is done, from 0 to 1
 */
export function contrastOf(spec: Spec, part: Part, hear: (share: number) => void): Contrast {
  const run = createRun(spec);
  const [fromNs, toNs] = [Math.round(part.fromMs * NS), Math.round(part.toMs * NS)];
  const reason = part.reason === null ? null : OUTCOMES.indexOf(part.reason);
  const counts = traitCountsIn(run, { fromNs, toNs, reason }, breakersOf(spec));
  const endMs = Math.min(part.toMs, spec.duration);
  while (run.nowMs < endMs && run.advance(endMs, SLICE)) hear(run.nowMs / endMs);
  return contrastIn(spec, counts.counts());
}

const NS = 1e6;
/** Events between two pieces of news. */
const SLICE = 200_000;

function breakersOf(spec: Spec): Map<string, number> {
  const all = topologyOf(spec).links.map(({ id, layers }): [string, number] => [
    id,
    layers.findIndex(({ name }) => name === 'circuitBreaker'),
  ]);
  return new Map(all.filter(([, layer]) => layer >= 0));
}

export function contrastIn(spec: Spec, links: readonly LinkCounts[]): Contrast {
  const failed = sum(links, (one) => one.failed);
  const others = sum(links, (one) => one.others);
  const say = sayingOf(spec);
  const across = links.map((one) => ({ value: one.link, failed: one.failed, others: one.others }));
  const all: Difference[] = [{ trait: 'link', link: null, by: distance(across), bars: across }];
  for (const { link, failed: own, counts } of links)
    for (const [trait, values] of byTrait(counts)) {
      const bars = values.map((one) => ({
        value: say(trait, one.value),
        failed: one.failed,
        others: one.others,
      }));
      // What is known of a few says little of all that failed over this link.
      const known = Math.min(1, sum(values, (one) => one.failed) / Math.max(own, 1));
      const by = (distance(values) * known * own) / Math.max(failed, 1);
      all.push({ trait, link, by, bars });
    }
  const differences = all.filter(({ by }) => by >= LEAST).sort((a, b) => b.by - a.by);
  return { failed, others, differences };
}

function byTrait(counts: readonly TraitCount[]): Map<Trait, TraitCount[]> {
  const found = new Map<Trait, TraitCount[]>();
  for (const one of counts) {
    const own = found.get(one.trait);
    if (own) own.push(one);
    else found.set(one.trait, [one]);
  }
  for (const own of found.values()) own.sort((a, b) => (a.value < b.value ? -1 : 1));
  return found;
}

/**
 * Total variation distance of two histograms, less what is expected of two samples of the same
 * distribution: half the sum of the mean absolute differences, by the normal approximation.
 */
function distance(bars: readonly Omit<Bar, 'value'>[]): number {
  const failed = sum(bars, (one) => one.failed);
  const others = sum(bars, (one) => one.others);
  if (failed === 0 || others === 0) return 0;
  let far = 0;
  let chance = 0;
  for (const one of bars) {
    far += Math.abs(one.failed / failed - one.others / others) / 2;
    const p = (one.failed + one.others) / (failed + others);
    chance += Math.sqrt((2 / Math.PI) * p * (1 - p) * (1 / failed + 1 / others)) / 2;
  }
  return Math.max(0, far - chance);
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0);

/** What people read of a value. */
function sayingOf(spec: Spec): (trait: Trait, value: number | string) => string {
  const tenants = tenantNames(Object.values(spec.clients));
  return (trait, value) => {
    if (typeof value === 'string') return value;
    switch (trait) {
      case 'tenant':
        return tenants[value]!;
      case 'priority':
        return PRIORITIES[value]!;
      case 'replica':
        return `${value + 1}`;
      case 'queue':
        return value < 2 ? `${value}` : `${value}–${2 * value - 1}`;
      default:
        return `${value}`;
    }
  };
}
