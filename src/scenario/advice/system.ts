/**
 * A scenario as advice sees it: every link with the behavior of its patterns, its call rate, and
 * the time for which a thread is held.
 */
import {
  type CallSpec,
  limitsOf,
  meanMsOf,
  type Nature,
  natureOf,
  type OutcomeName,
  refusalsOf,
  type Spec,
  type SpecLayer,
  type SpecLink,
  type StepSpec,
  topologyOf,
} from '../../engine/tables.ts';

/** An enabled pattern. */
export interface Layer extends SpecLayer {
  nature: Nature;
  /** Reference values of one instance: `threshold`, `failures`, `refill`. */
  limits: Readonly<Record<string, number>>;
  /** With what it answers calls that it does not let pass. */
  refuses: readonly OutcomeName[];
  /** The calls of its fallback. */
  fallbacks: readonly Link[];
}

export interface Link extends Omit<SpecLink, 'layers'> {
  /** Outermost first. */
  layers: Layer[];
  /** For a call in a fallback's list: the layers around that fallback, outermost first. */
  around: readonly Layer[];
  /** Calls per second over all replicas of the caller; null: unknown. */
  rate: number | null;
  /** Replicas or instances of its caller. */
  callers: number;
}

/** A timeout of a caller. */
export interface Limit {
  limitMs: number;
  /** The link that has it. */
  link: Link;
}

export interface System {
  spec: Spec;
  links: Link[];
  /** Clients and services, each after all its callers, except in cycles. */
  callersFirst: readonly string[];
  /** The links to a service. */
  to: (id: string) => readonly Link[];
  /** The link of a call step. */
  linkOf: (step: CallSpec) => Link;
  stepsOf: (id: string) => readonly StepSpec[];
  /** Layers of a service's own stack. */
  ownLayers: (service: string) => Layer[];
  /** Mean duration of a request once it has a thread, without faults, in ms. */
  takesMs: (service: string) => number;
  /** Mean time for which it holds a thread. */
  heldMs: (service: string) => number;
  /** Its own work within that time. */
  workMs: (service: string) => number;
  /** Mean duration of a call. */
  callMs: (step: CallSpec) => number;
}

const enabled = (layers: readonly SpecLayer[]): Layer[] =>
  layers
    .filter(({ params }) => !params.disabled)
    .map((l) => ({
      ...l,
      nature: natureOf(l),
      limits: limitsOf(l),
      refuses: refusalsOf(l),
      fallbacks: [],
    }));

export function systemOf(spec: Spec): System {
  const { links: plain, stacks } = topologyOf(spec);
  const links = plain.map((link): Link => ({
    ...link,
    layers: enabled(link.layers),
    around: [],
    rate: null,
    callers: spec.clients[link.from]?.instances ?? spec.services[link.from]?.replicas ?? 1,
  }));
  const own = new Map([...stacks].map(([id, layers]) => [id, enabled(layers)]));
  for (const { layers, around } of links) nest(layers, around, links);
  for (const layers of own.values()) nest(layers, [], links);
  const byStep = new Map(links.map((link) => [link.call, link]));
  const linkOf = (step: CallSpec): Link => byStep.get(step)!;
  const to = grouped(links, (link) => link.to);
  const order = callersFirst(spec, links);
  const { heldMs, workMs, callMs, takesMs } = times(spec, order, linkOf);
  const rates = ratesOf(spec, plain, order, takesMs);
  for (const link of links) link.rate = rates.get(link.id) ?? null;
  return {
    spec,
    links,
    callersFirst: order,
    linkOf,
    stepsOf: (id) => stepsOf(spec, id),
    to: (id) => to.get(id) ?? [],
    ownLayers: (id) => own.get(id) ?? [],
    takesMs,
    heldMs,
    workMs,
    callMs,
  };
}

/** Connects fallbacks with the calls in their lists. */
function nest(layers: Layer[], around: readonly Layer[], links: readonly Link[]): void {
  layers.forEach((layer, i) => {
    if (!('try' in layer.params)) return;
    // Calls in an inner fallback's list belong to that fallback.
    const list = `${layer.path}.try[`;
    layer.fallbacks = links.filter(
      ({ path }) => path.startsWith(list) && !path.includes('.try[', list.length),
    );
    for (const link of links)
      if (layer.fallbacks.includes(link)) link.around = [...around, ...layers.slice(0, i)];
  });
}

const stepsOf = (spec: Spec, id: string): readonly StepSpec[] => {
  const service = spec.services[id];
  if (!service) return spec.clients[id]?.steps ?? [];
  return service.steps ?? [{ work: service.work ?? 0 }];
};

/** Groups a list by name, in order of first appearance. */
export function grouped<T>(all: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one));
    if (group) group.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return groups;
}

/** The shortest timeout of a call, in ms. */
export const shortestMs = (layers: readonly Layer[]): number =>
  Math.min(...layers.map(({ nature }) => nature.limitMs ?? Infinity));

/** Maximum concurrent calls below a layer, over all its callers. */
export const mostBelow = ({ nature, params }: Layer, callers: number): number =>
  (nature.concurrency ?? Infinity) * (params.scope === 'replica' ? callers : 1);

/**
 * Computes a value for each client or service from the values of its dependencies. Each entity is
 * visited once, because a call graph may have exponentially many paths, be deep, and have cycles.
 * @param none value of entities that are not known yet: in a cycle
 */
export function alongWay<T>(
  order: readonly string[],
  none: T,
  find: (id: string, of: (id: string) => T) => T,
): (id: string) => T {
  const known = new Map<string, T>();
  const of = (id: string): T => (known.has(id) ? known.get(id)! : none);
  for (const id of order) known.set(id, find(id, of));
  return of;
}

/**
 * Means in ms: sequential work and calls add up; parallel branches take their maximum; alternatives
 * are weighted. An async service holds its thread only for work.
 */
function times(spec: Spec, order: readonly string[], linkOf: (step: CallSpec) => Link) {
  type Times = (id: string) => number;
  const callOf = (step: CallSpec, takesMs: Times): number => {
    const way = 2 * meanMsOf(step.latency) + meanMsOf(step.connect);
    return Math.min(way + takesMs(step.call), shortestMs(linkOf(step).layers));
  };
  const sum = (steps: readonly StepSpec[], calls: Times | null): number =>
    steps.reduce((total, step) => total + one(step, calls), 0);
  const one = (step: StepSpec, calls: Times | null): number => {
    if ('work' in step) return meanMsOf(step.work);
    if ('call' in step) return calls ? callOf(step, calls) : 0;
    if ('parallel' in step)
      return Math.max(0, ...step.parallel.map((b) => sum('steps' in b ? b.steps : [b], calls)));
    if (!('oneOf' in step)) return 0;
    return step.oneOf.reduce((all, b) => all + shareOf(step.oneOf, b) * sum(b.steps, calls), 0);
  };
  const calleesFirst = [...order].reverse();
  const takesMs = alongWay(calleesFirst, 0, (id, of) => sum(stepsOf(spec, id), of));
  return {
    takesMs,
    callMs: (step: CallSpec) => callOf(step, takesMs),
    heldMs: (id: string) => sum(stepsOf(spec, id), spec.services[id]?.async ? null : takesMs),
    workMs: (id: string) => sum(stepsOf(spec, id), null),
  };
}

type Branch = { weight: number };
const shareOf = (all: readonly Branch[], { weight }: Branch): number => {
  const total = all.reduce((sum, branch) => sum + branch.weight, 0);
  return total > 0 ? weight / total : 0;
};

/**
 * Maximum requests per second of a client; a user sends a request, waits for the outcome, and
 * thinks.
 * @param takesMs mean duration of its request
 */
function rateOf(spec: Spec, id: string, takesMs: (id: string) => number): number | null {
  const { load } = spec.clients[id]!;
  if ('rate' in load) return load.rate;
  if ('stages' in load) return Math.max(load.from, ...load.stages.map(({ to }) => to));
  const { users, think, iterations } = load;
  const most = typeof users === 'number' ? users : Math.max(...users.stages.map(({ to }) => to));
  const ms = meanMsOf(think) + takesMs(id);
  return ms > 0 && iterations === null ? (most * 1000) / ms : null;
}

/** Calls per second over each link without failures: every step is reached, no retries. */
function ratesOf(
  spec: Spec,
  links: readonly SpecLink[],
  order: readonly string[],
  takesMs: (id: string) => number,
): Map<string, number> {
  const rates = new Map<string, number>();
  const byStep = new Map(links.map((link) => [link.call, link]));
  /** Incoming requests per second of each client or service. */
  const incoming = new Map<string, number>();
  for (const id of Object.keys(spec.clients)) {
    const rate = rateOf(spec, id, takesMs);
    if (rate !== null) incoming.set(id, rate);
  }
  const add = (steps: readonly StepSpec[], rate: number): void => {
    for (const step of steps)
      if ('call' in step) {
        const { id, to } = byStep.get(step)!;
        const calls = rate * step.times;
        rates.set(id, calls);
        incoming.set(to, (incoming.get(to) ?? 0) + calls);
      } else if ('parallel' in step)
        for (const branch of step.parallel) add('steps' in branch ? branch.steps : [branch], rate);
      else if ('oneOf' in step)
        for (const branch of step.oneOf) add(branch.steps, rate * shareOf(step.oneOf, branch));
  };
  for (const id of order) {
    const rate = incoming.get(id);
    if (rate !== undefined) add(stepsOf(spec, id), rate);
  }
  return rates;
}

/** Depth first from the clients, with an explicit stack: chains of services can be long. */
function callersFirst(spec: Spec, links: readonly SpecLink[]): string[] {
  const from = grouped(links, (link) => link.from);
  const calleesFirst: string[] = [];
  const seen = new Set<string>();
  for (const start of [...Object.keys(spec.clients), ...Object.keys(spec.services)]) {
    if (seen.has(start)) continue;
    seen.add(start);
    const way = [{ id: start, next: 0 }];
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const callee = from.get(here.id)?.[here.next++]?.to;
      if (callee === undefined) calleesFirst.push(way.pop()!.id);
      else if (!seen.has(callee)) {
        seen.add(callee);
        way.push({ id: callee, next: 0 });
      }
    }
  }
  return calleesFirst.reverse();
}
