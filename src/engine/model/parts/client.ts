/**
 * Where load comes from. An open client's requests arrive whatever happens to them; a closed
 * client's users wait for each outcome and think before the next.
 */
import type { Stream } from '../../kernel/random.ts';
import type { Streams } from '../../kernel/streams.ts';
import type { ClientSpec } from '../../spec.ts';
import type { Agent } from '../agent.ts';
import { Arrivals } from './arrivals.ts';
import type { Fault } from '../fault.ts';
import type { Frame } from '../flight/frame.ts';
import { Host } from './host.ts';
import { ANONYMOUS, Identities, OF_A_USER, operationKey } from '../flight/identity.ts';
import type { ClientObserver } from '../observer.ts';
import { Users } from './users.ts';
import type { Port } from '../port.ts';

export class Client extends Host {
  static override readonly refs: readonly string[] = [
    ...Host.refs,
    'spec',
    'faults',
    'identities',
    'observer',
  ];
  observer!: ClientObserver;
  instances = 1;
  /** Requests that have begun and not ended, and how many of them an open load may have. */
  private inFlight = -1;
  private inFlightMax = 0.5;
  /** Whom its requests come from; null: nobody in particular. */
  readonly identities: Identities | null;
  /** Of a request that says nothing else. */
  traits: number;
  /** Requests that have been signed. */
  private requests = 0;
  /** Spikes that are on, in the order of the scenario. */
  readonly faults: Fault[] = [];
  /** Its load: one of the two. */
  readonly arrivals: Arrivals | null;
  readonly users: Users | null;

  override readonly plan = null;
  private readonly instanceStream: Stream;
  readonly workStreams: Stream[] = [];

  readonly spec: ClientSpec;
  readonly streams: Streams;

  /** @param tenants names of all tenants in the scenario, see identity.ts */
  constructor(
    id: string,
    index: number,
    spec: ClientSpec,
    streams: Streams,
    tenants: readonly string[],
  ) {
    super(id, index);
    this.spec = spec;
    this.streams = streams;
    const closed = 'users' in spec.load;
    this.identities = spec.identities ? new Identities(id, streams, tenants) : null;
    this.traits = closed ? OF_A_USER : ANONYMOUS;
    this.arrivals = closed ? null : new Arrivals(this, streams.get(`${id}.arrivals`));
    this.users = closed ? new Users(this, streams.get(`${id}.think`)) : null;
    this.instanceStream = streams.get(`${id}.instance`);
    this.inFlight = 0;
    this.configure();
  }

  /** Whoever makes its load. */
  get agent(): Agent {
    return (this.arrivals ?? this.users)!;
  }

  /** Reads the spec again, after an edit. */
  configure(): void {
    const { load, instances, identities } = this.spec;
    this.instances = instances;
    if (identities) this.identities?.configure(identities);
    if ('users' in load) this.users!.configure(load);
    else {
      this.arrivals!.configure(load);
      this.inFlightMax = load.maxInFlight ?? Infinity;
    }
  }

  /** Says whose request it is, and what operation. */
  sign(f: Frame): void {
    f.traits = this.traits;
    if (this.identities !== null) this.identities.draw(f);
    f.key = operationKey(this.hash, this.hash, this.requests++);
  }

  override get members(): number {
    return this.instances;
  }

  override replicaAt(): null {
    return null;
  }

  workStream(ordinal: number): Stream {
    return (this.workStreams[ordinal] ??= this.streams.get(
      `${this.id}.work${ordinal === 0 ? '' : ordinal + 1}`,
    ));
  }

  begin(w: Port): void {
    const { load } = this.spec;
    if ('users' in load) this.users!.change(w);
    else this.arrivals!.begin(w, load);
  }

  /** A request arrives, at any of its instances. */
  arrive(w: Port): void {
    if (this.inFlight >= this.inFlightMax) return this.observer.dropped();
    this.inFlight++;
    const instance = this.instances > 1 ? this.instanceStream.below(this.instances) : 0;
    w.jobs.request(this, instance, -1);
  }

  /** A user makes a request. @param user its number */
  request(w: Port, user: number): void {
    this.inFlight++;
    w.jobs.request(this, user % this.instances, user);
  }

  /** A request has its outcome. */
  ended(w: Port, f: Frame): void {
    this.inFlight--;
    if (this.users !== null) this.users.ended(w, f.user);
  }

  /** Before its load changes: what has passed has passed under the old one. */
  settle(nowNs: number): void {
    this.arrivals?.settle(nowNs);
  }

  /** An edit changed the load: its rate or stages, its users, or how long they think. */
  loadChanged(w: Port, what: string): void {
    if (what !== 'maxInFlight') this.arrivals?.rateChanged(w, true);
    if (what === 'think') this.users?.thinkAgain(w);
    else this.users?.change(w);
  }

  /** A spike came or went. */
  faultsChanged(w: Port): void {
    this.arrivals?.rateChanged(w, false);
  }
}
