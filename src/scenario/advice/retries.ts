/** Retries that multiply, retry in step, or retry what cannot succeed. */
import type { Finding } from './finding.ts';
import type { Layer, Link, System } from './system.ts';

const triesOf = ({ layers }: Link): number =>
  layers.reduce((product, { nature }) => product * (nature.tries?.most ?? 1), 1);

const retriers = ({ layers }: Link): Layer[] =>
  layers.filter(({ nature }) => nature.tries && nature.tries.most > 1);

/** From here a call is tried again although somebody further out tries it again as well. */
const NESTED_MIN = 2;

/** The most tries on any way from a client to each link, with the links on that way that try. */
function ways({ links }: System): Map<Link, { product: number; way: Link[] }> {
  const found = new Map<Link, { product: number; way: Link[] }>();
  const of = (link: Link): { product: number; way: Link[] } => {
    const known = found.get(link);
    if (known) return known;
    const above = links
      .filter((other) => other.to === link.from)
      .map(of)
      .reduce((a, b) => (b.product > a.product ? b : a), { product: 1, way: [] as Link[] });
    const own = triesOf(link);
    const way = own > 1 ? [...above.way, link] : above.way;
    const result = { product: above.product * own, way };
    found.set(link, result);
    return result;
  };
  links.forEach(of);
  return found;
}

/** Retries above retries: reported where the innermost of them stands. */
function nested(system: System): Finding[] {
  return [...ways(system)].flatMap(([link, { product, way }]): Finding[] => {
    const innermost = retriers(link).at(-1);
    const tries = way.flatMap((one) => retriers(one));
    if (!innermost || tries.length < NESTED_MIN) return [];
    const factors = tries.map(({ nature }) => nature.tries!.most);
    const where = way.map(({ id }) => id).join(', ');
    return [
      {
        rule: 'nested-retries',
        path: innermost.path,
        message:
          `up to ${factors.join(' × ')} = ${product} calls of ${link.to} for one request ` +
          `(${where})`,
        figures: { product, levels: tries.length },
        why:
          'When the bottom is down every level retries, and the tries multiply. Retry at one ' +
          'level, or give the retries a budget.',
      },
    ];
  });
}

/** Who is wrong today is wrong tomorrow. */
function permanent({ nature, path }: Layer): Finding[] {
  const { tries } = nature;
  // A hedge is sent before anybody knows how the first one ends.
  if (!tries || tries.atOnce || tries.most < 2 || !tries.on.includes('permanent')) return [];
  return [
    {
      rule: 'retries-permanent',
      path,
      message: `tries \`permanent\` failures again, up to ${tries.most} times in all`,
      figures: { tries: tries.most },
      why: 'A request that is refused as wrong is refused again: load without a chance of success.',
    },
  ];
}

/** Many callers who retry in step, without a bound. */
function inStep(system: System, link: Link): Finding[] {
  const callers = system.to(link.to).reduce((sum, other) => sum + other.callers, 0);
  if (callers < 2) return [];
  return retriers(link).flatMap(({ nature, path }): Finding[] => {
    const tries = nature.tries!;
    if (tries.atOnce || tries.jitter || tries.budget) return [];
    return [
      {
        rule: 'retry-in-step',
        path,
        message: `retries without jitter or budget, on a service with ${callers} callers`,
        figures: { callers, tries: tries.most },
        why:
          'Callers that failed together come back together. Jitter spreads them out; a budget ' +
          'keeps retries a share of the calls.',
      },
    ];
  });
}

export const retryAdvice = (system: System): Finding[] => [
  ...nested(system),
  ...system.links.flatMap((link) => [...link.layers.flatMap(permanent), ...inStep(system, link)]),
];
