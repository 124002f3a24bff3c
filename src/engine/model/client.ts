/**
 * Where load comes from. An open client's requests arrive whatever happens to them; a closed
 * client's users wait for each outcome and think before the next.
 */
import { grown } from '../kernel/arrays.ts';
import { Distribution } from '../kernel/distribution.ts';
import { ARRIVAL, FIRST } from '../kernel/queue.ts';
import type { Stream } from '../kernel/random.ts';
import type { Streams } from '../kernel/streams.ts';
import type { ClientSpec } from '../spec.ts';
import { ARRIVAL_EVENT, USER_EVENT, USERS_EVENT } from './events.ts';
import type { Fault } from './fault.ts';
import type { Frame } from './frame.ts';
import { Host } from './host.ts';
import { ANONYMOUS, Identities, OF_A_USER, operationKey } from './identity.ts';
import { layStages, levelAt, Rate, type Stage } from './load.ts';
import type { ClientObserver } from './observer.ts';
import type { World } from './world.ts';

const NS_PER_S = 1e9;

export class Client extends Host {
  static override readonly refs: readonly string[] = [
    ...Host.refs,
    'spec',
    'faults',
    'think',
    'stages',
    'arrivals',
    'identities',
    'observer',
  ];
  observer!: ClientObserver;
  instances = 1;
  /** Whom its requests come from; null: nobody in particular. */
  readonly identities: Identities | null;
  /** Of a request that says nothing else. */
  traits: number;
  /** Requests that have been signed. */
  private requests = 0;
  /** Spikes that are on, in the order of the scenario. */
  readonly faults: Fault[] = [];

  // Open: the next arrival is due when the area under the rate since `anchorNs` reaches `owed`.
  uniform = false;
  anchorNs = 0.5;
  owed = 0.5;
  arrivalKey = 0.5;
  private rate: Rate;
  /** Mean time between arrivals in ns while the rate is steady, else 0. */
  private steadyNs = 0.5;

  // Closed.
  readonly closed: boolean;
  readonly think: Distribution;
  private stages: Stage[] = [];
  /** Iterations after which a user leaves; 0: never. */
  iterations = 0;
  /** Users who are there; how many were planned; how many of those there are to leave. */
  present = 0;
  planned = 0;
  surplus = 0;
  /** Users who have ever been there: the next one's number. */
  seen = 0;
  /**
   * By user: iterations done, and the event that ends his thinking (0: he waits for an outcome).
   */
  done = new Float64Array(8);
  thinking = new Float64Array(8);
  usersKey = 0.5;

  readonly arrivals: Stream;
  private readonly instanceStream: Stream;
  private readonly thinkStream: Stream;
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
    this.closed = 'users' in spec.load;
    this.think = new Distribution('users' in spec.load ? spec.load.think : 0);
    this.identities = spec.identities ? new Identities(id, streams, tenants) : null;
    this.traits = this.closed ? OF_A_USER : ANONYMOUS;
    this.arrivals = streams.get(`${id}.arrivals`);
    this.instanceStream = streams.get(`${id}.instance`);
    this.thinkStream = streams.get(`${id}.think`);
    this.rate = new Rate([], this.faults);
    this.anchorNs = this.owed = this.arrivalKey = this.usersKey = this.steadyNs = 0;
    this.configure();
  }

  /** Reads the spec again, after an edit. */
  configure(): void {
    const { load, instances, identities } = this.spec;
    this.instances = instances;
    if (identities) this.identities?.configure(identities);
    if ('users' in load) {
      this.think.set(load.think);
      this.iterations = load.iterations ?? 0;
      this.stages = typeof load.users === 'number' ? [] : layStages(load.users.stages, 0);
    } else {
      this.uniform = load.arrivals === 'uniform';
      const stages =
        'rate' in load
          ? [{ fromNs: 0, endNs: 0, from: load.rate, to: load.rate }]
          : layStages(load.stages, load.from);
      this.rate = new Rate(stages, this.faults);
    }
  }

  /** Says whose request it is, and what operation. */
  sign(f: Frame): void {
    f.traits = this.traits;
    if (this.identities !== null) this.identities.draw(f);
    f.key = operationKey(this.hash, this.hash, this.requests++);
  }

  workStream(ordinal: number): Stream {
    return (this.workStreams[ordinal] ??= this.streams.get(
      `${this.id}.work${ordinal === 0 ? '' : ordinal + 1}`,
    ));
  }

  begin(w: World): void {
    if (this.closed) return this.changeUsers(w);
    this.anchorNs = w.now;
    this.findSteady(w);
    // The first of evenly spaced arrivals at a constant rate comes at 0, as in k6; with stages the
    // n-th comes when the area under the rate reaches n, as there.
    this.owed = this.uniform && 'rate' in this.spec.load ? 0 : this.draw();
    this.schedule(w);
  }

  private draw(): number {
    return this.uniform ? 1 : this.arrivals.exponential();
  }

  private findSteady(w: World): void {
    const rate = this.rate.steady(w.now);
    this.steadyNs = rate > 0 ? NS_PER_S / rate : 0;
  }

  private schedule(w: World): void {
    const { queue } = w;
    const at =
      this.steadyNs > 0
        ? this.anchorNs + Math.floor(this.owed * this.steadyNs + 0.5)
        : this.owed === 0
          ? this.anchorNs
          : this.rate.reach(this.anchorNs, this.owed);
    this.arrivalKey = 0;
    if (at >= w.endNs) return;
    queue.after(at - queue.now, ARRIVAL, ARRIVAL_EVENT, this.index);
    this.arrivalKey = queue.pushed;
  }

  /** An arrival is due: the next one is found first, then the request starts. */
  arrive(w: World): void {
    if (this.uniform) this.owed += 1;
    else {
      this.anchorNs = w.now;
      this.owed = this.arrivals.exponential();
    }
    if (this.steadyNs === 0) this.findSteady(w);
    this.schedule(w);
    const instance = this.instances > 1 ? this.instanceStream.below(this.instances) : 0;
    w.jobs.request(this, instance, -1);
  }

  /**
   * The rate is another from now on.
   * @param redraw after an edit the pending arrival is drawn again; when a spike comes or goes, it
   * still waits for the rest of its area
   * @param area what `areaSoFar` said before the change
   */
  rateChanged(w: World, redraw: boolean, area: number): void {
    if (this.closed) return;
    this.owed = redraw && !this.uniform ? this.draw() : Math.max(0, this.owed - area);
    this.anchorNs = w.now;
    this.findSteady(w);
    this.schedule(w);
  }

  /** An edit changed the load: its rate or stages, its users, or how long they think. */
  loadChanged(w: World, area: number, what: string): void {
    if (!this.closed) return this.rateChanged(w, true, area);
    if (what !== 'think') return this.changeUsers(w);
    // Those who think draw again; the new time counts from now.
    for (let user = 0; user < this.seen; user++)
      if (this.thinking[user] !== 0) this.startThinking(w, user);
  }

  /** A spike came or went. */
  faultsChanged(w: World, area: number): void {
    this.rateChanged(w, false, area);
  }

  /** The area under the rate since the anchor; to be asked before the rate changes. */
  areaSoFar(nowNs: number): number {
    return this.closed ? 0 : this.rate.between(this.anchorNs, nowNs);
  }

  /**
   * How many users there should be now, or when that changes next; see `patterns` of k6's ramping-
   * vus.
   */
  private plannedUsers(nowNs: number): number {
    const { load } = this.spec;
    if (!('users' in load)) return 0;
    if (typeof load.users === 'number') return load.users;
    const stage = this.stages.find((s) => nowNs < s.endNs);
    if (!stage) return levelAt(this.stages, nowNs);
    const steps = Math.abs(stage.to - stage.from);
    if (steps === 0) return stage.from;
    const length = stage.endNs - stage.fromNs;
    // The count is k away from its target until `length × k / steps` before the end, whole ns.
    let left = Math.min(steps, Math.floor(((stage.endNs - nowNs) * steps) / length));
    while (left < steps && stage.endNs - Math.floor((length * left) / steps) > nowNs) left++;
    return stage.to - Math.sign(stage.to - stage.from) * left;
  }

  private nextChange(nowNs: number): number {
    const stage = this.stages.find((s) => nowNs < s.endNs);
    if (!stage) return Infinity;
    const steps = Math.abs(stage.to - stage.from);
    if (steps === 0) return stage.endNs;
    const length = stage.endNs - stage.fromNs;
    const left = Math.abs(stage.to - this.plannedUsers(nowNs));
    return stage.endNs - Math.floor((length * Math.max(0, left - 1)) / steps);
  }

  /**
   * Brings the number of users to what it should be now; too many leave at the end of an iteration.
   */
  changeUsers(w: World): void {
    const change = this.plannedUsers(w.now) - this.planned;
    this.planned += change;
    const staying = Math.min(this.surplus, Math.max(0, change));
    this.surplus = Math.min(this.present, this.surplus - staying + Math.max(0, -change));
    const next = this.nextChange(w.now);
    this.usersKey = next < w.endNs ? w.queue.push(next, FIRST, USERS_EVENT, this.index) : 0;
    for (let coming = change - staying; coming > 0; coming--) {
      const user = this.seen++;
      if (user === this.done.length) {
        this.done = grown(this.done);
        this.thinking = grown(this.thinking);
      }
      this.present++;
      // Through an event each, so that nobody acts before all of an instant are there.
      this.thinking[user] = w.queue.push(w.now, ARRIVAL, USER_EVENT + (this.index << 8), user);
    }
  }

  private startThinking(w: World, user: number): void {
    const at = w.now + this.think.sample(this.thinkStream);
    this.thinking[user] = w.queue.push(at, ARRIVAL, USER_EVENT + (this.index << 8), user);
  }

  /** A user has done thinking. */
  act(w: World, user: number): void {
    this.thinking[user] = 0;
    if (this.surplus > 0) this.leave();
    else w.jobs.request(this, user % this.instances, user);
  }

  /** A request has its outcome. */
  ended(w: World, f: Frame): void {
    const { user } = f;
    if (!this.closed) return;
    const done = ++this.done[user]!;
    if (this.iterations > 0 && done >= this.iterations) this.present--;
    else if (this.surplus > 0) this.leave();
    else this.startThinking(w, user);
  }

  private leave(): void {
    this.surplus--;
    this.present--;
  }
}
