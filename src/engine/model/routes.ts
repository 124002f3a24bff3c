/** Which balancers stand before which service: built once, after all links are known. */
import type { Streams } from '../kernel/streams.ts';
import { Balancers, type BalancerKit, isShared } from './parts/balancers.ts';
import type { PolicyName } from './balance.table.ts';
import type { Link } from './parts/link.ts';
import type { PolicyClass } from './parts/policy.ts';
import type { Replica, Service } from './parts/service.ts';

/** A run, as far as routes go through it. */
interface Routed {
  readonly streams: Streams;
  readonly queue: { readonly now: number };
  readonly links: readonly Link[];
  readonly balancers: Balancers<Replica>[];
}

/** Gives every link its balancers: its own, or those of the callee, for all or for this caller. */
export function route(w: Routed, policy: (name: PolicyName) => PolicyClass): void {
  const kit: BalancerKit = { streams: w.streams, clock: w.queue, policy };
  const known = new Map<string, Balancers<Replica>>();
  for (const link of w.links) {
    const { callee, caller, spec } = link;
    const name = spec.balance ? link.id : nameFor(callee, caller.id);
    const read = () => (spec.balance ? spec.balance : callee.spec.balance);
    const balancers = known.get(name) ?? new Balancers<Replica>(name, callee.endpoints, read, kit);
    if (!known.has(name)) w.balancers.push(balancers);
    known.set(name, balancers);
    link.balancers = balancers;
    link.isManaged = callee.isManaged || spec.balance !== null;
  }
}

/** Callers with balancers of their own have them per replica. */
const nameFor = ({ id, spec }: Service, caller: string): string =>
  isShared(spec.balance) ? id : `${id}<-${caller}`;
