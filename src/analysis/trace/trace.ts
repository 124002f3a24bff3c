/**
 * One request of a run as a tree of spans that leave no gap: each instant of a request, call or
 * attempt belongs to one of its parts. A run is a pure function of its spec, so it is simply run
 * again with an eye on that request.
 */
import {
  createRun,
  finderIn,
  OUTCOMES,
  type OutcomeName,
  type Root,
  type Run,
  type Sought,
  type Spec,
  type Traced,
  tracerIn,
  type Wanted,
} from '../../engine/index.ts';

/**
 * A request, a call over a link, an attempt of it; or a part without parts of its own: waiting for
 * a thread or for a pattern to let it pass, work, the pause before another attempt, the network.
 */
export type SpanKind = 'request' | 'call' | 'attempt' | 'queue' | 'work' | 'backoff' | 'network';

export interface Span {
  id: number;
  parent: number | null;
  kind: SpanKind;
  name: string;
  /** Id of the client, service or link. */
  on: string;
  /** Of the service, from 1; null: none. */
  replica: number | null;
  startMs: number;
  /** Null: it has not ended when the run does. */
  endMs: number | null;
  outcome: 'ok' | 'degraded' | 'failed' | null;
  /** Why it failed. */
  reason: OutcomeName | null;
  /** It goes on after whoever waited for it has left. */
  abandoned?: true;
}

export interface Trace {
  trace: {
    /** The same in every run with the same client and number, whatever else differs. */
    id: string;
    client: string;
    /** Among the requests of its client, from 1. */
    nth: number;
    outcome: Span['outcome'];
    cause: OutcomeName | null;
    startMs: number;
    endMs: number | null;
    durationMs: number | null;
  };
  spans: Span[];
}

/**
 * Which request is sought, from where a run stands; null: there is none.
 * @param client only among its requests
 */
export function findRequest(run: Run, sought: Sought, client: string | null): Root | null {
  const finder = finderIn(run, sought, client);
  const untilMs = typeof sought === 'object' ? sought.endedMs + 1 : Infinity;
  while (run.advance(untilMs, SLICE) && (sought === 'slowest' || !finder.found));
  return finder.found;
}

const SLICE = 10_000;

/**
 * Runs from where a run stands until the request, and all work for it, is over; null: none begins.
 */
export function traceOf(run: Run, wanted: Wanted): Trace | null {
  const tracer = tracerIn(run, wanted);
  while (!tracer.isDone && run.advance(Infinity, SLICE));
  const [root] = tracer.spans;
  if (!root) return null;
  const { nth } = tracer;
  const client = root.on;
  const spans = new Spans(tracer.spans).all();
  const { startMs, endMs, outcome, reason } = spans[0]!;
  const durationMs = endMs === null ? null : (root.endNs - root.startNs) / NS;
  const id = `${client}#${nth}`;
  return {
    trace: { id, client, nth, outcome, cause: reason, startMs, endMs, durationMs },
    spans,
  };
}

/** A request that is named by its number, or by what became of it. */
export type Which = { nth: number } | Sought;

/** The same by a run from its start, which is run twice where it is not known when that begins. */
export function traceIn(spec: Spec, which: Which, client: string | null): Trace | null {
  if (typeof which === 'object' && 'nth' in which)
    return traceOf(createRun(spec), { client, nth: which.nth });
  const root = findRequest(createRun(spec), which, client);
  return root && traceOf(createRun(spec), root);
}

const NS = 1e6;

const outcomeOf = (o: number): Span['outcome'] => (o > 1 ? 'failed' : o === 1 ? 'degraded' : 'ok');

/** A part that has not ended. */
const OPEN = -1;

class Spans {
  private readonly traced: readonly Traced[];
  private readonly spans: Span[] = [];
  private readonly places = new Map<Traced, number>();

  constructor(traced: readonly Traced[]) {
    this.traced = traced;
  }

  all(): Span[] {
    this.put(this.traced[0]!, null);
    return this.spans;
  }

  private put(one: Traced, parent: number | null): void {
    const id = this.add(parent, this.shape(one), one.startNs, one.endNs);
    this.places.set(one, id);
    const inner = this.traced.filter(({ parent: of }) => of === one);
    if (one.kind === 'request') this.steps(id, inner, one.startNs, one.endNs, one.on);
    else if (one.kind === 'call') this.tries(one, id, inner);
    else this.visit(one, id, inner);
  }

  private shape(one: Traced): Omit<Span, 'id' | 'parent' | 'startMs' | 'endMs'> {
    const ended = one.endNs !== OPEN;
    const outcome = ended ? outcomeOf(one.outcome) : null;
    const reason = outcome === 'failed' ? OUTCOMES[one.outcome]! : null;
    const name = one.kind === 'attempt' ? `attempt ${one.attempt}` : one.on;
    const replica = one.replica < 0 ? null : one.replica + 1;
    return { kind: one.kind, name, on: one.on, replica, outcome, reason };
  }

  private add(
    parent: number | null,
    shape: Omit<Span, 'id' | 'parent' | 'startMs' | 'endMs'>,
    startNs: number,
    endNs: number,
  ): number {
    const id = this.spans.length;
    const endMs = endNs === OPEN ? null : endNs / NS;
    const whole = parent === null ? null : this.spans[parent]!;
    const abandoned =
      whole !== null &&
      (whole.abandoned === true || (whole.endMs !== null && (endMs ?? Infinity) > whole.endMs));
    const span: Span = { id, parent, ...shape, startMs: startNs / NS, endMs };
    this.spans.push(abandoned ? { ...span, abandoned } : span);
    return id;
  }

  private part(parent: number, kind: SpanKind, on: string, startNs: number, endNs: number): void {
    if (endNs === startNs) return;
    const { replica } = this.spans[parent]!;
    const name = { queue: 'wait', work: 'work', backoff: 'back-off', network: 'network' }[
      kind as 'queue'
    ];
    this.add(parent, { kind, name, on, replica, outcome: null, reason: null }, startNs, endNs);
  }

  /** What lies between calls is work. */
  private steps(
    id: number,
    calls: readonly Traced[],
    fromNs: number,
    toNs: number,
    on: string,
  ): void {
    let atNs = fromNs;
    for (const call of calls) {
      if (call.startNs > atNs) this.part(id, 'work', on, atNs, call.startNs);
      this.put(call, id);
      atNs = Math.max(atNs, call.endNs === OPEN ? Infinity : call.endNs);
    }
    const endNs = toNs === OPEN ? OPEN : toNs;
    if (endNs === OPEN ? atNs < Infinity : atNs < endNs) this.part(id, 'work', on, atNs, endNs);
  }

  /** Before the first attempt a pattern holds the call, between attempts they back off. */
  private tries(call: Traced, id: number, attempts: readonly Traced[]): void {
    let atNs = call.startNs;
    attempts.forEach((one, i) => {
      if (one.startNs > atNs)
        this.part(
          id,
          i === 0 || one.kind === 'call' ? 'queue' : 'backoff',
          call.on,
          atNs,
          one.startNs,
        );
      this.put(one, id);
      atNs = Math.max(atNs, one.endNs === OPEN ? Infinity : one.endNs);
    });
    if (call.endNs === OPEN ? atNs < Infinity : atNs < call.endNs)
      this.part(id, attempts.length === 0 ? 'queue' : 'backoff', call.on, atNs, call.endNs);
  }

  /** To the callee, through its queue, its steps, and back. */
  private visit(one: Traced, id: number, calls: readonly Traced[]): void {
    const { startNs, endNs, arrivedNs, startedNs, answeredNs, service } = one;
    if (arrivedNs < 0)
      return this.part(id, one.isLocal ? 'queue' : 'network', one.on, startNs, endNs);
    this.part(id, 'network', one.on, startNs, arrivedNs);
    if (startedNs < 0) this.part(id, 'queue', service, arrivedNs, answeredNs);
    else {
      this.part(id, 'queue', service, arrivedNs, startedNs);
      this.steps(id, calls, startedNs, answeredNs, service);
    }
    if (answeredNs < 0 || (endNs !== OPEN && endNs <= answeredNs)) return;
    this.part(id, 'network', one.on, answeredNs, endNs);
  }
}
