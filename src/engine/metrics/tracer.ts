/**
 * Follows one request through a run: its calls, their attempts, and what each service does for it.
 * It stands before the meters, passes everything on to them, and steers nothing: a traced run has
 * the digest of any other.
 */
import {
  ATTEMPT,
  type Frame,
  HEDGE,
  IN_STACK,
  LOCAL,
  PROBE,
  RETRY,
} from '../model/flight/frame.ts';
import type { Outcome } from '../model/outcome.ts';
import type { World } from '../model/world.ts';
import type { Root } from './finder.ts';
import { WatchedClient, WatchedLink, WatchedService } from './watched.ts';

/** A request, a call over a link, or an attempt of a call; times in ns. */
export interface Traced {
  kind: 'request' | 'call' | 'attempt';
  /** Its place in the list; the first is the request. */
  id: number;
  parent: Traced | null;
  /** Id of the client or link. */
  on: string;
  startNs: number;
  /** -1: it has not ended. */
  endNs: number;
  outcome: Outcome;
  /** Of an attempt: number within its call, how it came about, and its way through the callee. */
  attempt: number;
  flags: number;
  /** Index of the callee's replica; -1: it came to none. */
  replica: number;
  service: string;
  arrivedNs: number;
  startedNs: number;
  answeredNs: number;
  /** Of the service's answer. */
  answer: Outcome;
  /** A pattern of its own link answered it: it never left the caller. */
  isLocal: boolean;
}

/** Which request: the nth of a client, or of all (null), from the start of the run, from 1. */
export type Wanted = { client: string | null; nth: number } | Root;

const NOTHING = {
  ...{ endNs: -1, outcome: 0, attempt: 0, flags: 0, replica: -1, service: '' },
  ...{ arrivedNs: -1, startedNs: -1, answeredNs: -1, answer: 0, isLocal: false },
} as const;

/** What a frame stands for, as long as it has the same serial. */
class Marks {
  private readonly marks = new Map<number, { serial: number; of: Traced }>();

  set(f: Frame, of: Traced): void {
    this.marks.set(f.id, { serial: f.serial, of });
  }

  get(f: Frame): Traced | undefined {
    const mark = this.marks.get(f.id);
    return mark?.serial === f.serial ? mark.of : undefined;
  }

  /** The nearest frame above, itself included, that stands for something. */
  above(f: Frame | null): Traced | undefined {
    for (let at = f; at !== null; at = at.parent) {
      const found = this.get(at);
      if (found) return found;
    }
    return undefined;
  }
}

export class Tracer {
  /** In the order in which they began. */
  readonly spans: Traced[] = [];
  private readonly w: World;
  private readonly wanted: Wanted;
  /** By client, its requests before those that are watched; and those of all. */
  private readonly before: ReadonlyMap<string, number>;
  private count: number;
  /** Of the request among those of its client, from 1; 0: it has not begun. */
  nth = 0;
  /** By frame: the call that it belongs to; the attempt or request whose steps it runs. */
  private readonly calls = new Marks();
  private readonly jobs = new Marks();
  /** Calls and passes through services that have not ended. */
  private open = 0;

  /** @param begun requests of each client so far, by its index */
  constructor(w: World, wanted: Wanted, begun: readonly number[]) {
    this.w = w;
    this.wanted = wanted;
    const { clients, links, services, pool } = w;
    this.before = new Map(clients.map(({ id, index }) => [id, begun[index]!]));
    this.count = begun.reduce((sum, n) => sum + n, 0);
    for (const client of clients)
      client.observer = new WatchedClient(client.observer, this, client.id);
    for (const link of links) link.observer = new WatchedLink(link.observer, this, link.id);
    for (const service of services)
      service.observer = new WatchedService(service.observer, this, service.id);
    pool.heir = (f, heir) => this.split(f, heir);
  }

  /** The request, and all work for it, is over. */
  get isDone(): boolean {
    const [root] = this.spans;
    return root !== undefined && root.endNs >= 0 && this.open === 0;
  }

  private begin(kind: Traced['kind'], parent: Traced | null, on: string): Traced {
    const span = { ...NOTHING, kind, id: this.spans.length, parent, on, startNs: this.w.now };
    this.spans.push(span);
    return span;
  }

  request(f: Frame, client: string, watched: number): void {
    this.count++;
    const nth = this.before.get(client)! + watched;
    if (this.nth > 0 || !this.isWanted(f, client, nth)) return;
    this.nth = nth;
    this.jobs.set(f, this.begin('request', null, client));
  }

  private isWanted({ id, serial }: Frame, client: string, nth: number): boolean {
    const { wanted } = this;
    if ('frame' in wanted) return wanted.frame === id && wanted.serial === serial;
    return (
      wanted.nth === (wanted.client === null ? this.count : nth) &&
      (wanted.client ?? client) === client
    );
  }

  requestEnded(f: Frame, o: Outcome): void {
    const span = this.jobs.get(f);
    if (span?.kind === 'request') this.end(span, o);
  }

  private end(span: Traced, o: Outcome): void {
    span.endNs = this.w.now;
    span.outcome = o;
  }

  callBegan(f: Frame, link: string): void {
    const { parent } = f;
    if (parent === null) return;
    // A pattern that holds its call makes another one in its place; steps make all others.
    const held = parent.phase === IN_STACK ? this.calls.above(parent) : undefined;
    const owner = held ?? this.jobs.above(parent);
    if (!owner) return;
    this.open++;
    this.calls.set(f, this.begin('call', owner, link));
  }

  callEnded(f: Frame, o: Outcome): void {
    const span = this.calls.get(f);
    if (!span || span.endNs >= 0) return;
    this.open--;
    this.end(span, o);
  }

  attemptBegan(f: Frame, link: string): void {
    const call = this.calls.above(f);
    if (!call) return;
    const span = this.begin('attempt', call, link);
    span.attempt = f.attempt;
    span.flags = f.flags & (RETRY | HEDGE | PROBE);
    this.jobs.set(f, span);
  }

  attemptEnded(f: Frame, o: Outcome): void {
    const span = this.jobs.get(f);
    if (span?.kind !== 'attempt' || span.endNs >= 0) return;
    span.isLocal = (f.flags & LOCAL) !== 0;
    this.end(span, o);
  }

  /** A caller has given up: another frame takes the outer layers, this one goes on below. */
  private split(f: Frame, heir: Frame): void {
    const call = this.calls.get(f);
    if (call) this.calls.set(heir, call);
    const job = this.jobs.get(f);
    if (job && (heir.flags & ATTEMPT) !== 0) this.jobs.set(heir, job);
  }

  arrived(f: Frame, service: string): void {
    const span = this.jobs.above(f);
    if (span?.kind !== 'attempt') return;
    this.open++;
    span.service = service;
    span.replica = f.replica === null ? -1 : f.replica.index;
    span.arrivedNs = this.w.now;
  }

  started(f: Frame): void {
    const span = this.jobs.above(f);
    if (span && span.startedNs < 0) span.startedNs = this.w.now;
  }

  answered(f: Frame, o: Outcome): void {
    const span = this.jobs.above(f);
    if (!span || span.arrivedNs < 0 || span.answeredNs >= 0) return;
    this.open--;
    span.answeredNs = this.w.now;
    span.answer = o;
  }
}
