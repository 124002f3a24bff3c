/**
 * Total numbers in a scenario, at any time of the run. Everything is allocated up front, so a small
 * but valid scenario could exhaust memory: a few thousand characters can ask for a million
 * replicas.
 */
import { type ServiceSpec, type Spec, topologyOf, world } from '../engine/index.ts';
import { type Flaw, flaw } from './problems.ts';
import { TOTALS } from './limits.ts';

type Kind = keyof typeof TOTALS;

/** The top-level key, and the name for messages. */
const WORDS: Readonly<Record<Kind, readonly [key: string, words: string]>> = {
  replicas: ['services', 'replicas'],
  instances: ['clients', 'instances of clients'],
  users: ['clients', 'users'],
  links: ['services', 'links'],
  patternInstances: ['services', 'instances of patterns (one per replica of their callers)'],
};

/** Counts a spec, again after each change. */
export class Totals {
  readonly #links: number;
  /** Patterns with an instance per replica, by client and service. */
  readonly #own = new Map<string, number>();
  #shared = 0;

  constructor(spec: Spec) {
    const { links, stacks } = topologyOf(spec);
    this.#links = links.length;
    const held = [...links.map(({ from, layers }) => [from, layers] as const), ...stacks];
    for (const [holder, layers] of held)
      for (const { params } of layers)
        if (params.scope === 'replica') this.#own.set(holder, (this.#own.get(holder) ?? 0) + 1);
        else this.#shared++;
  }

  /** Totals beyond their limits. */
  excess(spec: Spec): { kind: Kind; message: string }[] {
    const found: Record<Kind, number> = {
      replicas: 0,
      instances: 0,
      users: 0,
      links: this.#links,
      patternInstances: this.#shared,
    };
    for (const [id, service] of Object.entries(spec.services)) {
      const replicas = mostOf(service);
      found.replicas += replicas;
      found.patternInstances += replicas * (this.#own.get(id) ?? 0);
    }
    for (const [id, { instances, load }] of Object.entries(spec.clients)) {
      found.instances += instances;
      found.patternInstances += instances * (this.#own.get(id) ?? 0);
      if ('users' in load) found.users += most(load.users);
    }
    return Object.entries(TOTALS).flatMap(([name, max]) => {
      const kind = name as Kind;
      if (found[kind] <= max) return [];
      const message = `wanted at most ${max} ${WORDS[kind][1]} in all, found ${found[kind]}`;
      return [{ kind, message }];
    });
  }
}

const mostOf = ({ replicas, autoscale }: ServiceSpec): number =>
  autoscale === null ? replicas : Math.max(replicas, world.mostReplicas(autoscale));

type Users = Extract<Spec['clients'][string]['load'], { users: unknown }>['users'];

const most = (users: Users): number =>
  typeof users === 'number' ? users : Math.max(...users.stages.map(({ to }) => to));

/** Whether an edit of that path can change a total. */
export const isTotal = (path: string): boolean =>
  /\.(replicas|instances|autoscale\.(max|times)|load\.users(\.stages\[\d+\]\.to)?)$/.test(path);

/** Totals beyond their limits at the start. */
export const totalFlaws = (spec: Spec): Flaw[] =>
  new Totals(spec).excess(spec).map(({ kind, message }) => flaw([WORDS[kind][0]], message));
