/** Inconsistent timeouts: callers that time out before their callees can answer. */
import { type Nature, patternTables, type StepSpec, type Tries } from '../../engine/tables.ts';
import { about, type Finding } from './finding.ts';
import { queueAdvice } from './queues.ts';
import { alongWay, type Layer, type Limit, type Link, shortestMs, type System } from './system.ts';

/**
 * Maximum time until these patterns answer a call, in ms; Infinity: unbounded.
 * @param innerMs maximum time of the layers below
 */
export function longestMs(layers: readonly Layer[], innerMs = Infinity): number {
  let ms = innerMs;
  for (const { nature, fallbacks } of [...layers].reverse()) {
    if (nature.tries) ms = triesMs(nature.tries, ms);
    // Fallbacks run after the call has failed.
    for (const other of fallbacks) ms += longestMs(other.layers);
    ms = Math.min(ms, nature.limitMs ?? Infinity) + (nature.holdMs ?? 0);
  }
  return ms;
}

function triesMs({ most, waitMs, atOnce, withinMs }: Tries, tryMs: number): number {
  const all = waitMs + (atOnce ? tryMs : most * tryMs);
  return withinMs === undefined ? all : Math.min(all, withinMs + tryMs);
}

/** A timeout around attempts that have timeouts of their own. */
function aroundTries(link: Link): Finding[] {
  return link.layers.flatMap(({ nature, path }, i): Finding[] => {
    const inner = link.layers.findIndex((layer, j) => j > i && layer.nature.tries);
    const { tries } = link.layers[inner]?.nature ?? {};
    if (nature.limitMs === undefined || !tries || tries.most < 2) return [];
    const tryMs = longestMs(link.layers.slice(inner + 1));
    const needMs = longestMs(link.layers.slice(i + 1));
    if (!Number.isFinite(needMs) || needMs <= nature.limitMs) return [];
    const { most, waitMs, withinMs } = tries;
    const aroundMs = needMs - triesMs(tries, tryMs);
    const words = [
      `${about(nature.limitMs)} cannot hold ${most} attempts of up to ${about(tryMs)}`,
      withinMs === undefined ? '' : ` within ${about(withinMs)}`,
      withinMs !== undefined || waitMs === 0 ? '' : ` and ${about(waitMs)} of back-off`,
      aroundMs > 0 ? ` and ${about(aroundMs)} of waiting around them` : '',
    ];
    return [
      {
        rule: 'timeout-around-tries',
        path,
        message: `${words.join('')}: ${about(needMs)}`,
        figures: { limitMs: nature.limitMs, tries: tries.most, tryMs, needMs },
        why:
          'The last attempts start but cannot finish, so they only add load. Lengthen the ' +
          'outer timeout, shorten the inner one, or reduce the attempts.',
      },
    ];
  });
}

/** `the circuit breaker` */
const titleOf = (name: string): string => `the ${patternTables.get(name)!.title.toLowerCase()}`;

/** Whether a layer acts on failures, and never learns that a timeout outside it has fired. */
function misses({ nature: { tries, trips } }: Layer, { limitMs = 0, stops }: Nature): boolean {
  // A hedge waits for nothing, and the end of what is canceled is a failure to some.
  if (tries) return tries.most > 1 && !tries.atOnce && tries.on.includes('timeout');
  if (!trips || stops || trips.ignores.includes('timeout')) return false;
  return trips.slowMs === undefined || trips.slowMs >= limitMs;
}

/** What acts on failures stands inside the only timeout: it never sees one that takes too long. */
function unseen({ layers }: Link): Finding[] {
  return layers.flatMap(({ nature, path, params }, i): Finding[] => {
    const inside = layers.slice(i + 1);
    // One that a breaker has is its own affair, and `read` restarts with each try.
    if (nature.limitMs === undefined || nature.trips || (params.read ?? null) !== null) return [];
    const blind = inside.filter((layer) => misses(layer, nature));
    if (blind.length === 0 || inside.some((layer) => layer.nature.limitMs !== undefined)) return [];
    const names = blind.map(({ name }) => titleOf(name)).join(' and ');
    return [
      {
        rule: 'timeout-outside',
        path,
        message:
          `after ${about(nature.limitMs)} a call ends here, outside ${names}, ` +
          'and nothing inside limits the time of a try',
        figures: { limitMs: nature.limitMs },
        why:
          'What is inside does not learn that a try took too long, and cannot act on it. ' +
          'Move the timeout inward, so that each try has a limit; keep one outside for the total.',
      },
    ];
  });
}

interface Need {
  ms: number;
  /** Its calls, with their maximum times. */
  parts: string[];
}

/** Maximum time of each service's own calls. */
export const needs = (system: System): ((id: string) => Need) =>
  alongWay([...system.callersFirst].reverse(), NOTHING, (id, of) =>
    inAll(system, system.stepsOf(id), of),
  );

/**
 * Sums sequential calls, each as long as its patterns allow; parallel branches and alternatives
 * take their maximum. A call without a timeout takes its callee's maximum; if that is unbounded
 * too, it is skipped, because another rule covers it.
 */
function inAll({ linkOf }: System, steps: readonly StepSpec[], below: (id: string) => Need): Need {
  const longest = (all: readonly (readonly StepSpec[])[]): Need =>
    all.map(inOrder).reduce((a, b) => (b.ms > a.ms ? b : a), NOTHING);
  const one = (step: StepSpec): Need => {
    if ('parallel' in step)
      return longest(step.parallel.map((b) => ('steps' in b ? b.steps : [b])));
    if ('oneOf' in step) return longest(step.oneOf.map((branch) => branch.steps));
    if (!('call' in step)) return NOTHING;
    const link = linkOf(step);
    const bound = longestMs(link.layers);
    const ms = bound < Infinity ? bound : longestMs(link.layers, below(link.to).ms || Infinity);
    return ms < Infinity ? { ms, parts: [`${link.to} ${about(ms)}`] } : NOTHING;
  };
  const inOrder = (list: readonly StepSpec[]): Need =>
    list.map(one).reduce((a, b) => ({ ms: a.ms + b.ms, parts: [...a.parts, ...b.parts] }), NOTHING);
  return inOrder(steps);
}

const NOTHING: Need = { ms: 0, parts: [] };

/**
 * A call to a service has a shorter timeout than the service allows for its own calls.
 * @param layers around the service: of a link to it, or of its own stack
 */
function hierarchy(need: Need, who: string, to: string, layers: readonly Layer[]): Finding[] {
  const limitMs = shortestMs(layers);
  if (limitMs >= need.ms) return [];
  return [
    {
      rule: 'timeout-hierarchy',
      path: layers.findLast(({ nature }) => nature.limitMs === limitMs)!.path,
      message:
        `${about(limitMs)} is shorter than the ${about(need.ms)} that ${to} allows for its ` +
        `calls (${need.parts.join(' + ')})`,
      figures: { limitMs, needMs: need.ms },
      why:
        `${who} can time out while ${to} still waits, so ${to} does abandoned work. Set a ` +
        'timeout longer than the calls below it, including their retries.',
    },
  ];
}

/** The shortest timeout of all direct and indirect callers of a service that abandon work there. */
function shortestLimits({ to, callersFirst }: System): (id: string) => Limit | null {
  const shorter = (a: Limit | null, b: Limit | null): Limit | null =>
    a && b ? (b.limitMs < a.limitMs ? b : a) : (a ?? b);
  return alongWay<Limit | null>(callersFirst, null, (id, of) => {
    let shortest: Limit | null = null;
    for (const link of to(id)) {
      for (const { nature } of link.layers)
        if (nature.limitMs !== undefined && !nature.stops)
          shortest = shorter(shortest, { limitMs: nature.limitMs, link });
      shortest = shorter(shortest, of(link.from));
    }
    return shortest;
  });
}

/** The time for which a pool, bulkhead or limiter may hold a call. */
function holdOf({ nature }: Layer, meanMs: number): { holdMs: number; sum: string } {
  const { holdMs = 0, queue = 0, concurrency = 0 } = nature;
  if (queue === 0 || concurrency === 0 || !Number.isFinite(meanMs)) return { holdMs, sum: '' };
  const sum = ` (${queue} × ${about(meanMs)} ÷ ${concurrency})`;
  return { holdMs: (queue * meanMs) / concurrency, sum };
}

/**
 * A layer holds a call longer than an outer caller waits.
 * @param layers of a link, or of a service's own stack
 * @param meanMs mean duration below the layer
 * @param outer the shortest timeout further out
 */
function longHold(layers: readonly Layer[], meanMs: number, outer: Limit | null): Finding[] {
  return layers.flatMap((layer, i): Finding[] => {
    const { holdMs, sum } = holdOf(layer, meanMs);
    const own = shortestMs(layers.slice(0, i));
    const limitMs = Math.min(own, outer?.limitMs ?? Infinity);
    if (holdMs === 0 || holdMs < limitMs || limitMs === Infinity) return [];
    const who = own === limitMs ? 'its caller times out' : `${outer!.link.id} gives up`;
    return [
      {
        rule: 'hold-beyond-timeout',
        path: layer.path,
        message: `a call may wait ${about(holdMs)} here${sum}, but ${who} after ` + about(limitMs),
        figures: { holdMs, limitMs },
        why:
          'Calls at the end of the queue have timed out when their turn comes. Limit the ' +
          'wait to a fraction of the timeout, so that the call itself still has time.',
      },
    ];
  });
}

export function timeoutAdvice(system: System): Finding[] {
  const limitOf = shortestLimits(system);
  const needOf = needs(system);
  const queueOf = queueAdvice(system);
  return [
    ...system.links.flatMap((link) => [
      ...aroundTries(link),
      ...unseen(link),
      ...hierarchy(needOf(link.to), `The caller, ${link.from},`, link.to, link.layers),
      ...longHold(link.layers, system.callMs(link.call), limitOf(link.from)),
    ]),
    ...Object.keys(system.spec.services).flatMap((id) => [
      ...hierarchy(needOf(id), 'Its own stack', id, system.ownLayers(id)),
      ...longHold(system.ownLayers(id), system.heldMs(id), limitOf(id)),
      ...queueOf(id, limitOf(id)),
    ]),
  ];
}
