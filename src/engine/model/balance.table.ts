/** Parameters of load balancing, as a service or a single call sets them. */
import { choice, count, either, group, list, ms, number, share } from './params.ts';
import type { Table } from './params.ts';

export const POLICIES = [
  'round-robin',
  'random',
  'least-requests',
  'peak-ewma',
  'ring-hash',
  'maglev',
  'sticky',
] as const;

export type PolicyName = (typeof POLICIES)[number];

export const balance = {
  policy: choice(
    POLICIES,
    'round-robin',
    'How a replica is chosen. least-requests and peak-ewma look at what is under way, ring-hash ' +
      'and maglev keep a key with its replica, sticky stays with one until it fails.',
  ),
  choices: either(
    [
      count(2, 'Replicas drawn at random; the least busy is taken.', { min: 1, max: 1000 }),
      choice(['all'], 'all', 'Every replica is looked at.'),
    ],
    'Of least-requests: how many replicas are drawn at random, of which the least busy is taken. ' +
      'all: every replica is looked at.',
  ),
  bias: number(
    1,
    'Of least-requests with unequal weights: how much requests under way lower a weight.',
    { max: 100 },
  ),
  decayTime: ms(10_000, 'Of peak-ewma: time in which a latency is forgotten by 63%.', {
    zero: false,
  }),
  key: choice(
    ['user', 'tenant', 'operation'],
    'user',
    'Of ring-hash and maglev: whose requests stay with one replica. Without it, any replica.',
  ),
  minimumRingSize: count(1024, 'Of ring-hash: points on the ring, at least.', {
    min: 1,
    max: 1_048_576,
  }),
  weights: list(null, 'Weights of the replicas, from the first; 1 beyond the list.', {
    of: number(undefined, 'Relative to the others.', { min: 0.001, max: 1e6 }),
    begin: [1],
    most: 1000,
  }),
  scope: choice(
    ['shared', 'caller'],
    'shared',
    'shared: one balancer before the service sees all requests. caller: each replica of a caller ' +
      'balances by what it has sent itself, as gRPC clients and sidecars do.',
  ),
  panicThreshold: share(
    0,
    'With a smaller share of the replicas available, all are used, ejected or not. 0: never.',
  ),
  slowStart: group(
    {
      window: ms(undefined, 'Time after which a new replica has its full weight.', {
        zero: false,
        begin: 30_000,
      }),
      aggression: number(1, '1: the weight grows linearly; above 1: faster at first.', {
        min: 0.01,
        max: 100,
      }),
      minimum: share(0.1, 'The least fraction of its weight.', { min: 0.001 }),
    },
    'A new replica gets its share of requests bit by bit. Not set: at once.',
    true,
  ),
} as const;

/** Which of them a policy has, apart from the policy itself and those of all policies. */
const OWN: Readonly<Record<PolicyName, readonly (keyof typeof balance)[]>> = {
  'round-robin': ['weights', 'slowStart'],
  random: ['weights', 'slowStart'],
  'least-requests': ['choices', 'bias', 'weights', 'slowStart'],
  'peak-ewma': ['decayTime'],
  'ring-hash': ['key', 'minimumRingSize', 'weights', 'slowStart'],
  maglev: ['key', 'weights', 'slowStart'],
  sticky: [],
};

/** The parameters that matter with a policy and can be set while a run goes on. */
export function balanceOf({ balance: values }: Readonly<Record<string, unknown>>): Table {
  const policy = (values as { policy: PolicyName } | null)?.policy;
  const own = policy ? OWN[policy] : [];
  return Object.fromEntries(
    ['policy', ...own, ...(policy ? ['panicThreshold'] : [])].map((key) => [
      key,
      balance[key as keyof typeof balance],
    ]),
  );
}
