/**
 * Builds a world at time 0 from a spec: entities in code-point order of their ids, so the order of
 * keys in a document changes nothing; compiled steps; stacks; pending faults.
 */
import { byCodePoint } from '../kernel/order.ts';
import type { Streams } from '../kernel/streams.ts';
import type {
  CallSpec,
  FallbackList,
  FaultSpec,
  PatternParams,
  PatternSpec,
  Spec,
  StepSpec,
} from '../spec.ts';
import { Client } from './parts/client.ts';
import { arrange } from './parts/arrange.ts';
import type { PolicyName } from './balance.table.ts';
import type { PolicyClass } from './parts/policy.ts';
import { numberBits, type FaultClass, type Target } from './fault.ts';
import type { Host } from './parts/host.ts';
import { ANONYMOUS, tenantNames } from './flight/identity.ts';
import { Link } from './parts/link.ts';
import { Upkeep } from './moves/upkeep.ts';
import { Network } from './moves/network.ts';
import type { Observer } from './observer.ts';
import type { PatternClass } from './pattern.ts';
import { Service } from './parts/service.ts';
import { Common, type StackPlan } from './parts/stack.ts';
import { compile } from './parts/steps.ts';
import { route } from './routes.ts';
import { linkIdOf, probeCalls } from './topology.ts';
import type { AutoscaleLike } from './autoscale.table.ts';
import type { ScalerClass } from './scaler.ts';
import { scale } from './scalers.ts';
import { World } from './world.ts';

/** Attaches observers to all clients, links and services of a world. */
export interface Watcher {
  watch(w: World): void;
}

/**
 * The available kinds of patterns and faults. They are parameters because the model does not import
 * them.
 */
export interface Kinds {
  /** @returns the class for a pattern's name and `like` */
  pattern(name: string, like: string | null): PatternClass;
  /** @returns the amount's key in a fault, and its class */
  fault(spec: FaultSpec): [kind: string, Class: FaultClass];
  /** @returns the class of a balancing policy */
  policy(name: PolicyName): PolicyClass;
  /** @returns the class of an autoscaler */
  scaler(like: AutoscaleLike): ScalerClass;
}

const sortedIds = (record: object): string[] => Object.keys(record).sort(byCodePoint);

class Builder {
  readonly clients: Client[];
  readonly services: Service[];
  readonly links: Link[] = [];
  private readonly byId: Map<string, Service>;
  private readonly streams: Streams;
  private readonly kinds: Kinds;

  constructor(spec: Spec, streams: Streams, kinds: Kinds) {
    this.streams = streams;
    this.kinds = kinds;
    const clients = sortedIds(spec.clients);
    const services = sortedIds(spec.services);
    const tenants = tenantNames(Object.values(spec.clients));
    this.clients = clients.map((id, i) => new Client(id, i, spec.clients[id]!, streams, tenants));
    this.services = services.map((id, i) => new Service(id, i, spec.services[id]!, streams));
    this.byId = new Map(this.services.map((service) => [service.id, service]));
    for (const client of this.clients) this.wire(client, client.spec.steps, false);
    for (const service of this.services) {
      const { steps, work, patterns, writes } = service.spec;
      const own = steps ?? [Object.assign(service.spec, { work: work ?? 0 })];
      this.wire(service, own, writes);
      for (const prober of service.probers)
        if (prober)
          this.wire(prober, probeCalls(service.id, prober.name, prober.spec), false, service);
      this.layOut(service.plan, service, null, patterns);
    }
    this.links.sort((a, b) => byCodePoint(a.id, b.id));
    this.links.forEach((link, index) => (link.index = index));
    arrange([...this.links, ...this.services].map(({ plan }) => plan));
  }

  /** @param caller from where it calls: itself */
  private wire(host: Host, steps: readonly StepSpec[], once: boolean, caller = host): void {
    const rows: string[] = [];
    const around = {
      link: (call: CallSpec) => this.link(caller, call),
      row: (name: string) => {
        if (!rows.includes(name)) rows.push(name);
        return rows.indexOf(name);
      },
    };
    host.steps = compile(steps, around, once);
    host.rows = new Float64Array(rows.length);
  }

  private link(caller: Host, spec: CallSpec): Link {
    const id = linkIdOf(caller.id, spec.call, spec.name);
    const link = new Link(
      id,
      caller,
      this.byId.get(spec.call)!,
      spec,
      this.streams.get(`${id}.latency`),
      this.streams.get(`${id}.connect`),
    );
    this.links.push(link);
    this.layOut(link.plan, caller, spec.fallback, spec.patterns);
    return link;
  }

  /** @param fallback a step's own fallback, the outermost layer */
  private layOut(
    plan: StackPlan,
    caller: Host,
    fallback: PatternParams | null,
    patterns: readonly PatternSpec[],
  ): void {
    const entries = patterns.map((entry) => Object.entries(entry)[0]!);
    if (fallback) entries.unshift(['fallback', fallback]);
    entries.forEach(([name, params], i) => {
      const Class = this.kinds.pattern(name, params.like);
      // Numbered from the inside, so that an additional outer fallback keeps the others' streams.
      const nth = entries.slice(i).filter(([other]) => other === name).length;
      plan.layers.push({
        name,
        like: params.like,
        params,
        Class,
        slot: -1,
        timer: -1,
        unique: nth === 1 ? name : `${name}#${nth}`,
        links: this.fallbackLinks(caller, params),
        common: new Common(plan, i),
      });
    });
  }

  /** The calls in a fallback's list have links of their own. */
  private fallbackLinks(caller: Host, params: PatternParams): Map<number, Link> {
    const links = new Map<number, Link>();
    const list = params['try'];
    if (Array.isArray(list))
      (list as FallbackList).forEach((entry, i) => {
        if ('call' in entry) links.set(i, this.link(caller, entry));
      });
    return links;
  }
}

/** The maximum of slots and timers that any stack or host needs in a frame. */
function sizesOf({ links, services, clients }: Builder) {
  const plans = [...links, ...services].map(({ plan }) => plan);
  return {
    slots: Math.max(0, ...plans.map((plan) => plan.slots())),
    timers: Math.max(0, ...plans.map((plan) => plan.timers())),
    rows: Math.max(0, ...[...services, ...clients].map(({ rows }) => rows.length)),
  };
}

/**
 * @param way the network between callers and callees
 * @returns a world in which nothing has happened yet: see `begin`
 */
export function build(
  spec: Spec,
  streams: Streams,
  observer: Observer & Watcher,
  kinds: Kinds,
  way: (w: World) => Network = (w) => new Network(w),
): World {
  const built = new Builder(spec, streams, kinds);
  const endNs = Math.round(spec.duration * 1e6);
  const w = new World(streams, observer, endNs, sizesOf(built), way);
  w.clients.push(...built.clients);
  w.services.push(...built.services);
  w.links.push(...built.links);
  route(w, kinds.policy);
  w.tracksIdentity =
    w.clients.some(({ traits, identities }) => traits !== ANONYMOUS || identities !== null) ||
    w.services.some(({ ledger }) => ledger !== null) ||
    w.links.some(({ isManaged }) => isManaged);
  const targets = new Map<string, Target>();
  for (const target of [...w.clients, ...w.services, ...w.links]) targets.set(target.id, target);
  spec.faults.forEach((fault, index) => {
    const [kind, Class] = kinds.fault(fault);
    const stream = streams.get(`faults[${index}].${kind}`);
    w.faults.push(new Class(index, fault, kind, targets.get(fault.on)!, stream));
  });
  numberBits(w.faults);
  for (const { agent } of w.clients) w.enlist(agent);
  for (const fault of w.faults) w.enlist(fault);
  for (const service of w.services) {
    const upkeep = new Upkeep(service);
    service.upkeep = upkeep;
    w.enlist(upkeep);
  }
  for (const { sweeper } of w.balancers) if (sweeper) w.enlist(sweeper);
  scale(w, kinds.scaler);
  for (const service of w.services) {
    service.configure(w);
    service.plan.configure(w);
  }
  for (const link of w.links) link.configure(w);
  w.deadlines.configure(spec);
  observer.watch(w);
  return w;
}

/** Starts the clock: schedules the first events of clients and faults. */
export function begin(w: World): void {
  for (const host of [...w.clients, ...w.services]) w.populate(host);
  for (const { sweeper } of w.balancers) sweeper?.schedule(w);
  for (const { replicas } of w.services)
    for (const replica of replicas) w.probing.beginAll(replica);
  for (const service of w.services) {
    if (service.scaler === null) continue;
    service.capacityChanged();
    service.scaler.schedule(w);
  }
  for (const fault of w.faults) fault.schedule(w);
  for (const client of w.clients) client.begin(w);
}
