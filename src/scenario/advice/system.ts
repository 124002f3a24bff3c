/**
 * A scenario as advice sees it: every link with what its patterns do, how many calls go over it,
 * and how long they may take.
 */
import {
  type CallSpec,
  type ClientSpec,
  type LoadSpec,
  meanMsOf,
  type Nature,
  natureOf,
  type Spec,
  type SpecLayer,
  type SpecLink,
  type StepSpec,
  topologyOf,
} from '../../engine/tables.ts';

/** One pattern that is not switched off. */
export interface Layer extends SpecLayer {
  nature: Nature;
}

export interface Link extends Omit<SpecLink, 'layers'> {
  /** Outermost first. */
  layers: Layer[];
  /** Calls per second, all callers' replicas together; null: not known. */
  rate: number | null;
  /** Replicas or instances of its caller. */
  callers: number;
}

export interface System {
  spec: Spec;
  links: Link[];
  /** The links that lead to a service. */
  to: (id: string) => Link[];
  /** The link that a call step goes over. */
  linkOf: (step: CallSpec) => Link;
  stepsOf: (id: string) => readonly StepSpec[];
  /** Of a service's own stack. */
  ownLayers: (service: string) => Layer[];
  /** How long a request holds a thread on average, without faults and queueing, in ms. */
  heldMs: (service: string) => number;
}

const enabled = (layers: readonly SpecLayer[]): Layer[] =>
  layers.filter(({ params }) => !params.disabled).map((l) => ({ ...l, nature: natureOf(l) }));

export function systemOf(spec: Spec): System {
  const { links: plain, stacks } = topologyOf(spec);
  const rates = ratesOf(spec, plain);
  const links = plain.map((link): Link => ({
    ...link,
    layers: enabled(link.layers),
    rate: rates.get(link.id) ?? null,
    callers: spec.clients[link.from]?.instances ?? spec.services[link.from]?.replicas ?? 1,
  }));
  const own = new Map([...stacks].map(([id, layers]) => [id, enabled(layers)]));
  const byStep = new Map(links.map((link) => [link.call, link]));
  return {
    spec,
    links,
    linkOf: (step) => byStep.get(step)!,
    stepsOf: (id) => stepsOf(spec, id),
    to: (id) => links.filter((link) => link.to === id),
    ownLayers: (id) => own.get(id) ?? [],
    heldMs: heldTimes(spec),
  };
}

const stepsOf = (spec: Spec, id: string): readonly StepSpec[] => {
  const service = spec.services[id];
  if (!service) return spec.clients[id]?.steps ?? [];
  return service.steps ?? [{ work: service.work ?? 0 }];
};

/**
 * Work and calls one after the other; the longest of those side by side; alternatives weighed.
 * Where the thread is given back while a call is awaited, only work holds it.
 */
function heldTimes(spec: Spec): (id: string) => number {
  // Each service once: a graph of calls has more paths than anyone can walk.
  const known = new Map<string, number>();
  const takesMs = (id: string): number => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const ms = sum(stepsOf(spec, id), true);
    known.set(id, ms);
    return ms;
  };
  const sum = (steps: readonly StepSpec[], calls: boolean): number =>
    steps.reduce((total, step) => total + one(step, calls), 0);
  const one = (step: StepSpec, calls: boolean): number => {
    if ('work' in step) return meanMsOf(step.work);
    if ('call' in step) {
      const way = 2 * meanMsOf(step.latency) + meanMsOf(step.connect);
      return calls ? way + takesMs(step.call) : 0;
    }
    if ('parallel' in step)
      return Math.max(0, ...step.parallel.map((b) => sum('steps' in b ? b.steps : [b], calls)));
    if (!('oneOf' in step)) return 0;
    return step.oneOf.reduce((all, b) => all + shareOf(step.oneOf, b) * sum(b.steps, calls), 0);
  };
  return (id) => sum(stepsOf(spec, id), !spec.services[id]?.async);
}

type Branch = { weight: number };
const shareOf = (all: readonly Branch[], { weight }: Branch): number => {
  const total = all.reduce((sum, branch) => sum + branch.weight, 0);
  return total > 0 ? weight / total : 0;
};

/** Requests per second of a client, at the most; null: they depend on how fast it is served. */
function rateOf({ load }: ClientSpec): number | null {
  if ('rate' in load) return load.rate;
  if ('stages' in load) return Math.max(load.from, ...load.stages.map(({ to }) => to));
  return closedRate(load);
}

/** Users who think make at most one request per think time each. */
function closedRate({ users, think, iterations }: Extract<LoadSpec, { users: unknown }>) {
  const most = typeof users === 'number' ? users : Math.max(...users.stages.map(({ to }) => to));
  const ms = meanMsOf(think);
  return ms > 0 && iterations === null ? (most * 1000) / ms : null;
}

/** Calls per second over each link when all goes well: every step is reached, no retries. */
function ratesOf(spec: Spec, links: readonly SpecLink[]): Map<string, number> {
  const rates = new Map<string, number>();
  const byStep = new Map(links.map((link) => [link.call, link]));
  /** Requests per second that come to each client or service. */
  const incoming = new Map<string, number>();
  for (const [id, client] of Object.entries(spec.clients)) {
    const rate = rateOf(client);
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
  for (const id of callersFirst(spec, links)) {
    const rate = incoming.get(id);
    if (rate !== undefined) add(stepsOf(spec, id), rate);
  }
  return rates;
}

/** Clients and services, each after all that call it; a spec has no cycles. */
function callersFirst(spec: Spec, links: readonly SpecLink[]): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const link of links) if (link.to === id) visit(link.from);
    order.push(id);
  };
  for (const id of [...Object.keys(spec.clients), ...Object.keys(spec.services)]) visit(id);
  return order;
}
