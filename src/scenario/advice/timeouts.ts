/** Time that does not add up: callers who leave before those they call can have answered. */
import type { StepSpec } from '../../engine/tables.ts';
import { about, type Finding } from './finding.ts';
import type { Layer, Link, System } from './system.ts';

/**
 * How long a call over a link can take at the longest before its patterns answer, in ms, from a
 * layer of its stack on; Infinity: nothing bounds it.
 */
export function longestMs(layers: readonly Layer[], from = 0): number {
  let ms = Infinity;
  for (const { nature } of [...layers.slice(from)].reverse()) {
    const { limitMs, tries, holdMs } = nature;
    if (tries) ms = tries.atOnce ? ms + tries.waitMs : ms * tries.most + tries.waitMs;
    if (limitMs !== undefined) ms = Math.min(ms, limitMs);
    if (holdMs) ms += holdMs;
  }
  return ms;
}

/** A timeout around tries that are each given their own time. */
function aroundTries(link: Link): Finding[] {
  return link.layers.flatMap(({ nature, path }, i): Finding[] => {
    const inner = link.layers.findIndex((layer, j) => j > i && layer.nature.tries);
    const { tries } = link.layers[inner]?.nature ?? {};
    if (nature.limitMs === undefined || !tries || tries.most < 2) return [];
    const tryMs = longestMs(link.layers, inner + 1);
    const needMs = longestMs(link.layers, inner);
    if (!Number.isFinite(needMs) || needMs <= nature.limitMs) return [];
    const waits = tries.waitMs > 0 ? ` and ${about(tries.waitMs)} of back-off` : '';
    return [
      {
        rule: 'timeout-around-tries',
        path,
        message:
          `${about(nature.limitMs)} cannot hold ${tries.most} tries of up to ` +
          `${about(tryMs)}${waits}: ${about(needMs)}`,
        figures: { limitMs: nature.limitMs, tries: tries.most, tryMs, needMs },
        why:
          'The last tries are begun and then given up: load without a result. Make the outer ' +
          'timeout longer, the inner one shorter, or the tries fewer.',
      },
    ];
  });
}

interface Need {
  ms: number;
  /** The calls that make it up. */
  links: Link[];
}

/**
 * What a service may need for its own calls, each as long as its patterns let it take: one after
 * the other, the longest of those side by side or of alternatives. Calls without a bound are left
 * out: another rule is about them.
 */
function needOf({ linkOf }: System, steps: readonly StepSpec[]): Need {
  const longest = (all: readonly (readonly StepSpec[])[]): Need =>
    all.map(inOrder).reduce((a, b) => (b.ms > a.ms ? b : a), NOTHING);
  const one = (step: StepSpec): Need => {
    if ('parallel' in step)
      return longest(step.parallel.map((b) => ('steps' in b ? b.steps : [b])));
    if ('oneOf' in step) return longest(step.oneOf.map((branch) => branch.steps));
    if (!('call' in step)) return NOTHING;
    const link = linkOf(step);
    const ms = longestMs(link.layers);
    return Number.isFinite(ms) ? { ms, links: [link] } : NOTHING;
  };
  const inOrder = (list: readonly StepSpec[]): Need =>
    list.map(one).reduce((a, b) => ({ ms: a.ms + b.ms, links: [...a.links, ...b.links] }), NOTHING);
  return inOrder(steps);
}

const NOTHING: Need = { ms: 0, links: [] };

/** A caller's time for a try is shorter than what the callee gives its own calls. */
function hierarchy(system: System, link: Link): Finding[] {
  const { ms, links } = needOf(system, system.stepsOf(link.to));
  const innermost = link.layers.findLast(({ nature }) => nature.limitMs !== undefined);
  const limitMs = innermost?.nature.limitMs;
  if (!innermost || limitMs === undefined || limitMs >= ms) return [];
  const parts = links.map(({ to, layers }) => `${to} ${about(longestMs(layers))}`).join(' + ');
  return [
    {
      rule: 'timeout-hierarchy',
      path: innermost.path,
      message:
        `${about(limitMs)} is shorter than the ${about(ms)} that ${link.to} gives its calls ` +
        `(${parts})`,
      figures: { limitMs, needMs: ms },
      why:
        `The caller, ${link.from}, can leave while ${link.to} still waits: work for nobody. A ` +
        'timeout should exceed those of the calls below it, tries and all.',
    },
  ];
}

interface Limit {
  limitMs: number;
  /** Where it is stated. */
  link: Link;
}

/**
 * The shortest time that anybody gives a request to a service: who calls it, or who waits for those
 * who do.
 */
function shortestLimits({ to }: System): (id: string) => Limit | null {
  const known = new Map<string, Limit | null>();
  const shorter = (a: Limit | null, b: Limit | null): Limit | null =>
    a && b ? (b.limitMs < a.limitMs ? b : a) : (a ?? b);
  const of = (id: string): Limit | null => {
    if (known.has(id)) return known.get(id)!;
    // Calls that come round to it are no shorter.
    known.set(id, null);
    let shortest: Limit | null = null;
    for (const link of to(id)) {
      for (const { nature } of link.layers)
        if (nature.limitMs !== undefined)
          shortest = shorter(shortest, { limitMs: nature.limitMs, link });
      shortest = shorter(shortest, of(link.from));
    }
    known.set(id, shortest);
    return shortest;
  };
  return of;
}

/** Something holds a call for longer than the caller outside it waits. */
function longHold(link: Link): Finding[] {
  return link.layers.flatMap(({ nature, path }, i): Finding[] => {
    const { holdMs } = nature;
    const outer = link.layers.slice(0, i).findLast((layer) => layer.nature.limitMs !== undefined);
    const limitMs = outer?.nature.limitMs;
    if (!holdMs || limitMs === undefined || holdMs < limitMs) return [];
    return [
      {
        rule: 'hold-beyond-timeout',
        path,
        message:
          `a call may wait ${about(holdMs)} here, but its caller leaves after ` + about(limitMs),
        figures: { holdMs, limitMs },
        why:
          'Those at the end of the line have left when their turn comes. Let them wait for a ' +
          'fraction of the timeout, so that there is time left for the call itself.',
      },
    ];
  });
}

/** A queue in which the last one has been given up before it is served. */
function longQueue(system: System, id: string, limit: Limit | null): Finding[] {
  const { queue, threads } = system.spec.services[id]!;
  const meanMs = system.heldMs(id);
  if (!limit || !Number.isFinite(meanMs)) return [];
  const waitMs = (queue.capacity * meanMs) / threads;
  const bound = Math.min(waitMs, queue.timeout ?? Infinity);
  if (bound <= limit.limitMs || queue.codel !== null) return [];
  return [
    {
      rule: 'queue-beyond-timeout',
      path: `services.${id}.queue.capacity`,
      message:
        `at the end of a full queue a request waits ${about(bound)} ` +
        `(${queue.capacity} × ${about(meanMs)} ÷ ${threads} threads), but ` +
        `${limit.link.id} gives up after ${about(limit.limitMs)}`,
      figures: { waitMs: bound, limitMs: limit.limitMs, capacity: queue.capacity, meanMs, threads },
      why:
        'In overload the service works for callers who have left. Make the queue shorter than ' +
        'the timeout, or give it a timeout or CoDel of its own.',
    },
  ];
}

export function timeoutAdvice(system: System): Finding[] {
  const limitOf = shortestLimits(system);
  return [
    ...system.links.flatMap((link) => [
      ...aroundTries(link),
      ...hierarchy(system, link),
      ...longHold(link),
    ]),
    ...Object.keys(system.spec.services).flatMap((id) => longQueue(system, id, limitOf(id))),
  ];
}
