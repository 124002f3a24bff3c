/**
 * The call graph of a spec: every link with its id, path and stack, and the other contents of the
 * steps.
 */
import type {
  CallSpec,
  FallbackList,
  PatternParams,
  PatternSpec,
  ProbeSpec,
  ServiceSpec,
  Spec,
  Spread,
  StepSpec,
} from '../spec.ts';
import { PROBES, type ProbeName } from './probe-names.ts';

/** One pattern of a stack. */
export interface SpecLayer {
  name: string;
  /** Path of its parameters in the spec. */
  path: string;
  params: PatternParams;
}

export interface SpecLink {
  id: string;
  from: string;
  to: string;
  /** Path of the call in the spec. */
  path: string;
  call: CallSpec;
  /** A probe's: all of `call` but the callee is as it is, and its path is that of a name. */
  isProbe: boolean;
  /** Outermost first. */
  layers: SpecLayer[];
}

/** A step's duration that is not a call, or a branch's weight. */
export type StepFigure = { path: string; work: Spread } | { path: string; weight: number };

export interface Topology {
  /** In document order; the calls of a fallback follow the call that has it. */
  links: SpecLink[];
  /** By client and service. */
  figures: Map<string, StepFigure[]>;
  /** Stacks in front of the queues, by service. */
  stacks: Map<string, SpecLayer[]>;
}

/** The id of a call's link. */
export const linkIdOf = (from: string, to: string, name: string | null): string =>
  name ?? `${from}->${to}`;

/** The id of the link over which a probe calls. */
export const probeLinkId = (from: string, to: string, probe: ProbeName): string =>
  `${from}->${to} (${probe})`;

/** The calls that a probe makes in turn, over links of their own: `api->db (readiness)`. */
export const probeCalls = (from: string, probe: ProbeName, { calls }: ProbeSpec): CallSpec[] =>
  calls.map((call) => ({
    call,
    name: probeLinkId(from, call, probe),
    latency: 0,
    connect: 0,
    balance: null,
    patterns: [],
    fallback: null,
    times: 1,
  }));

const stackAt = (path: string, entries: readonly PatternSpec[]): SpecLayer[] =>
  entries.flatMap((entry, i) =>
    Object.entries(entry).map(([name, params]) => ({
      name,
      path: `${path}[${i}].${name}`,
      params,
    })),
  );

/** A step's own `fallback` key is the outermost layer. */
function layersAt(path: string, { fallback, patterns }: CallSpec): SpecLayer[] {
  const inner = stackAt(`${path}.patterns`, patterns);
  return fallback
    ? [{ name: 'fallback', path: `${path}.fallback`, params: fallback }, ...inner]
    : inner;
}

/** The steps of one client or service. */
class Walk {
  readonly figures: StepFigure[] = [];
  private readonly from: string;
  private readonly links: SpecLink[];

  constructor(from: string, links: SpecLink[]) {
    this.from = from;
    this.links = links;
  }

  steps(path: string, steps: readonly StepSpec[]): void {
    steps.forEach((step, i) => this.step(`${path}[${i}]`, step));
  }

  private step(path: string, step: StepSpec): void {
    if ('work' in step) this.figures.push({ path: `${path}.work`, work: step.work });
    else if ('call' in step) this.call(path, step);
    else if ('parallel' in step)
      step.parallel.forEach((branch, i) => {
        const at = `${path}.parallel[${i}]`;
        if ('steps' in branch) this.steps(`${at}.steps`, branch.steps);
        else this.step(at, branch);
      });
    else if ('oneOf' in step)
      step.oneOf.forEach(({ weight, steps }, i) => {
        this.figures.push({ path: `${path}.oneOf[${i}].weight`, weight });
        this.steps(`${path}.oneOf[${i}].steps`, steps);
      });
  }

  private call(path: string, call: CallSpec, isProbe = false): void {
    const layers = layersAt(path, call);
    const id = linkIdOf(this.from, call.call, call.name);
    this.links.push({ id, from: this.from, to: call.call, path, call, isProbe, layers });
    this.fallbacks(layers);
  }

  /** Each calls over links of its own, which have no patterns. */
  probes(id: string, probes: NonNullable<ServiceSpec['probes']>): void {
    for (const name of PROBES) {
      const probe = probes[name];
      if (probe === null) continue;
      probeCalls(this.from, name, probe).forEach((call, i) =>
        this.call(`services.${id}.probes.${name}.calls[${i}]`, call, true),
      );
    }
  }

  /** The calls in a fallback's list have links of their own. */
  fallbacks(layers: readonly SpecLayer[]): void {
    for (const { path, params } of layers) {
      const list = params['try'];
      if (!Array.isArray(list)) continue;
      (list as FallbackList).forEach((entry, i) => {
        if ('call' in entry) this.call(`${path}.try[${i}]`, entry);
      });
    }
  }
}

export function topologyOf(spec: Spec): Topology {
  const topology: Topology = { links: [], figures: new Map(), stacks: new Map() };
  const walk = (id: string): Walk => {
    const made = new Walk(id, topology.links);
    topology.figures.set(id, made.figures);
    return made;
  };
  for (const [id, { steps }] of Object.entries(spec.clients))
    walk(id).steps(`clients.${id}.steps`, steps);
  for (const [id, { steps, work, patterns, probes }] of Object.entries(spec.services)) {
    const own = walk(id);
    if (steps) own.steps(`services.${id}.steps`, steps);
    else own.figures.push({ path: `services.${id}.work`, work: work ?? 0 });
    if (probes) own.probes(id, probes);
    const stack = stackAt(`services.${id}.patterns`, patterns);
    topology.stacks.set(id, stack);
    own.fallbacks(stack);
  }
  return topology;
}

/** The name under which a pattern's state is shared with other stacks; null: it is not. */
export const sharedName = ({ scope }: Pick<PatternParams, 'scope'>): string | null =>
  typeof scope === 'object' ? scope.shared : null;

/**
 * Number of instances of a pattern: one, or one per replica of its owner.
 * @param owner id of the client or service whose link, or which, it is on
 */
export function instancesOf(
  { services, clients }: Spec,
  owner: string,
  { params }: SpecLayer,
): number {
  if (params.scope !== 'replica') return 1;
  return services[owner]?.replicas ?? clients[owner]?.instances ?? 1;
}

/** All patterns of a spec: those of links, then those in front of queues. */
export const layersIn = ({ links, stacks }: Topology): SpecLayer[] =>
  [...links.map(({ layers }) => layers), ...stacks.values()].flat();

/** @param id of a link or a service */
export function stackOf(topology: Topology, id: string): SpecLayer[] {
  return topology.stacks.get(id) ?? topology.links.find((link) => link.id === id)?.layers ?? [];
}
