/** Breakers that cannot open, probe too often, or count failures that are not the callee's. */
import type { FaultSpec, Trips } from '../../engine/tables.ts';
import { about, type Finding } from './finding.ts';
import { type Layer, type Link, shortestMs, type System } from './system.ts';

/**
 * Calls per second at a layer of a link if all calls below fail; per replica of the caller, if each
 * has its own state.
 */
export function rateAt({ layers, rate, callers }: Link, at: number): number | null {
  if (rate === null) return null;
  const shared = (layer: Layer): boolean => layer.params.scope !== 'replica';
  let all = rate;
  for (const layer of layers.slice(0, at)) {
    const { passes = 1, tries } = layer.nature;
    all *= passes * (tries?.most ?? 1);
    const { refill, apart } = layer.limits;
    if (refill !== undefined && apart === 0)
      all = Math.min(all, refill * (shared(layer) ? 1 : callers));
  }
  return shared(layers[at]!) ? all : all / callers;
}

/** The window gets fewer calls than the minimum. */
function blind(link: Link, { nature, path, params }: Layer, at: number): Finding[] {
  const { trips } = nature;
  const each = rateAt(link, at);
  if (!trips || trips.windowMs === null || each === null) return [];
  const calls = (each * trips.windowMs) / 1000;
  if (calls >= trips.minimum) return [];
  const within = Number(calls.toPrecision(3));
  const callers =
    link.callers > 1 && params.scope === 'replica' ? ` by each of ${link.callers}` : '';
  return [
    {
      rule: 'breaker-blind',
      path,
      message:
        `needs ${trips.minimum} calls within ${about(trips.windowMs)} to evaluate failures, ` +
        `but gets about ${within}${callers}`,
      figures: { minimum: trips.minimum, windowMs: trips.windowMs, calls: within },
      why: 'The breaker can never open at this load. Lower the minimum, or lengthen the window.',
    },
  ];
}

/** Kinds of faults that a breaker guards against. */
const GUARDED = ['slow', 'errors', 'crash', 'drop', 'refuse', 'pause', 'capacity', 'delay'];

const isGuarded = (fault: FaultSpec): boolean =>
  !fault.disabled && GUARDED.some((kind) => Object.hasOwn(fault, kind));

/** A fault that gives the breaker no reason to open, by a rough estimate. */
function isHarmless(system: System, link: Link, at: number, fault: FaultSpec): boolean {
  const { nature, limits } = link.layers[at]!;
  const { errors, crash, slow } = fault;
  const service = system.spec.services[link.to]!;
  if (typeof errors === 'number') {
    const well = (1 - errors) * (1 - service.errors - service.permanentErrors);
    return limits['failures'] === undefined && 1 - well < (limits['threshold'] ?? 0);
  }
  if (typeof crash === 'number') return crash < service.replicas;
  if (typeof slow !== 'number' || fault.on !== link.to || link.rate === null) return false;
  // Slower, but within the timeouts and the capacity.
  const tookMs = system.heldMs(link.to) * slow;
  const all = system.to(link.to).reduce((sum, { rate }) => sum + (rate ?? Infinity), 0);
  const inHand = (all * tookMs) / 1000;
  const limitMs = Math.min(shortestMs(link.layers.slice(at)), nature.trips?.slowMs ?? Infinity);
  return tookMs * LONG < limitMs && inHand * LONG < service.threads * service.replicas;
}

/** Few calls take more than this multiple of the mean. */
const LONG = 4;

/** Number of probes that fail during a fault. */
function reopenings({ openMs, growth }: Trips, faultMs: number): number {
  let count = 0;
  let length = openMs;
  for (let sum = length; sum <= faultMs && count < REOPENINGS_MAX; sum += length) {
    count++;
    if (growth) length = Math.min(growth.mostMs, length * growth.factor);
  }
  return count;
}

const REOPENINGS_MAX = 100_000;

/** The longest fault that gives a breaker a reason to open, in ms; 0: none does. */
export function longestFaultMs(system: System, link: Link, at: number): number {
  const { faults, duration } = system.spec;
  const lengths = faults
    .filter((fault) => isGuarded(fault) && (fault.on === link.to || fault.on === link.id))
    .filter((fault) => !isHarmless(system, link, at, fault))
    .map((fault) => Math.min(fault.for ?? Infinity, duration - fault.at));
  return Math.max(0, ...lengths);
}

/** The breaker probes repeatedly during the fault. */
function impatient(system: System, link: Link, { nature, path }: Layer, at: number): Finding[] {
  const { trips } = nature;
  if (!trips) return [];
  const longest = longestFaultMs(system, link, at);
  if (longest <= trips.openMs) return [];
  return [
    {
      rule: 'breaker-reopens',
      path,
      message:
        `stays open for ${about(trips.openMs)}; a fault on ${link.to} lasts ` + about(longest),
      figures: { openMs: trips.openMs, faultMs: longest },
      why:
        `Probes fail about ${reopenings(trips, longest)} times before the fault ends, and ` +
        'each one costs calls. A longer open time avoids failed probes.',
    },
  ];
}

/** Rejections by the caller's own limiter are not failures of the callee. */
function misled(link: Link, { nature, path }: Layer, at: number): Finding[] {
  const { trips } = nature;
  if (!trips) return [];
  // Failures that a fallback answers never reach the breaker.
  const inside = link.layers.slice(at + 1);
  const answered = inside.findIndex((layer) => layer.nature.answers);
  const heard = answered < 0 ? inside : inside.slice(0, answered);
  return [link.layers[at]!, ...heard].flatMap((inner, i): Finding[] => {
    // Its own rejections, or another breaker's, reflect the callee.
    const counted = inner.refuses.filter(
      (reason) => reason !== 'circuit-open' && !trips.ignores.includes(reason),
    );
    if (counted.length === 0) return [];
    const list = counted.join(', ');
    const own = i === 0;
    const name = inner.nature.trips ? 'semaphore' : inner.name;
    const what = own ? 'its own semaphore' : `the ${inner.name} inside it`;
    const better = own ? 'Say' : `Put the ${inner.name} outside the breaker, or`;
    return [
      {
        rule: 'breaker-counts-rejections',
        path,
        message:
          `counts \`${list}\` of ${what} as failures of ${link.to}` +
          (trips.minimum > 0 ? `, from ${trips.minimum} calls on` : ''),
        figures: { minimum: trips.minimum },
        why:
          `A full ${name} in the caller opens the breaker although ${link.to} is healthy. ` +
          `${better} \`ignore: [${list}]\`.`,
      },
    ];
  });
}

export const breakerAdvice = (system: System): Finding[] =>
  system.links.flatMap((link) =>
    link.layers.flatMap((layer, at) => [
      ...blind(link, layer, at),
      ...impatient(system, link, layer, at),
      ...misled(link, layer, at),
    ]),
  );
