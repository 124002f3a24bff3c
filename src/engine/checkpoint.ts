/**
 * A run's state at a time, as plain data: a continued run has the digest of an uninterrupted one.
 * Frames are copied column by column, because there are many.
 */
import { restore, save, sizeOf, type Saved } from './kernel/state.ts';
import type { SavedStreams } from './kernel/streams.ts';
import type { Metrics } from './metrics/metrics.ts';
import { FRAME_DOUBLES, FRAME_INTEGERS, loadFrame, saveFrame } from './model/flight/save.ts';
import type { Frame } from './model/moves/moves.ts';
import type { World } from './model/world.ts';

/** Frames and the arrays beside them. */
interface SavedPool {
  /** Fixed number of whole numbers per frame: see Frame.saveTo and REFERENCES. */
  integers: Int32Array;
  doubles: Float64Array;
  free: Int32Array;
  slots: Float64Array;
  tokens: Float64Array;
}

export interface Checkpoint {
  /** The spec's edits made by then. */
  edits: number;
  atNs: number;
  events: number;
  queue: Saved;
  digest: Saved;
  suspended: Saved;
  lanes: { delayNs: number; saved: Saved }[];
  streams: SavedStreams;
  clients: Saved[];
  services: Saved[];
  balancers: Saved[];
  faults: Saved[];
  /** Per stack: its plan and replica, whether the replica still uses it, its state. */
  stacks: { plan: number; owner: number; current: boolean; saved: Saved }[];
  pool: SavedPool;
  metrics: Saved;
  /** Lengths of the logs. */
  intervals: number;
  transitions: number;
  decisions: number;
  bytes: number;
}

/** parent, first, next, prev, link, stack, host, replica's service, replica's index */
const REFERENCES = 9;
const WIDTH = FRAME_INTEGERS + REFERENCES;

/** All that run steps, in one numbering. */
const hostsOf = ({ clients, services }: World): NonNullable<Frame['host']>[] => [
  ...clients,
  ...services,
  ...services.flatMap(({ probers }) => probers.filter((prober) => prober !== null)),
];

const idOf = (f: Frame | null): number => (f === null ? -1 : f.id);

function savePool(w: World): SavedPool {
  const { frames, free, freeCount, slots, slotsPerFrame, tokens, timersPerFrame } = w.pool;
  const integers = new Int32Array(frames.length * WIDTH);
  const doubles = new Float64Array(frames.length * FRAME_DOUBLES);
  const hosts = new Map(hostsOf(w).map((host, i) => [host, i]));
  let at = 0;
  let atDouble = 0;
  for (const f of frames) {
    saveFrame(f, integers, at, doubles, atDouble);
    at += FRAME_INTEGERS;
    atDouble += FRAME_DOUBLES;
    integers[at++] = idOf(f.parent);
    integers[at++] = idOf(f.first);
    integers[at++] = idOf(f.next);
    integers[at++] = idOf(f.prev);
    integers[at++] = f.link?.index ?? -1;
    integers[at++] = f.stack.id;
    integers[at++] = f.host ? hosts.get(f.host)! : -1;
    integers[at++] = f.replica?.service.index ?? -1;
    integers[at++] = f.replica?.index ?? -1;
  }
  return {
    integers,
    doubles,
    free: free.slice(0, freeCount),
    slots: slots.slice(0, frames.length * slotsPerFrame),
    tokens: tokens.slice(0, frames.length * timersPerFrame),
  };
}

function loadPool(w: World, saved: SavedPool): void {
  const { pool } = w;
  const { integers, doubles } = saved;
  pool.restore(integers.length / WIDTH, saved.free, saved.slots, saved.tokens);
  const hosts = hostsOf(w);
  const frameAt = (id: number): Frame | null => pool.frames[id] ?? null;
  let at = 0;
  let atDouble = 0;
  for (const f of pool.frames) {
    loadFrame(f, integers, at, doubles, atDouble);
    at += FRAME_INTEGERS;
    atDouble += FRAME_DOUBLES;
    f.parent = frameAt(integers[at++]!);
    f.first = frameAt(integers[at++]!);
    f.next = frameAt(integers[at++]!);
    f.prev = frameAt(integers[at++]!);
    f.link = w.links[integers[at++]!] ?? null;
    f.stack = w.stacks[integers[at++]!]!;
    f.host = hosts[integers[at++]!] ?? null;
    const service = w.services[integers[at++]!];
    pool.place(f, service?.replicas[integers[at]!] ?? null);
    pool.madeBy(f, f.link?.caller.replicaAt(f.caller) ?? null);
    at++;
  }
}

/** Links and services: all owners of stacks. */
const plansOf = (w: World) => [...w.links, ...w.services].map(({ plan }) => plan);

export function takeCheckpoint(w: World, metrics: Metrics, edits: number): Checkpoint {
  const plans = new Map(plansOf(w).map((plan, i) => [plan, i]));
  const checkpoint: Checkpoint = {
    edits,
    atNs: w.now,
    events: w.events,
    queue: save(w.queue),
    digest: save(w.digest),
    suspended: save(w.suspended),
    lanes: w.timers.lanes.map((lane) => ({ delayNs: lane.delayNs, saved: save(lane) })),
    streams: w.streams.save(),
    clients: w.clients.map(save),
    services: w.services.map(save),
    balancers: w.balancers.map(save),
    faults: w.faults.map(save),
    stacks: w.stacks.slice(1).map((stack) => ({
      plan: plans.get(stack.plan)!,
      owner: stack.owner,
      current: stack.plan.stacks[stack.owner] === stack,
      saved: save(stack),
    })),
    pool: savePool(w),
    metrics: save(metrics),
    intervals: metrics.series.tMs.length,
    transitions: metrics.transitions.length,
    decisions: metrics.decisions.length,
    bytes: 0,
  };
  checkpoint.bytes = sizeOf(checkpoint as unknown as Saved);
  return checkpoint;
}

/** @param w a new world, built from the spec at that time */
export function loadCheckpoint(w: World, metrics: Metrics, from: Checkpoint): void {
  w.events = from.events;
  for (const { delayNs, saved } of from.lanes) restore(w.timers.lane(delayNs), saved);
  w.timers.order();
  w.clients.forEach((client, i) => restore(client, from.clients[i]!));
  w.services.forEach((service, i) => restore(service, from.services[i]!));
  w.balancers.forEach((balancers, i) => restore(balancers, from.balancers[i]!));
  const plans = plansOf(w);
  for (const { plan, owner, current, saved } of from.stacks) {
    const stack = w.createStack(plans[plan]!, owner);
    restore(stack, saved);
    if (!current) plans[plan]!.stacks[owner] = undefined;
  }
  w.faults.forEach((fault, i) => {
    restore(fault, from.faults[i]!);
    if (fault.on) fault.attach();
  });
  loadPool(w, from.pool);
  w.timers.find();
  // Last: new pattern instances have already drawn numbers and set alarms.
  w.streams.restore(from.streams);
  restore(w.queue, from.queue);
  restore(w.digest, from.digest);
  restore(w.suspended, from.suspended);
  restore(metrics, from.metrics);
}
