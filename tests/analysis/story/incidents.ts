/** Random systems that are well by themselves, and random faults in them. */
import { faultTables } from '../../../src/engine/index.ts';
import type { Chance, Document } from '../../fuzz/chance.ts';

const PATTERNS: readonly Document[] = [
  { retry: { maxAttempts: 3, base: '50ms', jitter: 'full' } },
  { circuitBreaker: {} },
  { circuitBreaker: { like: 'resilience4j', slidingWindowSize: 50, minimumNumberOfCalls: 20 } },
  { bulkhead: { maxConcurrentCalls: 40 } },
  { hedge: { after: '300ms' } },
];

/** A tree of services behind a client, each at a third to two thirds of what it can do. */
export function calm(c: Chance): Document {
  const count = 1 + c.below(5);
  const rate = c.one([10, 40, 120]);
  const ids = Array.from({ length: count }, (_, i) => `service-${i + 1}`);
  const call = (id: string): Document => {
    const patterns: Document[] = [];
    if (c.happens(0.6)) patterns.push({ timeout: { after: c.one(['1s', '2s', '4s']) } });
    if (c.happens(0.5)) patterns.push(c.one(PATTERNS));
    return {
      call: id,
      ...(patterns.length > 0 ? { patterns } : {}),
      ...(c.happens(0.15) ? { fallback: 'plain' } : {}),
    };
  };
  const services = ids.map((id, i): [string, Document] => {
    const below = ids.filter((_, j) => j > i && Math.floor((j - 1) / 2) === i);
    const workMs = c.one([5, 20, 50]);
    const busy = (rate * workMs) / 1000;
    // Those who wait for others need more threads.
    const threads = Math.ceil(busy / c.one([0.4, 0.6])) + (below.length > 0 ? c.one([20, 60]) : 1);
    const work = { work: { exponential: `${workMs}ms` } };
    return [
      id,
      {
        threads,
        replicas: c.one([1, 1, 2]),
        queue: { capacity: c.one([50, 500]) },
        steps: [work, ...below.map(call)],
      },
    ];
  });
  return {
    version: 1,
    seed: 1 + c.below(1000),
    duration: '80s',
    warmup: '5s',
    clients: { users: { load: { rate: `${rate}/s` }, steps: [call(ids[0]!)] } },
    services: Object.fromEntries(services),
  };
}

const AMOUNTS: Readonly<Record<string, readonly unknown[]>> = {
  slow: ['3x', '10x', '50x'],
  delay: ['500ms', '3s'],
  errors: ['5%', '30%', '100%'],
  permanentErrors: ['10%', '100%'],
  capacity: ['10%', '40%'],
  spike: ['2x', '5x'],
  pause: [true],
  crash: ['50%', '100%'],
  drop: ['20%', '100%'],
  loss: [{ share: '30%' }],
  refuse: [true],
};

/** @param links ids of the links */
export function fault(c: Chance, { services }: Document, links: readonly string[]): Document {
  const name = c.one(Object.keys(AMOUNTS));
  const places = faultTables.get(name)!.on;
  const ids = [
    ...(places.includes('client') ? ['users'] : []),
    ...(places.includes('service') ? Object.keys(services as Document) : []),
    ...(places.includes('link') ? links : []),
  ];
  return {
    at: '30s',
    for: c.one(['5s', '20s']),
    on: c.one(ids),
    [name]: c.one(AMOUNTS[name]!),
  };
}
