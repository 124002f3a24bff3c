/**
 * Durations with spread: `5ms`, `{ exponential: 5ms }`, `{ lognormal: { p50: 5ms, p99: 20ms } }`.
 * The figures of one distribution are checked together: a p99 below the p50 is no distribution.
 */
import { isMap, type Spread, world } from '../engine/index.ts';
import { choose, failed, ids, list, map, once, type Reading, type Schema, andThen } from './kit.ts';
import { ranged } from './leaves.ts';
import { unknownName } from './names.ts';
import { type Flaw, flaw, found } from './problems.ts';

type Figure = Parameters<typeof ranged>[0];

const figure = (param: Figure): Schema<number> => ranged<number>(param, false);

const NAMES = [
  'exponential',
  'uniform',
  'normal',
  'lognormal',
  'gamma',
  'pareto',
  'percentiles',
] as const;
type Name = 'fixed' | (typeof NAMES)[number];

function nameOf(raw: unknown): Name | { flaws: Flaw[] } {
  if (!isMap(raw)) return 'fixed';
  const keys = Object.keys(raw);
  const names = NAMES.filter((name) => keys.includes(name));
  const [name, second] = names;
  if (name && second) return failed([], `wanted one distribution, found ${names.join(' and ')}`);
  if (name) return name;
  const [key] = keys;
  if (key === undefined) return failed([], `wanted a duration, found ${found(raw)}`);
  return { flaws: [{ ...flaw([key], unknownName(key, NAMES, 'distribution')), key: true }] };
}

/** `[low, high]` */
function uniform(): Schema<[number, number]> {
  return andThen(list(figure(world.spread.uniform), { min: 2, max: 2 }), ([low = 0, high = 0]) =>
    low <= high
      ? { value: [low, high] }
      : failed([1], `wanted at least the low end, ${low} ms, found ${high} ms`),
  );
}

type Lognormal = { p50: number; p99: number } | { mean: number; cv: number };

function lognormal(): Schema<Lognormal> {
  const byPercentiles = (): Schema<Lognormal> =>
    andThen(
      map<{ p50: number; p99: number }>({
        p50: figure(world.spread.lognormal.p50),
        p99: figure(world.spread.lognormal.p99),
      }),
      (value) =>
        value.p50 <= value.p99
          ? { value }
          : failed(['p99'], `wanted at least the p50, ${value.p50} ms, found ${value.p99} ms`),
    );
  const byMean = (): Schema<Lognormal> =>
    map<{ mean: number; cv: number }>({
      mean: figure(world.spread.lognormal.mean),
      cv: figure(world.spread.lognormal.cv),
    });
  return choose<Lognormal, 'percentiles' | 'mean'>(
    () => ({ percentiles: byPercentiles(), mean: byMean() }),
    (raw) => {
      if (!isMap(raw))
        return failed([], `wanted { p50, p99 } or { mean, cv }, found ${found(raw)}`);
      return 'mean' in raw || 'cv' in raw ? 'mean' : 'percentiles';
    },
  );
}

const percentOf = (key: string): number => Number(/^p(\d{1,2}(\.\d{1,6})?)$/.exec(key)?.[1] ?? -1);

function percentiles(): Schema<Record<string, number>> {
  return andThen(
    ids(figure(world.spread.percentile), 100, 'points'),
    (value): Reading<Record<string, number>> => {
      const points = Object.entries(value).map(([key, at]) => ({
        key,
        at,
        percent: percentOf(key),
      }));
      const flaws = points
        .filter(({ percent }) => percent <= 0)
        .map(({ key }) => ({
          ...flaw([key], `unknown point \`${key}\`; wanted p50, p99, p99.9 …`),
          key: true,
        }));
      if (points.length === 0) flaws.push({ ...flaw([], 'wanted at least one point'), key: false });
      points.sort((a, b) => a.percent - b.percent);
      for (const [index, { key, at, percent }] of points.entries()) {
        const before = points[index - 1];
        if (before && before.percent === percent && percent > 0) {
          flaws.push({ ...flaw([key], `\`${before.key}\` is the same point`), key: true });
          continue;
        }
        if (!before || before.at <= at) continue;
        const message = `wanted at least the ${before.key}, ${before.at} ms, found ${at} ms`;
        flaws.push({ ...flaw([key], message), key: false });
      }
      return flaws.length > 0 ? { flaws } : { value };
    },
  );
}

const branches = once((): Record<Name, Schema<Spread>> => ({
  fixed: figure(world.spread.fixed),
  exponential: map({ exponential: figure(world.spread.exponential) }),
  uniform: map<{ uniform: [number, number] }>({ uniform: uniform() }),
  normal: map({
    normal: map({ mean: figure(world.spread.normal.mean), sd: figure(world.spread.normal.sd) }),
  }),
  lognormal: map<{ lognormal: Lognormal }>({ lognormal: lognormal() }),
  gamma: map({
    gamma: map({
      mean: figure(world.spread.gamma.mean),
      cv: figure(world.spread.gamma.cv),
    }),
  }),
  pareto: map({
    pareto: map({
      min: figure(world.spread.pareto.min),
      alpha: figure(world.spread.pareto.alpha),
    }),
  }),
  percentiles: map<{ percentiles: Record<string, number> }>({ percentiles: percentiles() }),
}));

/** A duration with spread, in ms. */
export const spread = (help: string): Schema<Spread> =>
  choose<Spread, Name>(branches, nameOf, {
    name: 'spread',
    json: { description: help },
    editable: () => true,
  });
