/**
 * The plain data that determines a run. It mirrors the scenario document key by key, so that a
 * path such as `services.api.steps[1].patterns[0].retry.maxAttempts` names the same thing in both;
 * every default is filled in, every duration is a number of milliseconds, every rate a number per
 * second, every share a number from 0 to 1. Two specs that are deeply equal give the same digest.
 */

import type { laws } from './distributions/index.ts';
import type { Priority } from './model/priorities.ts';

/** Milliseconds; fractions allowed, rounded to whole nanoseconds by the kernel. */
export type Ms = number;

/**
 * A duration with spread: always the same, or drawn from one of the distributions with its figures
 * (see distributions/index.ts), which are in ms but for those that have no unit.
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
  /** The text from which every random stream is derived. */
  seed: string;
  duration: Ms;
  warmup: Ms;
  deadlines: DeadlineRule;
  clients: Record<string, ClientSpec>;
  services: Record<string, ServiceSpec>;
  faults: FaultSpec[];
  /** In the order of `at`; those at one instant in the order written. */
  edits: EditSpec[];
}

/** Whether deadlines are honored and handed on with calls. */
export type DeadlineRule = 'none' | 'propagate';

export type Arrivals = 'poisson' | 'uniform';

export type LoadSpec =
  | { rate: number; arrivals: Arrivals }
  | { stages: { for: Ms; to: number }[]; from: number; arrivals: Arrivals }
  | {
      users: number | { stages: { for: Ms; to: number }[] };
      think: Spread;
      /** null: until the run ends. */
      iterations: number | null;
    };

/** Whom a client's requests come from. Shares are relative to the others of their kind. */
export interface IdentitiesSpec {
  /** Each request is one of so many users', all equally likely; null: users are not told apart. */
  users: number | null;
  tenants: Record<string, number>;
  priorities: Partial<Record<Priority, number>>;
  /** Requests carry a key, by which a callee can tell that it has done this before. */
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
  /** null: work is not shared between cores, every thread progresses at full speed. */
  cores: number | null;
  async: boolean;
  queue: QueueSpec;
  /** null: as the scenario has it. */
  deadlines: DeadlineRule | null;
  /** Share of requests that fail with `error` after their last step. */
  errors: number;
  permanentErrors: number;
  /** Its work has an effect, which is counted, and counted as a duplicate when it comes twice. */
  writes: boolean;
  /** Answers of operations done are kept so long, by their key; null: keys mean nothing to it. */
  idempotency: { keep: Ms } | null;
  /** Short for one work step; exactly one of `work` and `steps` is there. */
  work?: Spread;
  steps?: StepSpec[];
  patterns: PatternSpec[];
}

export interface QueueSpec {
  /** Requests that may wait, per replica. */
  capacity: number;
  order: 'fifo' | 'lifo' | 'random' | 'adaptive-lifo' | 'priority';
  /** null: a request waits for as long as it takes. */
  timeout: Ms | null;
  /** Sheds what has waited too long while even the shortest wait is beyond the target. */
  codel: { target: Ms; interval: Ms } | null;
}

export interface CallSpec {
  call: string;
  /** The link's id where `caller->callee` is taken already; null: `caller->callee`. */
  name: string | null;
  latency: Spread;
  connect: Spread;
  /** Outermost first. */
  patterns: PatternSpec[];
  /** The parameters of a fallback pattern outermost in the stack; null: none. */
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
 * What a fallback tries in turn, its parameter `try`. Answers cost no time; a call is a link of its
 * own.
 */
export type FallbackList = ({ answer: string } | CallSpec)[];

/** One entry of a stack: one key, the pattern's name, with all its parameters filled in. */
export type PatternSpec = Record<string, PatternParams>;

/** `like`: the library, null for the plain pattern. `scope`: who shares the state. */
export type PatternParams = {
  like: string | null;
  scope: 'replica' | 'link' | 'service';
  disabled: boolean;
} & Record<string, unknown>;

/**
 * A fault: exactly one key of `engine/faults/tables.ts` stands beside the common ones and says how
 * much, e.g. `{ at: 60000, for: 30000, on: 'db', ramp: 0, share: null, replicas: null, disabled:
 * false, slow: 10 }`.
 */
export type FaultSpec = {
  at: Ms;
  /** null: to the end. */
  for: Ms | null;
  on: string;
  ramp: Ms;
  /** Share of requests that it hits; null: all. */
  share: number | null;
  /** The first so many replicas; null: all. */
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
