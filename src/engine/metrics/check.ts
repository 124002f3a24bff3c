/**
 * Assertions on a run in progress: what comes in is what went out and what is there; nothing is
 * beyond its bound; and Little's law, which holds to the last ns when the integral of what is in
 * hand is compared with the time that all of it has spent there.
 */
import * as at from '../model/flight/frame.ts';
import type { Client } from '../model/parts/client.ts';
import type { Frame } from '../model/moves/moves.ts';
import { DEGRADED, OK } from '../model/outcome.ts';
import { CALLING, LINED } from '../model/parts/inspection.ts';
import { replicaName } from '../model/parts/replica-number.ts';
import type { Replica } from '../model/parts/replica.ts';
import type { Service } from '../model/parts/service.ts';
import type { World } from '../model/world.ts';
import type { Ends } from './counts.ts';
import type { ServiceMeter } from './service-meter.ts';
import type { Metrics } from './metrics.ts';

function assert(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Error(`check failed: ${claim}`);
}

const endsOf = (ends: Ends): number => ends.total(OK) + ends.total(DEGRADED) + ends.totalFailed();

/** At the top of all that is done together: a client's request, what was left, or was detached. */
function topOf(f: Frame): Frame {
  let top = f;
  while (top.parent !== null) top = top.parent;
  return top;
}

/** Phases of an attempt that has come to the callee and has not been answered. */
const THERE: readonly number[] = [
  at.AT_DOOR,
  at.QUEUED,
  at.STARTING,
  at.WORKING,
  at.WAITING,
  at.READY,
  at.SHEDDING,
];

type Balancers = World['balancers'][number];

/** What the frames in use say, counted in one pass: passes are what a check costs. */
class Seen {
  /** By a client's index: its requests that began after the warm-up. */
  readonly requests: number[];
  /** By a link's index: its calls that began after the warm-up. */
  readonly calls: number[];
  /** By a service's index: requests in hand, and the time that they have spent there, in ns. */
  readonly inHand: number[];
  readonly spentNs: number[];
  readonly threads = new Map<Replica, number>();
  /** Probes that call. */
  readonly probing = new Map<Replica, number>();
  /** By balancers: attempts that they count as under way. */
  readonly underWay = new Map<Balancers, number>();

  constructor(w: World, warmupNs: number) {
    this.requests = w.clients.map(() => 0);
    this.calls = w.links.map(() => 0);
    this.inHand = w.services.map(() => 0);
    this.spentNs = w.services.map(() => 0);
    for (const f of w.pool.frames) if (f.kind >= 0) this.add(f, w.now, f.start >= warmupNs);
  }

  private add(f: World['pool']['frames'][number], now: number, warm: boolean): void {
    if (f.replica !== null && (f.flags & at.THREAD) !== 0)
      this.threads.set(f.replica, (this.threads.get(f.replica) ?? 0) + 1);
    if (f.kind === at.REQUEST && f.host !== null && warm) this.requests[f.host.index]!++;
    if (f.kind === at.PROBING)
      this.probing.set(f.replica!, (this.probing.get(f.replica!) ?? 0) + 1);
    if (f.kind !== at.CALL) return;
    const { index, callee, balancers } = f.link!;
    if (f.route !== 0 && balancers.at(f.caller).counts(f))
      this.underWay.set(balancers, (this.underWay.get(balancers) ?? 0) + 1);
    if (f.low === 0 && warm) this.calls[index]!++;
    if (!THERE.includes(f.phase)) return;
    this.inHand[callee.index]!++;
    this.spentNs[callee.index]! += now - f.arrived;
  }
}

/** Asserts what must hold of a run at any instant. */
export type Check = (w: World, metrics: Metrics) => void;

/** @throws Error that says which claim does not hold, of whom, with the figures */
export function check(w: World, metrics: Metrics): void {
  const used = w.pool.frames.filter((f) => f.kind >= 0);
  assert(used.length === w.pool.inUse, `${w.pool.inUse} frames in use, ${used.length} seen`);
  for (const f of used) {
    assert(f.due === 0 || f.phase !== at.WAITING, `a waiting frame has an event`);
    assert(f.parent !== f, 'a frame waits for itself');
    const caller = f.kind === at.CALL ? f.link!.caller.replicaAt(f.caller) : null;
    const { replicas, callers, engaged } = w.pool;
    assert(f.replica === null || replicas[f.id] === f.replica.number, 'a frame is at its replica');
    assert(caller === null || callers[f.id] === caller.number, 'a call is with its caller');
    assert(!engaged || engaged[f.id] === at.engagementOf(f), 'a thread is engaged as noted');
    const top = topOf(f);
    assert(f.wanted === top.wanted, 'work is wanted by whoever wants what it is done for');
    const waits = top.kind === at.REQUEST || top.kind === at.PROBING;
    assert((top.wanted === at.AWAITED) === waits, 'clients and probes wait, nobody else');
  }
  const seen = new Seen(w, metrics.warmupNs);
  for (const client of w.clients) {
    const { offered, ends } = metrics.clients[client.index]!;
    const left = offered.total - endsOf(ends);
    inFlight(w, metrics, client.id, left, seen.requests[client.index]!);
    const { ever, everDropped } = metrics.clients[client.index]!;
    checkLoad(w, client, ever + everDropped);
  }
  for (const link of w.links) {
    const { calls, ends } = metrics.links[link.index]!;
    inFlight(w, metrics, link.id, calls.total - endsOf(ends), seen.calls[link.index]!);
  }
  for (const balancers of w.balancers) {
    checkUnderWay(balancers, seen);
    checkPickable(balancers);
  }
  for (const service of w.services) checkService(w, metrics, service, seen);
}

/** Members that are not ejected may be picked, each of them, and in panic all members. */
function checkPickable(balancers: Balancers): void {
  for (const balancer of balancers.all) {
    const { replicas } = balancer.endpoints;
    const may = balancer.mayPick();
    for (const { index, isMember } of replicas) {
      const ejected = balancer.outliers?.isEjected(index) === true;
      const should = isMember && (balancer.isInPanic || !ejected);
      assert(may.includes(index) === should, `${balancers.name}: #${index + 1} may be picked`);
    }
  }
}

/** What balancers count as under way are attempts that have been sent, each once. */
function checkUnderWay(balancers: Balancers, { underWay }: Seen): void {
  const [counted, sent] = [balancers.underWay(), underWay.get(balancers) ?? 0];
  assert(
    counted === sent,
    `${balancers.name}: ${counted} under way by its count, ${sent} attempts`,
  );
}

/** What began and has not ended is what there are frames of. @param warm as many, by the frames */
function inFlight(w: World, metrics: Metrics, id: string, left: number, warm: number): void {
  assert(left >= 0, `${id}: more ended than began (${left})`);
  if (w.now >= metrics.warmupNs)
    assert(left === warm, `${id}: ${left} in flight by the counts, ${warm} by the frames`);
}

/** A Poisson count is further from its mean than this in one of 10^11 cases. */
const SIGMAS = 7;

/** An open client has made or dropped as many requests as there is area under its rate. */
function checkLoad(w: World, client: Client, offered: number): void {
  const { arrivals } = client;
  if (arrivals === null) return;
  const area = arrivals.areaUntil(w.now);
  // Evenly spaced ones are exact; one is due at the very start, or at this instant.
  const slack = arrivals.uniform && !arrivals.wasRandom ? 1 + 1e-6 : 10 + SIGMAS * Math.sqrt(area);
  assert(
    Math.abs(offered - area) <= slack,
    `${client.id}: ${offered} requests, the area under the rate is ${area}`,
  );
}

function checkService(w: World, metrics: Metrics, service: Service, seen: Seen): void {
  const { id } = service;
  let busy = 0;
  let queued = 0;
  for (const replica of service.replicas) {
    const { waiting } = replica;
    busy += replica.busy;
    queued += waiting.count;
    assert(replica.busy >= 0 && waiting.count >= 0, `${id}: a count is negative`);
    assert(waiting.count === waiting.members(w.pool.frames).length, `${id}: the queue miscounts`);
    const running = seen.threads.get(replica) ?? 0;
    assert(running === replica.busy, `${id}: ${replica.busy} threads in hand, ${running} jobs`);
    checkProbes(replica, seen);
  }
  assert(busy === service.busy, `${id}: ${service.busy} threads in hand, replicas say ${busy}`);
  assert(queued === service.queued, `${id}: ${service.queued} wait, replicas say ${queued}`);
  const meter = metrics.services[service.index]!;
  const left = meter.arrivals.total - endsOf(meter.ends);
  if (w.now >= metrics.warmupNs)
    assert(left >= 0 && left <= service.inHand, `${id}: ${left} left of ${service.inHand} in hand`);
  utilized(w, service, meter);
  littlesLaw(metrics, service, seen);
}

/** Probes wait or call, as its replica and the frames have it. */
function checkProbes(replica: Replica, seen: Seen): void {
  const { service, index, asked, inspections } = replica;
  const countOf = (phase: number): number =>
    inspections.filter((one) => one.phase === phase).length;
  const who = replicaName(service.id, index);
  assert(countOf(LINED) === asked, `${who}: ${asked} probes wait, ${countOf(LINED)} are lined up`);
  const calling = seen.probing.get(replica) ?? 0;
  assert(
    countOf(CALLING) === calling,
    `${who}: ${calling} probes call, ${countOf(CALLING)} by their state`,
  );
}

/** No more is in use than there is. */
function utilized(w: World, { id, busy, coresBusy }: Service, meter: ServiceMeter): void {
  const { threads, cores } = meter;
  assert(busy <= threads, `${id}: ${busy} threads in hand of ${threads}`);
  assert(coresBusy <= cores + 1e-9, `${id}: ${coresBusy} cores at work of ${cores}`);
  const area = meter.recentAreas();
  const within = (used: number, there: number): boolean => used <= there * (1 + 1e-9);
  assert(within(area.busy, area.threads), `${id}: utilization ${area.busy / area.threads}`);
  assert(within(area.coresBusy, area.cores), `${id}: of cores ${area.coresBusy / area.cores}`);
}

/** The integral of requests in hand is the time that all of them have spent there. */
function littlesLaw(metrics: Metrics, { id, index, inHand }: Service, seen: Seen): void {
  const here = seen.inHand[index]!;
  assert(here === inHand, `${id}: ${inHand} in hand by the count, ${here} frames`);
  const meter = metrics.services[index]!;
  const area = meter.everInHandNs();
  const spent = meter.ends.spentNs() + seen.spentNs[index]!;
  assert(
    Math.abs(area - spent) <= 1e-9 * Math.max(1, spent),
    `${id}: Little's law: ${area} ns in hand by the integral, ${spent} by the requests`,
  );
}
