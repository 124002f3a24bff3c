/**
 * Random scenarios: any topology, any stack in any order, extreme values beside the usual ones,
 * faults and edits.
 */
import type fc from 'fast-check';
import { faultTables } from '../../src/engine/index.ts';
import { type Chance, chances, type Document } from './chance.ts';
import { probed } from './probes.ts';
import { pattern, spread } from './patterns.ts';
import { autoscale, autoscaleEdits, balance, balanceEdits, ejection } from './replicas.ts';

function call(c: Chance, below: readonly string[], links: Set<string>, caller: string): Document {
  const callee = c.one(below);
  const id = `${caller}->${callee}`;
  const name = links.has(id) ? { name: `${caller}-${callee}-${links.size}` } : {};
  links.add(id);
  links.add(String(links.size));
  const patterns = c.list(0, 4, () => pattern(c, below, false));
  return {
    call: callee,
    ...name,
    ...c.some({ latency: spread(c), connect: spread(c) }, 0.3),
    ...c.some({ times: c.one([1, 2, 3]) }, 0.2),
    ...(c.happens(0.1) ? { balance: balance(c) } : {}),
    ...(patterns.length > 0 ? { patterns } : {}),
    ...c.some({ fallback: 'empty' }, patterns.length === 0 ? 0.3 : 0),
  };
}

function steps(
  c: Chance,
  below: readonly string[],
  links: Set<string>,
  caller: string,
  depth = 0,
): Document[] {
  return c.list(1, 3, () => {
    const kind = c.below(depth > 2 ? 4 : 8);
    const inner = (): Document[] => steps(c, below, links, caller, depth + 1);
    if (kind === 6) return { parallel: c.list(1, 3, () => ({ steps: inner() })) };
    if (kind === 7)
      return { oneOf: c.list(1, 3, () => ({ weight: 1 + c.below(3), steps: inner() })) };
    if (kind === 3) return c.happens(0.5) ? { read: 'row' } : { write: 'row' };
    if (kind >= 4 && below.length > 0) return call(c, below, links, caller);
    return { work: spread(c) };
  });
}

const ORDERS = ['fifo', 'lifo', 'random', 'adaptive-lifo', 'priority', 'shortest'];

function service(c: Chance, id: string, below: readonly string[], links: Set<string>): Document {
  return {
    replicas: c.one([1, 1, 2, 3]),
    threads: c.one([1, 2, 8, 64]),
    ...c.some({ cores: c.one([1, 2, 4]) }, 0.25),
    ...c.some({ async: true }, 0.25),
    ...c.some({ contention: c.one([{ add: 1 }, { slow: 0.2 }, { add: 2, slow: 1 }]) }, 0.2),
    queue: {
      capacity: c.one([0, 1, 10, 100]),
      order: c.one(ORDERS),
      ...c.some({ codel: { target: c.one([1, 20]), interval: 50 } }, 0.2),
      ...c.some({ timeout: c.one<unknown>([1, 20, 200, { exponential: 30 }]) }, 0.3),
      ...c.some({ retryAfter: 40 }, 0.2),
    },
    ...(c.happens(0.25) ? { balance: balance(c) } : {}),
    ...(c.happens(0.2) ? { ejection: ejection(c) } : {}),
    ...(c.happens(0.2) ? { autoscale: autoscale(c) } : {}),
    ...c.some({ startup: c.one<unknown>([200, { exponential: 300 }]) }, 0.2),
    ...(c.happens(0.25) ? probed(c, below) : {}),
    ...c.some({ coldStart: { for: 400, slow: 3 }, propagation: c.one([1, 150]) }, 0.15),
    ...c.some({ errors: c.one([0.01, 0.3, 0.6]), permanentErrors: c.one([0.01, 0.3]) }, 0.2),
    ...(c.happens(0.2) ? { writes: true, ...c.some({ idempotency: { keep: 200 } }, 0.5) } : {}),
    ...c.some({ patterns: c.list(1, 3, () => pattern(c, below, true)) }, 0.25),
    ...c.some({ deadlines: c.one(['none', 'propagate']) }, 0.15),
    steps: steps(c, below, links, id),
  };
}

/** @param byUsers whoever waits for an answer is a user already */
function identities(c: Chance, byUsers: boolean): Document {
  return {
    ...c.some(byUsers ? {} : { users: c.one([2, 50]) }, 0.3),
    ...c.some({ tenants: { a: 0.7, b: 0.3 }, idempotencyKeys: true }, 0.5),
    ...c.some({ priorities: { high: 0.1, normal: 0.5, background: 0.4 } }, 0.7),
  };
}

function client(c: Chance, id: string, services: readonly string[], links: Set<string>): Document {
  const rate = c.one([1, 20, 100, 300]);
  const load = c.one<Document>([
    { rate, arrivals: c.one(['poisson', 'uniform']), ...c.some({ maxInFlight: 3 }, 0.3) },
    {
      from: 0,
      stages: [
        { for: 1000, to: rate },
        { for: 0, to: rate * 2 },
        { for: 1500, to: 5 },
      ],
    },
    { users: c.one([1, 5, 40]), think: c.one<unknown>([1, 30, { exponential: 50 }]) },
    { users: 10, think: 5, iterations: 3 },
    {
      users: {
        stages: [
          { for: 800, to: 12 },
          { for: 900, to: 2 },
        ],
      },
      think: 20,
    },
  ]);
  return {
    load,
    ...c.some({ instances: 3 }, 0.3),
    ...c.some({ identities: identities(c, 'users' in load) }, 0.4),
    steps: [call(c, services, links, id), ...c.list(0, 1, () => call(c, services, links, id))],
  };
}

/** Of each kind of fault, how much of it. */
const AMOUNTS: Readonly<Record<string, (c: Chance) => unknown>> = {
  slow: (c) => c.one([0.5, 5, 20]),
  delay: () => 20,
  errors: () => 0.5,
  permanentErrors: () => 0.4,
  capacity: () => 0.5,
  spike: () => 3,
  pause: () => true,
  hang: () => true,
  crash: (c) => c.one<unknown>([1, '50%']),
  drop: () => 0.2,
  loss: () => ({ share: 0.3, retransmit: 15 }),
  refuse: () => true,
};

function fault(
  c: Chance,
  doc: { services: string[]; clients: string[]; links: string[] },
): Document {
  // From the tables: a new kind has to be added above.
  const possible = [...faultTables.values()].filter(({ on }) =>
    on.some((where) => where !== 'link' || doc.links.length > 0),
  );
  const { name, on, ramp, share } = c.one(possible);
  const linked = on.includes('link') && doc.links.length > 0;
  const isOnLink = linked && (on.length === 1 || c.happens(0.3));
  const targets = on.includes('client') ? doc.clients : isOnLink ? doc.links : doc.services;
  return {
    at: c.below(2500),
    ...c.some({ for: c.one([0.5, 300, 1500]) }, 0.8),
    on: c.one(targets),
    ...c.some(ramp ? { ramp: 400 } : {}, 0.3),
    ...c.some(share ? { share: 0.5 } : {}, 0.3),
    [name]: AMOUNTS[name]!(c),
  };
}

/** An edit of a leaf that is there in every scenario of this kind. */
function edit(c: Chance, services: readonly string[], document: Document): Document {
  const id = c.one(services);
  const at = c.below(3000);
  const [set, to] = c.one<[string, unknown]>([
    [`services.${id}.threads`, c.one([1, 3, 50])],
    [`services.${id}.replicas`, c.one([1, 2, 5])],
    [`services.${id}.queue.capacity`, c.one([0, 2, 50])],
    [`services.${id}.queue.order`, c.one(ORDERS)],
    [`services.${id}.queue.timeout`, c.one<unknown>([15, { uniform: [1, 60] }])],
    [`services.${id}.contention`, c.one([null, { add: 3, slow: 0 }])],
    [`services.${id}.cores`, 2],
    [`services.${id}.errors`, 0.2],
    [`services.${id}.deadlines`, c.one(['none', 'propagate'])],
    ['deadlines', c.one(['none', 'propagate'])],
    ...balanceEdits(document, id, c),
    ...autoscaleEdits(document, id, c),
    ...loadEdits(document, c),
  ]);
  return { at, set, to };
}

function loadEdits(document: Document, c: Chance): [string, unknown][] {
  return Object.entries(document['clients'] as Record<string, { load: Document }>).flatMap(
    ([id, { load }]): [string, unknown][] => {
      if ('rate' in load) return [[`clients.${id}.load.rate`, c.one([5, 200])]];
      if (typeof load['users'] === 'number')
        return [
          [`clients.${id}.load.users`, c.one([1, 20])],
          [`clients.${id}.load.think`, c.one([1, 60])],
        ];
      return [];
    },
  );
}

/** A document; services call only those after them, so that there are no cycles. */
export function scenario(c: Chance): Document {
  const ids = c.list(1, 5, (i) => `s${i}`);
  const clientIds = c.list(1, 2, (i) => `c${i}`);
  const links = new Set<string>();
  const services = Object.fromEntries(
    ids.map((id, i) => [id, service(c, id, ids.slice(i + 1), links)]),
  );
  const clients = Object.fromEntries(clientIds.map((id) => [id, client(c, id, ids, links)]));
  const document: Document = {
    version: 1,
    title: 'Fuzz',
    seed: c.below(1_000_000),
    duration: 4000,
    ...c.some({ warmup: 700 }, 0.4),
    ...c.some({ deadlines: 'propagate' }, 0.35),
    clients,
    services,
  };
  const named = [...links].filter((id) => id.includes('->'));
  document['faults'] = c.list(0, 3, () =>
    fault(c, { services: ids, clients: clientIds, links: named }),
  );
  document['edits'] = c.list(0, 3, () => edit(c, ids, document));
  if (c.happens(0.25)) share(c, document);
  return document;
}

/** Puts one pattern into several stacks, at any depth, with one state. */
function share(c: Chance, document: Document): void {
  const [name, params] = Object.entries(pattern(c, ['s0'], false))[0]!;
  // A fallback has no state.
  if (name === 'fallback') return;
  // Whoever waits for an answer that it has asked for itself, further up, waits for ever.
  const alone = name === 'cache' ? { coalesce: false } : {};
  const shared = { [name]: { ...(params as Document), ...alone, scope: { shared: 'pool' } } };
  for (const step of callsIn(document)) {
    if (c.happens(0.4)) continue;
    const stack = (step['patterns'] as Document[] | undefined) ?? [];
    step['patterns'] = stack.toSpliced(c.below(stack.length + 1), 0, shared);
  }
}

const callsIn = (part: unknown): Document[] => {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'call' in part ? [part as Document] : [];
  return [...own, ...Object.values(part).flatMap(callsIn)];
};

export const scenarios: fc.Arbitrary<Document> = chances.map(scenario);

/** With one who goes on choosing. */
export const choosing = chances.map((chance) => ({ document: scenario(chance), chance }));
