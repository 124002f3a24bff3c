/** Which balancers stand before which service: built once, after all links are known. */
import type { Streams } from '../kernel/streams.ts';
import { Balancers, isShared } from './parts/balancers.ts';
import type { PolicyName } from './balance.table.ts';
import type { DecisionView } from './observer.ts';
import type { Link } from './parts/link.ts';
import { replicaName } from './parts/replica-number.ts';
import type { PolicyClass } from './parts/policy.ts';
import type { Replica, Service } from './parts/service.ts';

/** A run, as far as routes go through it. */
interface Routed {
  readonly streams: Streams;
  readonly queue: { readonly now: number };
  readonly links: readonly Link[];
  readonly balancers: Balancers<Replica>[];
  decide(decision: DecisionView): void;
}

/** Gives every link its balancers: its own, or those of the callee, for all or for this caller. */
export function route(w: Routed, policy: (name: PolicyName) => PolicyClass): void {
  const known = new Map<string, Balancers<Replica>>();
  for (const link of w.links) {
    const { callee, caller, spec } = link;
    const name = spec.balance ? link.id : nameFor(callee, caller.id);
    const balancers = known.get(name) ?? made(w, name, link, policy);
    if (!known.has(name)) w.balancers.push(balancers);
    known.set(name, balancers);
    link.balancers = balancers;
    link.isManaged = callee.isManaged || spec.balance !== null;
  }
}

/** Callers with balancers of their own have them per replica. */
const nameFor = ({ id, spec }: Service, caller: string): string =>
  isShared(spec.balance) ? id : `${id}<-${caller}`;

function made(
  w: Routed,
  name: string,
  { callee, spec: call }: Link,
  policy: (name: PolicyName) => PolicyClass,
): Balancers<Replica> {
  const { spec, endpoints, id } = callee;
  const own = call.balance !== null;
  const read = () => ({ balance: own ? call.balance : spec.balance, ejection: spec.ejection });
  const decide = (replica: number, from: string, to: string, why: string): void =>
    w.decide({ on: replicaName(id, replica), by: 'ejection', from, to, why });
  const stateOf = (replica: number): string => callee.replicas[replica]!.state;
  return new Balancers<Replica>(name, endpoints, read, {
    ...{ streams: w.streams, clock: w.queue, policy },
    ejected(replica, why) {
      callee.observer.ejected(replica);
      decide(replica, stateOf(replica), 'ejected', why);
    },
    returned: (replica, why) => decide(replica, 'ejected', stateOf(replica), why),
  });
}
