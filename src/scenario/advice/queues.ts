/** Queues longer than anybody waits, reckoned with closed load and with what bounds a caller. */
import { meanMsOf } from '../../engine/tables.ts';
import { about, type Finding } from './finding.ts';
import { alongWay, type Layer, type Limit, mostBelow, shortestMs, type System } from './system.ts';

/** How many calls these layers let the callee have in hand at once. */
function mostInHand(layers: readonly Layer[], callers: number): number {
  // Not where something further in leaves the callee at work, or sends it several.
  const keeps = ({ nature: { limitMs, stops, tries } }: Layer): boolean =>
    (limitMs === undefined || stops === true) && !tries?.atOnce;
  const holding = layers.filter((_, i) => layers.slice(i).every(keeps));
  return Math.min(...holding.map((layer) => mostBelow(layer, callers)));
}

/** Users of a client, each with one request under way; without end where load is open. */
function usersOf({ spec }: System, id: string): number {
  const { load } = spec.clients[id]!;
  if (!('users' in load)) return Infinity;
  const { users } = load;
  return typeof users === 'number' ? users : Math.max(0, ...users.stages.map(({ to }) => to));
}

/**
 * Requests that each client or service can have in hand at most, or that can come to it, if nobody
 * leaves one: closed load bounds them.
 */
const mostSent = (system: System): ((id: string) => number) =>
  alongWay(system.callersFirst, Infinity, (id, of) =>
    Object.hasOwn(system.spec.clients, id)
      ? usersOf(system, id)
      : system.to(id).reduce((sum, { from, call, layers, callers }) => {
          const made = of(from) * call.times * atOnce(layers);
          return sum + Math.min(made, mostInHand(layers, callers));
        }, 0),
  );

/** Attempts of one call side by side. */
const atOnce = (layers: readonly Layer[]): number =>
  layers.reduce((all, { nature: { tries } }) => all * (tries?.atOnce ? tries.most : 1), 1);

/** The shortest time that a user thinks of those whose requests come to a client or service. */
const shortestThink = (system: System): ((id: string) => number) =>
  alongWay(system.callersFirst, 0, (id, of) => {
    const { load } = system.spec.clients[id] ?? {};
    if (load) return 'users' in load ? meanMsOf(load.think) : 0;
    return Math.min(...system.to(id).map(({ from }) => of(from)));
  });

interface Sent {
  most: number;
  thinkMs: number;
}

/** The last one in a full queue of a replica: how many are before it, and who serves them. */
function lastOne(system: System, id: string, sent: Sent) {
  const { queue, threads, cores, replicas } = system.spec.services[id]!;
  const held = { meanMs: system.heldMs(id), servers: threads, kind: 'threads' };
  const worked = { meanMs: system.workMs(id), servers: cores ?? Infinity, kind: 'cores' };
  const coresAreFewer = worked.meanMs / worked.servers > held.meanMs / held.servers;
  const { meanMs, servers, kind } = coresAreFewer ? worked : held;
  // Some of the users think, as many as are answered in that time (Little's law).
  const thinking = meanMs > 0 ? (sent.thinkMs * servers) / meanMs : 0;
  const here = Math.ceil(sent.most / replicas - thinking - 1e-9);
  const most = Math.min(here, mostInHand(system.ownLayers(id), 1));
  const ahead = Math.min(queue.capacity, Math.max(0, most - threads));
  // Cores are shared between all that have a thread.
  const shared = coresAreFewer ? (Math.min(threads, most) * meanMs) / servers : 0;
  return { ahead, meanMs, servers, kind, takesMs: Math.max(system.takesMs(id), shared) };
}

/** A queue in which the last one is given up before it is answered. */
function longQueue(system: System, id: string, limit: Limit | null, sent: Sent): Finding[] {
  const { queue, deadlines } = system.spec.services[id]!;
  const last = lastOne(system, id, sent);
  const { ahead, meanMs, servers, kind, takesMs } = last;
  const stopped = shortestMs(system.ownLayers(id).filter(({ nature }) => nature.stops));
  const lineMs = (ahead * meanMs) / servers;
  const waitMs = Math.min(lineMs, queue.timeout ?? Infinity);
  // The newest first: those at the end are the few who wait that long.
  const newest = queue.order === 'lifo' || queue.order === 'adaptive-lifo';
  const honored = (deadlines ?? system.spec.deadlines) === 'propagate';
  if (!limit || queue.codel !== null || newest || honored || ahead === 0) return [];
  // Whoever could not be answered without a queue either is not helped by a shorter one.
  const ownMs = takesMs < limit.limitMs ? takesMs : 0;
  // At that very instant the caller's timer comes first.
  if (Math.min(waitMs + ownMs, stopped) < limit.limitMs) return [];
  const why = waitMs < lineMs ? 'the queue timeout' : '';
  const sum = `${ahead} × ${about(meanMs)} ÷ ${servers} ${kind}`;
  return [
    {
      rule: 'queue-beyond-timeout',
      path: `services.${id}.queue.${why === '' ? 'capacity' : 'timeout'}`,
      message:
        `at the end of a full queue a request waits ${about(waitMs)} (${why || sum}) ` +
        `${ownMs > 0 ? `and then takes ${about(takesMs)}` : ''}, but ${limit.link.id} gives ` +
        `up after ${about(limit.limitMs)}`,
      figures: {
        waitMs,
        takesMs,
        limitMs: limit.limitMs,
        capacity: queue.capacity,
        ahead,
        meanMs,
        [kind]: servers,
      },
      why:
        'During overload the service does abandoned work. Keep wait plus service time below ' +
        'the timeout: use a shorter queue, a queue timeout or CoDel.',
    },
  ];
}

/** By service, given the shortest time after which anybody leaves a request to it. */
export function queueAdvice(system: System): (id: string, limit: Limit | null) => Finding[] {
  const sentTo = mostSent(system);
  const thinkOf = shortestThink(system);
  return (id, limit) => longQueue(system, id, limit, { most: sentTo(id), thinkMs: thinkOf(id) });
}
