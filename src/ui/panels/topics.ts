/** The built-in scenarios by topic, in an order to learn them in, and what a search finds. */
import type { Spec } from '../../engine/index.ts';
import { faultTables, layersIn, patternTables, topologyOf } from '../../engine/tables.ts';
import { words } from '../kit/format.ts';
import type { BuiltIn } from '../state/built-in.ts';

interface Topic {
  name: string;
  /** Names of scenarios. */
  of: readonly string[];
}

const TOPICS: readonly Topic[] = [
  {
    name: 'Retries',
    of: [
      ...['retries-hide-blips', 'retry-storm', 'congestion-collapse', 'come-back-later'],
      ...['nested-retries', 'charged-twice'],
    ],
  },
  {
    name: 'Load, queues and threads',
    of: [
      'closed-vs-open',
      'queue-too-long',
      'shortest-first',
      'replica-crash',
      'stop-the-world',
      'thread-exhaustion',
      'shared-pool',
    ],
  },
  {
    name: 'Isolation and priorities',
    of: ['bulkhead-isolates', 'noisy-neighbour', 'partner-quota', 'first-things-first'],
  },
  { name: 'Balancing', of: ['slow-replica', 'black-hole', 'everyone-ejected'] },
  {
    name: 'Health and restarts',
    of: [
      ...['liveness-asks-the-database', 'no-thread-for-a-probe', 'slow-starter'],
      ...['memory-leak', 'lost-packets'],
    ],
  },
  {
    name: 'Autoscaling',
    of: ['autoscaler-keeps-up', 'autoscaler-too-slow', 'autoscaler-flaps'],
  },
  { name: 'Circuit breakers', of: ['breaker-saves-the-caller', 'breaker-widens-the-outage'] },
  {
    name: 'Fallbacks and caches',
    of: ['graceful-degradation', 'fallback-fells-the-spare', 'cache-stampede'],
  },
  { name: 'Hedging', of: ['hedged-requests', 'hedging-an-overload'] },
  { name: 'Contention', of: ['optimistic-locking'] },
];

/** A topic with what was found of it. */
export interface Shelf {
  name: string;
  scenarios: readonly BuiltIn[];
}

/** Those in which every word of the search occurs; what has no topic comes last. */
export function shelvesOf(all: readonly BuiltIn[], search: string): Shelf[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const listed = TOPICS.flatMap(({ of }) => of);
  const others = all.flatMap(({ name }) => (listed.includes(name) ? [] : [name]));
  return [...TOPICS, { name: 'Others', of: others }]
    .map(({ name, of }) => ({
      name,
      scenarios: of.flatMap((one) => {
        const scenario = all.find((other) => other.name === one);
        const text = scenario ? `${name.toLowerCase()} ${textOf(scenario)}` : '';
        return scenario && wanted.every((word) => text.includes(word)) ? [scenario] : [];
      }),
    }))
    .filter(({ scenarios }) => scenarios.length > 0);
}

/** Title, summary, and what it is made of: patterns, libraries, faults. */
function textOf({ name, spec }: BuiltIn): string {
  const patterns = layersIn(topologyOf(spec)).flatMap((layer) => [
    layer.name,
    patternTables.get(layer.name)?.title ?? '',
    layer.params.like ?? '',
  ]);
  return [name, spec.title, spec.summary, ...patterns, ...faultsOf(spec)].join(' ').toLowerCase();
}

const faultsOf = ({ faults }: Spec): string[] =>
  faults.flatMap((fault) =>
    [...faultTables.keys()].flatMap((kind) =>
      Object.hasOwn(fault, kind) ? [kind, words(kind)] : [],
    ),
  );
