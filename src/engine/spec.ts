/**
 * The plain data that determines a run. It mirrors the scenario document key by key, so that a
 * path such as `services.api.steps[1].patterns[0].retry.maxAttempts` names the same thing in both;
 * every default is filled in, every duration is a number of milliseconds, every rate a number per
 * second, every share a number from 0 to 1. Two specs that are deeply equal give the same digest.
 */

import type { laws } from './distributions/index.ts';
import type { BalanceSpec } from './model/parts/policy.ts';
import type { AutoscaleSpec } from './model/autoscale.table.ts';
import type { EjectionSpec } from './model/parts/outliers.ts';
export type { AutoscaleSpec, BalanceSpec, EjectionSpec };
import type { Values } from './model/params.ts';
import type { Priority } from './model/priorities.ts';
import type { ProbeName } from './model/probe-names.ts';
import type { memory, restart } from './model/probes.table.ts';

/** Milliseconds; fractions allowed, rounded to whole nanoseconds by the kernel. */
export type Ms = number;

/**
 * A random duration: constant, or drawn from a distribution (see distributions/index.ts) with
 * parameters in ms, except those without a unit.
 */
export type Spread =
  | Ms
  | {
      [Name in keyof typeof laws]: Record<Name, Parameters<(typeof laws)[Name]>[0]>;
    }[keyof typeof laws];

export interface Spec {
  version: 1;
  title: string;
  summary: string;
  /** The seed of all random streams. */
  seed: string;
  duration: Ms;
  warmup: Ms;
  deadlines: DeadlineRule;
  clients: Record<string, ClientSpec>;
  services: Record<string, ServiceSpec>;
  faults: FaultSpec[];
  /** In time order; simultaneous edits in the order written. */
  edits: EditSpec[];
}

/** Whether deadlines are honored and propagated with calls. */
export type DeadlineRule = 'none' | 'propagate';

export type Arrivals = 'poisson' | 'uniform';

interface OpenLoad {
  arrivals: Arrivals;
  /** Arrivals beyond so many requests in flight are dropped; null: none is. */
  maxInFlight: number | null;
}

export type LoadSpec =
  | ({ rate: number } & OpenLoad)
  | ({ stages: { for: Ms; to: number }[]; from: number } & OpenLoad)
  | {
      users: number | { stages: { for: Ms; to: number }[] };
      think: Spread;
      /** null: until the run ends. */
      iterations: number | null;
    };

/** Identities of a client's requests. Weights are relative to the others of their kind. */
export interface IdentitiesSpec {
  /** Number of equally likely users; null: requests have no user. */
  users: number | null;
  tenants: Record<string, number>;
  priorities: Partial<Record<Priority, number>>;
  /** Requests carry idempotency keys. */
  idempotencyKeys: boolean;
}

export interface ClientSpec {
  load: LoadSpec;
  identities: IdentitiesSpec | null;
  instances: number;
  steps: StepSpec[];
}

export interface ServiceSpec {
  replicas: number;
  threads: number;
  /** null: cores are not shared, and every thread runs at full speed. */
  cores: number | null;
  async: boolean;
  /** What each other request at the replica costs a piece of work; null: nothing. */
  contention: { add: Ms; slow: number } | null;
  queue: QueueSpec;
  /** Time from the start of a process until it serves. */
  startup: Spread;
  /** For so long after that, work takes up to so much longer; null: it does not. */
  coldStart: { for: Ms; slow: number } | null;
  /** Time until balancers know that a replica is ready, or no longer. */
  propagation: Ms;
  /** What is asked of each replica, and by what it is known to live and to be ready. */
  probes: Readonly<Record<ProbeName, ProbeSpec | null>> | null;
  /** What a process holds of memory, and how much it may, in bytes; null: any amount. */
  memory: Values<typeof memory> | null;
  /** How a process that was killed starts again; null: as by default. */
  restart: RestartSpec | null;
  /** When balancers stop using a replica that fails; null: never. */
  ejection: EjectionSpec | null;
  /** How its requests get their replica; null: round robin. */
  balance: BalanceSpec | null;
  /** What changes the number of its replicas; null: only edits do. */
  autoscale: AutoscaleSpec | null;
  /** null: as set in the scenario. */
  deadlines: DeadlineRule | null;
  /** Fraction of requests that fail with `error` after their last step. */
  errors: number;
  permanentErrors: number;
  /** Its work has an effect; repeated effects are counted as duplicates. */
  writes: boolean;
  /** How long answers are stored by idempotency key; null: keys are ignored. */
  idempotency: { keep: Ms } | null;
  /** Shorthand for one work step; exactly one of `work` and `steps` is set. */
  work?: Spread;
  steps?: StepSpec[];
  patterns: PatternSpec[];
}

export interface ProbeSpec {
  initialDelay: Ms;
  period: Ms;
  timeout: Ms;
  failureThreshold: number;
  /** Only of readiness; 1 otherwise. */
  successThreshold?: number;
  threads: 'shared' | 'own';
  onTimeout: 'fail' | 'warn';
  /** For so long an answer is used again. */
  cache: Ms;
  /** Services that it calls in turn. */
  calls: string[];
}

export type RestartSpec = Values<typeof restart>;

export interface QueueSpec {
  /** Queue capacity per replica. */
  capacity: number;
  order: 'fifo' | 'lifo' | 'random' | 'adaptive-lifo' | 'priority' | 'shortest';
  /** null: no queue timeout. */
  timeout: Spread | null;
  /** When those that are refused are to come back; null: they are not told. */
  retryAfter: Ms | null;
  /**
   * Controlled delay: sheds requests that waited too long while even the shortest wait exceeds the
   * target.
   */
  codel: { target: Ms; interval: Ms } | null;
}

export interface CallSpec {
  call: string;
  /** The link's id if `caller->callee` is taken; null: `caller->callee`. */
  name: string | null;
  latency: Spread;
  connect: Spread;
  /** Its own balancing, in place of the callee's; null: none. */
  balance: BalanceSpec | null;
  /** Outermost first. */
  patterns: PatternSpec[];
  /** Parameters of a fallback as outermost layer; null: none. */
  fallback: PatternParams | null;
  times: number;
}

export type StepSpec =
  | { work: Spread }
  | CallSpec
  | { parallel: (StepSpec | { steps: StepSpec[] })[] }
  | { oneOf: { weight: number; steps: StepSpec[] }[] }
  | { read: string }
  | { write: string };

/**
 * A fallback's alternatives (its parameter `try`). Answers take no time; a call has its own link.
 */
export type FallbackList = ({ answer: string } | CallSpec)[];

/** One entry of a stack: one key, the pattern's name, with all its parameters. */
export type PatternSpec = Record<string, PatternParams>;

/**
 * `like`: the library, null for the plain pattern. `scope`: who shares the state; `shared`: all
 * entries of that name.
 */
export type PatternParams = {
  like: string | null;
  scope: 'replica' | 'link' | 'service' | { shared: string };
  disabled: boolean;
} & Record<string, unknown>;

/**
 * A fault: exactly one key of `engine/faults/tables.ts` beside the common ones sets its amount,
 * e.g. `{ at: 60000, for: 30000, on: 'db', ramp: 0, share: null, replicas: null, disabled: false,
 * slow: 10 }`.
 */
export type FaultSpec = {
  at: Ms;
  /** null: until the end. */
  for: Ms | null;
  on: string;
  ramp: Ms;
  /** Fraction of requests that it affects; null: all. */
  share: number | null;
  /** Number of affected replicas, from the first; null: all. */
  replicas: number | null;
  disabled: boolean;
} & Record<string, unknown>;

export interface EditSpec {
  at: Ms;
  /** A path into the spec. */
  set: string;
  /** The value in the spec's units. */
  to: unknown;
}
