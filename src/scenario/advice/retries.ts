/** Retries that multiply, retry in step, or retry permanent failures. */
import type { Tries } from '../../engine/tables.ts';
import { about, type Finding } from './finding.ts';
import { grouped, type Layer, type Link, type System } from './system.ts';

/** A retrying pattern, and its link. */
interface Tried {
  link: Link;
  path: string;
  tries: Tries;
}

/** Minimum number of retrying levels to report. */
const NESTED_MIN = 2;

const retriers = (link: Link, layers: readonly Layer[] = link.layers): Tried[] =>
  layers.flatMap(({ nature: { tries }, path }) =>
    tries && tries.most > 1 ? [{ link, path, tries }] : [],
  );

/**
 * Whether the outer pattern retries the inner one's final failures. A service with a failed step
 * answers `error`.
 */
const repeats = ({ tries: outer }: Tried, inner: Tried | undefined, same: boolean): boolean =>
  outer.atOnce ||
  inner === undefined ||
  (same ? outer.on.some((reason) => inner.tries.on.includes(reason)) : outer.on.includes('error'));

const productOf = (way: readonly Tried[]): number =>
  way.reduce((product, { tries }) => product * tries.most, 1);

/**
 * The path with the most attempts from a client to each link: its retrying patterns, outermost
 * first.
 */
function ways({ links, to, callersFirst }: System): Map<Link, Tried[]> {
  const from = grouped(links, (link) => link.from);
  const found = new Map<Link, Tried[]>();
  for (const link of callersFirst.flatMap((id) => from.get(id) ?? [])) {
    const own: Tried[] = [];
    for (const one of retriers(link, [...link.around, ...link.layers]).reverse())
      if (repeats(one, own[0], true)) own.unshift(one);
    // A cycle through a `oneOf` adds nothing.
    const above = to(link.from)
      .map((other) => (found.get(other) ?? []).filter((one) => repeats(one, own[0], false)))
      .reduce((a, b) => (productOf(b) > productOf(a) ? b : a), []);
    found.set(link, [...above, ...own]);
  }
  return found;
}

/** Nested retries, reported at the innermost one. */
function nested(system: System): Finding[] {
  const found = ways(system);
  return system.links.flatMap((link): Finding[] => {
    const way = found.get(link)!;
    const innermost = retriers(link).at(-1);
    if (!innermost || way.length < NESTED_MIN) return [];
    const product = productOf(way);
    const where = few([...new Set(way.map((one) => one.link.id))], ', ');
    const tries = few(
      way.map((one) => String(one.tries.most)),
      ' × ',
    );
    const bounded = way.every(({ tries }) => tries.budget);
    return [
      {
        rule: 'nested-retries',
        path: innermost.path,
        message:
          `up to ${tries} = ${Number(product.toPrecision(6))} calls of ` +
          `${link.to} for one request (${where})`,
        figures: { product, levels: way.length },
        why:
          `If ${link.to} is down, every level retries, and the attempts multiply. Retry at one ` +
          (bounded ? 'level.' : 'level, or add a retry budget.'),
      },
    ];
  });
}

const FEW = 8;

/** A whole list, or both its ends. */
const few = (all: readonly string[], between: string): string =>
  (all.length <= FEW ? all : [...all.slice(0, FEW / 2), '…', ...all.slice(-FEW / 2)]).join(between);

/** Permanent failures repeat. */
function permanent({ nature, path }: Layer): Finding[] {
  const { tries } = nature;
  // A hedge is sent before the first outcome is known.
  if (!tries || tries.atOnce || tries.most < 2 || !tries.on.includes('permanent')) return [];
  return [
    {
      rule: 'retries-permanent',
      path,
      message: `retries \`permanent\` failures, up to ${tries.most} attempts`,
      figures: { tries: tries.most },
      why: 'A permanent failure repeats on every attempt. These retries only add load.',
    },
  ];
}

/** Retries that arrive while the inner circuit is still open. */
function openCircuit({ layers }: Link): Finding[] {
  return layers.flatMap(({ nature: { tries }, path }, i): Finding[] => {
    // Failures that a fallback answers never reach the retry.
    const inner = layers.slice(i + 1).find(({ nature }) => nature.trips || nature.answers);
    const trips = inner?.nature.trips;
    if (!tries || tries.atOnce || tries.most < 2 || !trips) return [];
    if (!tries.on.includes('circuit-open') || tries.waitMs >= trips.openMs) return [];
    return [
      {
        rule: 'retries-open-circuit',
        path,
        message:
          `retries \`circuit-open\` for at most ${about(tries.waitMs)}, but the inner ` +
          `circuit stays open for ${about(trips.openMs)}`,
        figures: { waitMs: tries.waitMs, openMs: trips.openMs },
        why:
          'An open circuit rejects at once, so these retries only delay the failure. ' +
          'Exclude `circuit-open` from the retried failures.',
      },
    ];
  });
}

/** Many callers that retry in step, without a budget. */
function inStep(system: System, link: Link): Finding[] {
  // Each caller once, whatever the number of its calls.
  const each = new Map(system.to(link.to).map((other) => [other.from, other.callers]));
  const callers = [...each.values()].reduce((sum, one) => sum + one, 0);
  if (callers < 2) return [];
  return retriers(link).flatMap(({ tries, path }): Finding[] => {
    if (tries.atOnce || tries.jitter || tries.budget) return [];
    return [
      {
        rule: 'retry-in-step',
        path,
        message: `retries without jitter or budget, on a service with ${callers} callers`,
        figures: { callers, tries: tries.most },
        why:
          'Callers that failed together retry together. Jitter spreads the retries; a ' +
          'budget limits retries to a fraction of the calls.',
      },
    ];
  });
}

export const retryAdvice = (system: System): Finding[] => [
  ...nested(system),
  ...system.links.flatMap((link) => [
    ...link.layers.flatMap(permanent),
    ...openCircuit(link),
    ...inStep(system, link),
  ]),
];
