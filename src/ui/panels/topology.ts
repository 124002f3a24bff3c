/**
 * Who calls whom, read off a spec: every link with its id, its place in the spec and its stack, and
 * all that takes time in a client or service.
 */
import type {
  CallSpec,
  FallbackList,
  PatternParams,
  Spec,
  Spread,
  StepSpec,
} from '../../engine/index.ts';
import { type PatternTable, patternTables, type Variant } from '../../engine/tables.ts';
import type { Selection } from '../state/session.svelte.ts';

/** One pattern of a stack, outermost first. */
export interface Layer {
  name: string;
  /** Where its parameters are in the spec. */
  path: string;
  params: PatternParams;
}

export interface Link {
  id: string;
  caller: string;
  path: string;
  call: CallSpec;
  layers: Layer[];
}

/** A value of a step that is no call. */
export interface Part {
  path: string;
  label: string;
  work: Spread | null;
  weight: number | null;
}

export interface Topology {
  links: Link[];
  /** By client and service. */
  parts: Map<string, Part[]>;
}

const stackAt = (path: string, entries: CallSpec['patterns']): Layer[] =>
  entries.flatMap((entry, i) =>
    Object.entries(entry).map(([name, params]) => ({
      name,
      path: `${path}[${i}].${name}`,
      params,
    })),
  );

export function layersOf({ path, call }: { path: string; call: CallSpec }): Layer[] {
  // A pattern that a call has as a key of its own stands outermost.
  const own = Object.entries(call).flatMap(([name, params]): Layer[] =>
    patternTables.has(name) && params !== null
      ? [{ name, path: `${path}.${name}`, params: params as PatternParams }]
      : [],
  );
  return [...own, ...stackAt(`${path}.patterns`, call.patterns)];
}

class Walk {
  readonly links: Link[] = [];
  readonly parts: Part[] = [];
  private readonly caller: string;

  constructor(caller: string) {
    this.caller = caller;
  }

  steps(path: string, steps: readonly StepSpec[]): void {
    steps.forEach((step, i) => this.step(`${path}[${i}]`, step));
  }

  private step(path: string, step: StepSpec): void {
    if ('work' in step) this.part(`${path}.work`, step.work, null);
    else if ('call' in step) this.call(path, step);
    else if ('parallel' in step)
      step.parallel.forEach((branch, i) => {
        const at = `${path}.parallel[${i}]`;
        if ('steps' in branch) this.steps(`${at}.steps`, branch.steps);
        else this.step(at, branch);
      });
    else if ('oneOf' in step)
      step.oneOf.forEach(({ weight, steps }, i) => {
        this.part(`${path}.oneOf[${i}].weight`, null, weight);
        this.steps(`${path}.oneOf[${i}].steps`, steps);
      });
  }

  part(path: string, work: Spread | null, weight: number | null): void {
    const nth = this.parts.filter((one) => (one.work === null) === (work === null)).length + 1;
    const label = work === null ? `branch ${nth}` : nth === 1 ? 'work' : `work ${nth}`;
    this.parts.push({ path, label, work, weight });
  }

  private call(path: string, call: CallSpec): void {
    const id = call.name ?? `${this.caller}->${call.call}`;
    const layers = layersOf({ path, call });
    this.links.push({ id, caller: this.caller, path, call, layers });
    for (const layer of layers)
      for (const [key, value] of Object.entries(layer.params))
        if (Array.isArray(value))
          (value as FallbackList).forEach((entry, i) => {
            if (typeof entry === 'object' && 'call' in entry)
              this.call(`${layer.path}.${key}[${i}]`, entry);
          });
  }
}

export function topologyOf(spec: Spec): Topology {
  const links: Link[] = [];
  const parts = new Map<string, Part[]>();
  const add = (id: string, visit: (walk: Walk) => void): void => {
    const walk = new Walk(id);
    visit(walk);
    links.push(...walk.links);
    parts.set(id, walk.parts);
  };
  for (const [id, { steps }] of Object.entries(spec.clients))
    add(id, (walk) => walk.steps(`clients.${id}.steps`, steps));
  for (const [id, { steps, work }] of Object.entries(spec.services))
    add(id, (walk) => {
      if (steps) walk.steps(`services.${id}.steps`, steps);
      else walk.part(`services.${id}.work`, work ?? 0, null);
    });
  return { links, parts };
}

/** The stack of a link, or the one before a service's queue. */
export function stackOf(spec: Spec, id: string): Layer[] {
  const service = spec.services[id];
  if (service) return stackAt(`services.${id}.patterns`, service.patterns);
  return topologyOf(spec).links.find((link) => link.id === id)?.layers ?? [];
}

/** What a layer is: its table, and that of the library it behaves like. */
export function tableOf({ name, params }: Layer): { table: PatternTable; variant: Variant } | null {
  const table = patternTables.get(name);
  if (!table) return null;
  return { table, variant: table.variants[params.like ?? 'plain'] ?? table.variants.plain };
}

/** Whether a selection is in the spec: another scenario may have been opened since. */
export function exists(spec: Spec, selection: Selection): boolean {
  const { kind, id } = selection;
  if (kind === 'client') return Object.hasOwn(spec.clients, id);
  if (kind === 'service') return Object.hasOwn(spec.services, id);
  if (kind === 'pattern') return stackOf(spec, id)[selection.layer] !== undefined;
  return topologyOf(spec).links.some((link) => link.id === id);
}
