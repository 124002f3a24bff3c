/** Queues longer than their callers wait, given closed load and the callers' concurrency limits. */
import { meanMsOf } from '../../engine/tables.ts';
import { about, type Finding } from './finding.ts';
import { alongWay, type Layer, type Limit, mostBelow, shortestMs, type System } from './system.ts';

/** Maximum in-flight calls at the callee that these layers allow. */
function mostInHand(layers: readonly Layer[], callers: number): number {
  // Not if an inner layer abandons work at the callee, or sends several attempts.
  const keeps = ({ nature: { limitMs, stops, tries } }: Layer): boolean =>
    (limitMs === undefined || stops === true) && !tries?.atOnce;
  const holding = layers.filter((_, i) => layers.slice(i).every(keeps));
  return Math.min(...holding.map((layer) => mostBelow(layer, callers)));
}

/** Users of a client, each with one request in flight; Infinity for open load. */
function usersOf({ spec }: System, id: string): number {
  const { load } = spec.clients[id]!;
  if (!('users' in load)) return Infinity;
  const { users } = load;
  return typeof users === 'number' ? users : Math.max(0, ...users.stages.map(({ to }) => to));
}

/**
 * Maximum requests in flight at each client or service if no caller gives up: closed load bounds
 * them.
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

/** Concurrent attempts of one call. */
const atOnce = (layers: readonly Layer[]): number =>
  layers.reduce((all, { nature: { tries } }) => all * (tries?.atOnce ? tries.most : 1), 1);

/** Minimum think time of the users whose requests reach a client or service. */
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

/** The last request in a replica's full queue: the requests ahead of it, and their servers. */
function lastOne(system: System, id: string, sent: Sent) {
  const { queue, threads, cores, replicas } = system.spec.services[id]!;
  const held = { meanMs: system.heldMs(id), servers: threads, kind: 'threads' };
  const worked = { meanMs: system.workMs(id), servers: cores ?? Infinity, kind: 'cores' };
  const coresAreFewer = worked.meanMs / worked.servers > held.meanMs / held.servers;
  const { meanMs, servers, kind } = coresAreFewer ? worked : held;
  // Some users think: as many as are answered in that time (Little's law).
  const thinking = meanMs > 0 ? (sent.thinkMs * servers) / meanMs : 0;
  const here = Math.ceil(sent.most / replicas - thinking - 1e-9);
  const most = Math.min(here, mostInHand(system.ownLayers(id), 1));
  const ahead = Math.min(queue.capacity, Math.max(0, most - threads));
  // Cores are shared by all requests with a thread.
  const shared = coresAreFewer ? (Math.min(threads, most) * meanMs) / servers : 0;
  return { ahead, meanMs, servers, kind, takesMs: Math.max(system.takesMs(id), shared) };
}

/** A queue whose last request times out before its answer. */
function longQueue(system: System, id: string, limit: Limit | null, sent: Sent): Finding[] {
  const { queue, deadlines } = system.spec.services[id]!;
  const last = lastOne(system, id, sent);
  const { ahead, meanMs, servers, kind, takesMs } = last;
  const stopped = shortestMs(system.ownLayers(id).filter(({ nature }) => nature.stops));
  const lineMs = (ahead * meanMs) / servers;
  const patienceMs = queue.timeout === null ? Infinity : meanMsOf(queue.timeout);
  const waitMs = Math.min(lineMs, patienceMs);
  // Newest or shortest first: only a few requests at the end wait that long.
  const few = ['lifo', 'adaptive-lifo', 'shortest'].includes(queue.order);
  const honored = (deadlines ?? system.spec.deadlines) === 'propagate';
  if (!limit || queue.codel !== null || few || honored || ahead === 0) return [];
  // A shorter queue does not help requests that would time out without a queue.
  const ownMs = takesMs < limit.limitMs ? takesMs : 0;
  // At equal times the caller's timer comes first.
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

/** Advice by service, given the shortest timeout of its callers. */
export function queueAdvice(system: System): (id: string, limit: Limit | null) => Finding[] {
  const sentTo = mostSent(system);
  const thinkOf = shortestThink(system);
  return (id, limit) => longQueue(system, id, limit, { most: sentTo(id), thinkMs: thinkOf(id) });
}
