/**
 * Random durations: `5ms`, `{ exponential: 5ms }`, `{ lognormal: { p50: 5ms, p99: 20ms } }`, by the
 * tables of the distributions. A distribution's values are checked together, for example p99 ≥ p50.
 */
import {
  distributionTables,
  isMap,
  type Figures,
  type NamedFigures,
  type Param,
  type Spread,
  world,
} from '../engine/index.ts';
import { choose, failed, ids, list, map, once, type Reading, type Schema, andThen } from './kit.ts';
import { ranged } from './leaves.ts';
import { unknownName } from './names.ts';
import { type Flaw, flaw, found } from './problems.ts';

type Figure = Parameters<typeof ranged>[0];
type Numbers = Record<string, number>;

const figure = (param: Param): Schema<number> => ranged<number>(param as Figure, false);

const NAMES = Object.keys(distributionTables);

function nameOf(raw: unknown): string | { flaws: Flaw[] } {
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
const pair = (of: Param): Schema =>
  andThen(list(figure(of), { min: 2, max: 2 }), ([low = 0, high = 0]) =>
    low <= high
      ? { value: [low, high] }
      : failed([1], `wanted at least the low end, ${low} ms, found ${high} ms`),
  );

/** `{ p50, p99 }` */
function named({ of, rising }: NamedFigures): Schema<Numbers> {
  const figures = map<Numbers>(
    Object.fromEntries(Object.entries(of).map(([key, param]) => [key, figure(param)])),
  );
  if (!rising) return figures;
  return andThen(figures, (value) => {
    const keys = Object.keys(of);
    const at = keys.findIndex((key, i) => i > 0 && value[key]! < value[keys[i - 1]!]!);
    if (at < 0) return { value };
    const [before, key] = [keys[at - 1]!, keys[at]!];
    const message = `wanted at least the ${before}, ${value[before]} ms, found ${value[key]} ms`;
    return failed([key], message);
  });
}

/** One of several sets of values; the first if no key decides. */
function either(sets: readonly NamedFigures[]): Schema<Numbers> {
  const keysOf = ({ of }: NamedFigures) => Object.keys(of);
  const nameOfSet = (set: NamedFigures) => keysOf(set)[0]!;
  return choose<Numbers, string>(
    () => Object.fromEntries(sets.map((set) => [nameOfSet(set), named(set)])),
    (raw) => {
      const forms = sets.map((set) => `{ ${keysOf(set).join(', ')} }`).join(' or ');
      if (!isMap(raw)) return failed([], `wanted ${forms}, found ${found(raw)}`);
      const set = sets.toReversed().find((one) => keysOf(one).some((key) => key in raw));
      return nameOfSet(set ?? sets[0]!);
    },
  );
}

const percentOf = (key: string): number => Number(/^p(\d{1,2}(\.\d{1,6})?)$/.exec(key)?.[1] ?? -1);

function points(of: Param): Schema<Numbers> {
  return andThen(ids(figure(of), 100, 'points'), (value): Reading<Numbers> => {
    const given = Object.entries(value).map(([key, at]) => ({ key, at, percent: percentOf(key) }));
    const flaws = given
      .filter(({ percent }) => percent <= 0)
      .map(({ key }) => ({
        ...flaw([key], `unknown point \`${key}\`; wanted p50, p99, p99.9 …`),
        key: true,
      }));
    if (given.length === 0) flaws.push({ ...flaw([], 'wanted at least one point'), key: false });
    given.sort((a, b) => a.percent - b.percent);
    for (const [index, { key, at, percent }] of given.entries()) {
      const before = given[index - 1];
      if (before && before.percent === percent && percent > 0) {
        flaws.push({ ...flaw([key], `\`${before.key}\` is the same point`), key: true });
        continue;
      }
      if (!before || before.at <= at) continue;
      const message = `wanted at least the ${before.key}, ${before.at} ms, found ${at} ms`;
      flaws.push({ ...flaw([key], message), key: false });
    }
    return flaws.length > 0 ? { flaws } : { value };
  });
}

function figures(of: Figures): Schema {
  switch (of.kind) {
    case 'one':
      return figure(of.of);
    case 'pair':
      return pair(of.of);
    case 'named':
      return named(of);
    case 'either':
      return either(of.of);
    case 'points':
      return points(of.of);
  }
}

const branches = once((): Record<string, Schema<Spread>> => ({
  fixed: figure(world.fixed),
  ...Object.fromEntries(
    Object.entries(distributionTables).map(([name, table]) => [
      name,
      map({ [name]: figures(table.figures) }) as unknown as Schema<Spread>,
    ]),
  ),
}));

/** A random duration, in ms. */
export const spread = (help: string): Schema<Spread> =>
  choose<Spread, string>(branches, nameOf, {
    name: 'spread',
    json: { description: help },
    editable: () => true,
  });
