/**
 * Runs one pattern stack on recorded calls: without network and services, but with the same queue
 * and pattern code as a run. The script replaces the layers below the stack.
 */
import { ARRIVAL, COMPLETION } from './kernel/queue.ts';
import { Streams } from './kernel/streams.ts';
import { everyKind } from './every-kind.ts';
import { build } from './model/build.ts';
import * as at from './model/flight/frame.ts';
import type { Frame } from './model/moves/moves.ts';
import { Network } from './model/moves/network.ts';
import type { ClientObserver, LinkObserver, Observer, ServiceObserver } from './model/observer.ts';
import { CANCELLED, DEGRADED, nameOf, OK, outcomeOf, type Outcome } from './model/outcome.ts';
import type { Pattern } from './model/pattern.ts';
import type { Stateful } from './model/port.ts';
import type { World } from './model/world.ts';
import { ScriptedCalls } from './scripted-calls.ts';
import type { FallbackList, PatternSpec, ServiceSpec, Spec } from './spec.ts';

export interface ScriptedCall {
  /** Start time, in ms. */
  at: number;
  /** Per attempt, the last repeated: ms until the answer (null: never), and the outcome. */
  latencies: readonly (number | null)[];
  outcomes: readonly string[];
}

export interface ReplayedAttempt {
  at: number;
  endedAt: number | null;
  outcome: string | null;
}

export interface ReplayedCall {
  /** Whether the call passed the stack. */
  admitted: boolean;
  /** Why it did not. */
  reason: string | null;
  outcome: string | null;
  endedAt: number | null;
  /** State of the outermost breaker at the call's start, and after it recorded the outcome. */
  stateBefore: string | null;
  stateAfter: string | null;
  attempts: ReplayedAttempt[];
}

export interface ReplayResult {
  calls: ReplayedCall[];
  transitions: { at: number; pattern: string; from: string; to: string }[];
}

const NS_PER_MS = 1e6;
/** How long the replay continues after the last call has ended, in ns. */
const AFTERMATH_NS = 60e9;

/** Records the calls. */
class Log implements Observer, ClientObserver, LinkObserver, ServiceObserver {
  readonly calls: ReplayedCall[];
  readonly transitions: ReplayResult['transitions'] = [];
  /** Time of a call's last event so far, or of its start if later. */
  lastNs = 0;
  breaker: Pattern | null = null;
  private w!: World;
  private readonly numbers = new Map<ReplayedAttempt, number>();

  constructor(count: number) {
    this.calls = Array.from({ length: count }, () => ({
      admitted: false,
      reason: null,
      outcome: null,
      endedAt: null,
      stateBefore: null,
      stateAfter: null,
      attempts: [],
    }));
  }

  watch(w: World): void {
    this.w = w;
    for (const watched of [...w.clients, ...w.links, ...w.services]) watched.observer = this;
  }

  private now(): number {
    this.lastNs = Math.max(this.lastNs, this.w.now);
    return this.w.now / NS_PER_MS;
  }

  of(f: Frame): ReplayedCall {
    return this.calls[f.user]!;
  }

  /** After the breaker has recorded the outcome; the last attempt counts. */
  recorded(f: Frame): void {
    this.of(f).stateAfter = this.breaker!.stateName;
  }

  began(f: Frame): void {
    this.now();
    this.of(f).stateBefore = this.breaker?.stateName ?? null;
  }

  ended(f: Frame, o: Outcome): void {
    const call = this.of(f);
    call.outcome = nameOf(o);
    call.endedAt = this.now();
    call.stateAfter ??= this.breaker?.stateName ?? null;
    if (!call.admitted && o > DEGRADED) call.reason = nameOf(o);
  }

  attemptBegan(f: Frame): void {
    const attempt = { at: this.now(), endedAt: null, outcome: null };
    this.numbers.set(attempt, f.attempt);
    this.of(f).attempts.push(attempt);
  }

  attemptEnded(f: Frame, o: Outcome): void {
    const began = f.began / NS_PER_MS;
    const attempt = this.of(f).attempts.find(
      (a) => a.endedAt === null && a.at === began && this.numbers.get(a) === f.attempt,
    )!;
    attempt.endedAt = this.now();
    attempt.outcome = nameOf(o);
  }

  decision(): void {}
  lived(): void {}

  transition(pattern: Stateful, from: string, to: string): void {
    const { layer, name } = pattern.place;
    this.transitions.push({ at: this.w.now / NS_PER_MS, pattern: `${layer}:${name}`, from, to });
  }

  dropped(): void {}
  callBegan(): void {}
  callEnded(): void {}
  restarted(): void {}
  oomKilled(): void {}
  staffed(): void {}
  ejected(): void {}
  picked(): void {}
  arrived(): void {}
  rejected(): void {}
  started(): void {}
  waited(): void {}
  answered(): void {}
  tookEffect(): void {}
  replayed(): void {}
  abandoned(): void {}
  busy(): void {}
  queued(): void {}
  coresBusy(): void {}
  capacity(): void {}
}

/** The layers below the stack: each attempt gets its recorded answer. */
class Script extends Network {
  private readonly world: World;
  private readonly script: readonly ScriptedCall[];
  private readonly log: Log;

  constructor(w: World, script: readonly ScriptedCall[], log: Log) {
    super(w);
    this.world = w;
    this.script = script;
    this.log = log;
  }

  override send(f: Frame): void {
    const call = this.log.of(f);
    const { latencies, outcomes } = this.script[f.user]!;
    const nth = Math.max(0, call.attempts.length - 1);
    // A fallback's call goes elsewhere: it succeeds at once.
    const elsewhere = f.link !== this.world.links.find(({ id }) => id === MAIN);
    const latency = elsewhere ? 0 : (latencies[Math.min(nth, latencies.length - 1)] ?? null);
    f.outcome = elsewhere ? OK : outcomeOf(outcomes[Math.min(nth, outcomes.length - 1)]!);
    if (!elsewhere) call.admitted = true;
    f.phase = latency === null ? at.LOST : at.ANSWERING;
    if (f.link!.plan.watches) this.watch(f, true);
    if (latency !== null) this.world.after(f, Math.round(latency * NS_PER_MS), COMPLETION);
  }
}

const MAIN = 'caller->callee';

const nothing: ServiceSpec = {
  replicas: 1,
  threads: 1,
  cores: null,
  async: false,
  contention: null,
  queue: { capacity: 0, order: 'fifo', timeout: null, retryAfter: null, codel: null },
  ...{ balance: null, ejection: null, autoscale: null, startup: 0, coldStart: null },
  ...{ propagation: 0, probes: null, memory: null, restart: null, deadlines: null },
  errors: 0,
  permanentErrors: 0,
  writes: false,
  idempotency: null,
  work: 0,
  patterns: [],
};

/** A world with a caller and a callee connected by the stack. */
function specOf(patterns: PatternSpec[], seed: string): Spec {
  const elsewhere = patterns
    .flatMap((entry) => Object.values(entry))
    .flatMap((params) => (params['try'] as FallbackList | undefined) ?? [])
    .flatMap((entry) => ('call' in entry ? [entry.call] : []));
  const call = {
    call: 'callee',
    name: MAIN,
    latency: 0,
    connect: 0,
    balance: null,
    patterns,
    fallback: null,
    times: 1,
  };
  return {
    version: 1,
    title: '',
    summary: '',
    seed,
    duration: Infinity,
    warmup: 0,
    deadlines: 'none',
    clients: {
      caller: {
        load: { rate: 0, arrivals: 'uniform', maxInFlight: null },
        identities: null,
        instances: 1,
        steps: [call],
      },
    },
    services: Object.fromEntries(['callee', ...elsewhere].map((id) => [id, { ...nothing }])),
    faults: [],
    edits: [],
  };
}

/** Notifies the log when the outermost breaker has handled a call. */
function watchBreaker(w: World, log: Log): void {
  const link = w.links.find(({ id }) => id === MAIN)!;
  const stack = w.stackOf(link.plan, 0);
  const { patterns, leaves } = stack;
  const layer = patterns.findIndex(({ stateName }) => stateName !== null);
  const breaker = patterns[layer];
  if (!breaker) return;
  log.breaker = breaker;
  const leave = breaker.leave.bind(breaker);
  leaves[layer] = (world, f: Frame, o, child) => {
    const passed = leave(world, f, o, child);
    log.recorded(f);
    return passed;
  };
  // Its own answers leave from its layer upwards.
  const { calls } = w;
  const ascend = calls.ascend.bind(calls);
  calls.ascend = (f, from, o) => {
    if (from === layer - 1 && f.stack === stack && o !== CANCELLED) log.recorded(f);
    ascend(f, from, o);
  };
}

/** Whether a back-off, a timeout or a maximum wait will move a call on. */
function isUnderWay({ pool }: World): boolean {
  const { frames, tokens, timersPerFrame } = pool;
  const timed = ({ timers }: Frame): boolean =>
    tokens.subarray(timers, timers + timersPerFrame).some((token) => token !== 0);
  return frames.some((f) => f.kind >= 0 && (f.due !== 0 || timed(f)));
}

/**
 * @param patterns a stack in spec form, outermost first; parameters that a library would reject are
 * run as they are
 * @returns results in script order
 */
export function replay(
  patterns: readonly PatternSpec[],
  script: readonly ScriptedCall[],
  seed = '1',
): ReplayResult {
  const log = new Log(script.length);
  const spec = specOf([...patterns], seed);
  const way = (w: World): Network => new Script(w, script, log);
  const w = build(spec, new Streams(seed), log, everyKind, way);
  watchBreaker(w, log);
  const caller = w.clients[0]!;
  const calls = new ScriptedCalls(caller);
  w.enlist(calls);
  script.forEach((call, nth) => {
    const time = Math.round(call.at * NS_PER_MS);
    w.wakeAt(calls, time, ARRIVAL, nth);
    log.lastNs = Math.max(log.lastNs, time);
  });
  for (let next = w.queue.nextTime(); next < Infinity; next = w.queue.nextTime()) {
    if (next > log.lastNs + AFTERMATH_NS && !isUnderWay(w)) break;
    w.advance(next + 1, Infinity);
  }
  return { calls: log.calls, transitions: log.transitions };
}
