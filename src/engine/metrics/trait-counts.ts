/**
 * Counts the attempts that end within a part of a run by what they had of each trait: those that
 * failed beside all others. It stands before the meters, passes everything on, and steers nothing.
 */
import { type Frame, REQUEST } from '../model/flight/frame.ts';
import { priorityOf, tenantOf } from '../model/flight/identity.ts';
import { CANCELLED, DEGRADED, type Outcome } from '../model/outcome.ts';
import type { World } from '../model/world.ts';
import { WatchedLink, WatchedService, type Watcher } from './watched.ts';

/**
 * What can be different about an attempt: the client whose request it serves, the callee's replica,
 * its number within its call, the state of the caller's breaker when it is sent, how many it finds
 * waiting when it arrives, and whose request it is.
 */
export const TRAITS = [
  'client',
  'replica',
  'attempt',
  'breaker',
  'queue',
  'tenant',
  'priority',
] as const;
export type Trait = (typeof TRAITS)[number];

/** Of the attempts over a link with one value of a trait. */
export interface TraitCount {
  trait: Trait;
  /** Id or state; index of the replica, tenant or priority; number of the attempt; of waiting. */
  value: number | string;
  failed: number;
  others: number;
}

export interface LinkCounts {
  link: string;
  failed: number;
  others: number;
  counts: TraitCount[];
}

/** Attempts that end from here on, before there, in ns; which failures are meant, null: all. */
export interface Part {
  fromNs: number;
  toNs: number;
  reason: Outcome | null;
}

/** Attempts and queues beyond these are counted as these. */
const ATTEMPT_MAX = 10;
const UNKNOWN = -1;

type Counts = Map<number | string, { failed: number; others: number }>;

class Tally {
  failed = 0;
  others = 0;
  readonly traits = new Map(TRAITS.map((trait): [Trait, Counts] => [trait, new Map()]));

  add(trait: Trait, value: number | string, isFailed: boolean): void {
    const counts = this.traits.get(trait)!;
    let count = counts.get(value);
    if (!count) counts.set(value, (count = { failed: 0, others: 0 }));
    if (isFailed) count.failed++;
    else count.others++;
  }
}

/** What is known of an attempt under way. */
interface Sent {
  link: string;
  client: string;
  attempt: number;
  breaker: string | undefined;
  replica: number;
  queue: number;
}

export class TraitCounts implements Watcher {
  private readonly w: World;
  private readonly part: Part;
  private readonly tallies = new Map<string, Tally>();
  /** By frame. */
  private readonly sent: (Sent | undefined)[] = [];
  /** Of each link with a breaker, its state by owner. */
  private readonly states: ReadonlyMap<string, Map<number, string>>;

  /** @param breakers the layer of the breaker on each link that has one */
  constructor(w: World, part: Part, breakers: ReadonlyMap<string, number>) {
    this.w = w;
    this.part = part;
    this.states = new Map([...breakers.keys()].map((link) => [link, new Map()]));
    for (const link of w.links) {
      this.tallies.set(link.id, new Tally());
      link.observer = new WatchedLink(link.observer, this, link.id);
    }
    for (const service of w.services)
      service.observer = new WatchedService(service.observer, this, service.id);
    const { observer } = w;
    w.observer = {
      decision: (decision) => observer.decision(decision),
      lived: (...news) => observer.lived(...news),
      transition: (pattern, from, to, why) => {
        observer.transition(pattern, from, to, why);
        const { sites, replica } = pattern.place;
        for (const { entity, layer } of sites)
          if (breakers.get(entity) === layer) this.states.get(entity)!.set(replica, to);
      },
    };
    // Another frame takes the outer layers of an attempt.
    w.pool.heir = (f, heir) => (this.sent[heir.id] = { ...NOTHING, ...this.sent[f.id] });
  }

  attemptBegan(f: Frame, link: string): void {
    const states = this.states.get(link);
    const sent = (this.sent[f.id] ??= { ...NOTHING });
    sent.link = link;
    sent.client = this.clientOf(f);
    sent.attempt = f.attempt;
    sent.breaker = states && (states.get(f.caller) ?? states.get(SHARED) ?? 'closed');
    sent.replica = sent.queue = UNKNOWN;
  }

  arrived(f: Frame): void {
    const sent = this.sent[f.id];
    const { replica } = this.w.pool.frames[f.id]!;
    if (!sent || replica === null) return;
    sent.replica = replica.index;
    sent.queue = replica.waiting.count;
  }

  attemptEnded(f: Frame, o: Outcome): void {
    const { fromNs, toNs, reason } = this.part;
    const { now } = this.w;
    const sent = this.sent[f.id];
    if (!sent || now < fromNs || now >= toNs || o === CANCELLED) return;
    const isFailed = o > DEGRADED;
    if (isFailed && reason !== null && o !== reason) return;
    const tally = this.tallies.get(sent.link)!;
    if (isFailed) tally.failed++;
    else tally.others++;
    this.count(tally, f, sent, isFailed);
  }

  private count(tally: Tally, f: Frame, sent: Sent, isFailed: boolean): void {
    const { client, replica, attempt, breaker, queue } = sent;
    if (client !== '') tally.add('client', client, isFailed);
    if (replica !== UNKNOWN) tally.add('replica', replica, isFailed);
    tally.add('attempt', Math.min(attempt, ATTEMPT_MAX), isFailed);
    if (breaker !== undefined) tally.add('breaker', breaker, isFailed);
    if (queue !== UNKNOWN) tally.add('queue', doubling(queue), isFailed);
    if (!this.w.tracksIdentity) return;
    const tenant = tenantOf(f);
    if (tenant > 0) tally.add('tenant', tenant - 1, isFailed);
    tally.add('priority', priorityOf(f), isFailed);
  }

  /** Empty: nobody waits for it any more. */
  private clientOf(f: Frame): string {
    let top = f;
    while (top.parent !== null) top = top.parent;
    const { host } = this.w.pool.frames[top.id]!;
    return top.kind === REQUEST && host !== null ? host.id : '';
  }

  /** Links over which an attempt has ended. */
  counts(): LinkCounts[] {
    return [...this.tallies].flatMap(([link, { failed, others, traits }]) => {
      if (failed + others === 0) return [];
      const counts = [...traits].flatMap(([trait, values]) =>
        [...values].map(([value, count]) => ({ trait, value, ...count })),
      );
      return [{ link, failed, others, counts }];
    });
  }
}

/** Owner of a breaker that all instances share. */
const SHARED = -1;
const NOTHING: Sent = {
  ...{ link: '', client: '', attempt: 1, breaker: undefined },
  ...{ replica: UNKNOWN, queue: UNKNOWN },
};

/** 0, 1, 2, 4, 8, …: the largest of them that is no larger. */
const doubling = (n: number): number => (n < 2 ? n : 1 << (31 - Math.clz32(n)));
