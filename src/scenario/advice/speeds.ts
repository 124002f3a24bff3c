/** Timeouts and open times that do not suit how fast the callee answers. */
import { longestFaultMs, rateAt } from './breakers.ts';
import { about, type Finding } from './finding.ts';
import {
  alongWay,
  grouped,
  type Layer,
  type Link,
  mostBelow,
  shortestMs,
  type System,
} from './system.ts';
import { longestMs, needs } from './timeouts.ts';

/** How fast a callee answers over a link: attempts that end well, without faults. */
export interface Speed {
  p50Ms: number;
  p99Ms: number;
}

export interface Speeds {
  /** By link; those with too few attempts are left out. */
  links: Readonly<Record<string, Speed>>;
  /** Services that are saturated even without faults. */
  busy: readonly string[];
}

interface Band {
  /** p99 below which a callee belongs to it. */
  belowMs: number;
  timeoutMs: number;
  openMs: number;
}

/** Usual limits by the speed of a dependency: rules of thumb, not laws. */
const BANDS: readonly Band[] = [
  { belowMs: 100, timeoutMs: 5000, openMs: 10_000 },
  { belowMs: 1000, timeoutMs: 10_000, openMs: 30_000 },
  { belowMs: Infinity, timeoutMs: 30_000, openMs: 60_000 },
];

/** Up to this factor, what is usual and what is set are the same. */
const CLEARLY = 2;

const bandOf = ({ p99Ms }: Speed): Band => BANDS.find(({ belowMs }) => p99Ms < belowMs)!;

/** `dependencies below 100 ms` */
function kindOf({ belowMs }: Band): string {
  const bound =
    belowMs < Infinity ? `below ${about(belowMs)}` : `of ${about(BANDS.at(-2)!.belowMs)} and more`;
  return `dependencies ${bound}`;
}

const answers = ({ to }: Link, { p99Ms }: Speed): string =>
  `${to} answers 99 % within ${about(p99Ms)}`;

const round = (value: number): number => Number(value.toPrecision(2));

/** What the rules on timeouts know of the system around a link. */
interface Around {
  system: System;
  /** Maximum time that a service allows for its own calls (ms); 0: unbounded, or it has none. */
  needMs: (id: string) => number;
  /** When all that wait for a client or service have given up, in ms. */
  outerMs: (id: string) => number;
  /** Whether a service, or one below it, is saturated even without faults. */
  isBusy: (id: string) => boolean;
}

function aroundOf(system: System, { busy }: Speeds): Around {
  const { callersFirst, to, ownLayers, links } = system;
  const need = needs(system);
  const calls = grouped(links, ({ from }) => from);
  return {
    system,
    needMs: (id) => need(id).ms,
    outerMs: alongWay(callersFirst, Infinity, (id, of) => {
      const all = to(id).map(({ layers, from }) => Math.min(shortestMs(layers), of(from)));
      return Math.min(shortestMs(ownLayers(id)), all.length > 0 ? Math.max(...all) : Infinity);
    }),
    isBusy: alongWay(
      [...callersFirst].reverse(),
      false,
      (id, of) => busy.includes(id) || (calls.get(id) ?? []).some((link) => of(link.to)),
    ),
  };
}

/** Threads of a caller that hold them while a call is out; null: it has none. */
function threadsOf({ spec }: System, { from }: Link): number | null {
  const service = spec.services[from];
  return service && !service.async ? service.threads * service.replicas : null;
}

/** Calls per second that come through to a layer. */
const throughTo = ({ layers, rate }: Link, at: number): number =>
  layers.slice(0, at).reduce((all, { nature }) => all * (nature.passes ?? 1), rate ?? 0);

/** Threads that are held if the callee hangs: those of the calls within the limit. */
function heldAt(link: Link, at: number, limitMs: number): number {
  const rate = throughTo(link, at);
  const within = link.layers.map((layer) => {
    const { holdMs = 0, queue = 0 } = layer.nature;
    return mostBelow(layer, link.callers) + (rate * holdMs) / 1000 + queue * link.callers;
  });
  return Math.min((rate * limitMs) / 1000, ...within);
}

/** A timeout that lets a callee that hangs take all threads of the caller for long. */
function tooLong(around: Around, link: Link, speed: Speed): Finding[] {
  const { system, needMs, outerMs } = around;
  const there = threadsOf(system, link);
  const band = bandOf(speed);
  const slow = link.layers.some(
    ({ nature: { trips } }) => (trips?.slowMs ?? Infinity) <= CLEARLY * band.timeoutMs,
  );
  if (there === null || slow) return [];
  const wantedMs = Math.max(band.timeoutMs, needMs(link.to));
  const found = link.layers.flatMap(({ nature, path }, at): Finding[] => {
    const { limitMs } = nature;
    if (limitMs === undefined) return [];
    const inside = link.layers.slice(at + 1);
    const outside = link.layers.slice(0, at);
    // What is inside ends earlier, or whoever waits has left by then.
    if (longestMs(inside) <= limitMs) return [];
    if (Math.min(shortestMs(outside), outerMs(link.from)) < limitMs) return [];
    if (limitMs <= CLEARLY * Math.max(wantedMs, longestMs(inside, wantedMs))) return [];
    const held = heldAt(link, at, limitMs);
    if (held <= there) return [];
    const rate = throughTo(link, at);
    const { p99Ms } = speed;
    const times = p99Ms > 0 ? `${round(limitMs / p99Ms)} times as long` : 'far longer';
    const figures = {
      limitMs,
      p99Ms,
      usualMs: band.timeoutMs,
      held: round(held),
      threads: there,
    };
    return [
      {
        rule: 'timeout-too-long',
        path,
        message:
          `${answers(link, speed)}; a timeout of ${about(limitMs)} can hold a thread ${times}; ` +
          `${about(band.timeoutMs)} is the rule of thumb for ${kindOf(band)}`,
        figures,
        why:
          `If ${link.to} hangs, ${round(rate)} calls per second hold up to ${round(held)} ` +
          `threads; ${link.from} has ${there}. A shorter timeout frees them sooner.`,
      },
    ];
  });
  return found.slice(-1);
}

/** Whether a call that a layer cuts off is tried again, or answered by something else. */
const isCaught = ({ layers, around }: Link, at: number): boolean =>
  [...around, ...layers.slice(0, at)].some(
    ({ nature: { tries, answers: hides } }) =>
      hides || (tries && tries.most > 1 && (tries.atOnce || tries.on.includes('timeout'))),
  );

/** A timeout that cuts off calls that would have ended well. */
function tooShort(around: Around, link: Link, speed: Speed): Finding[] {
  const { system, needMs, outerMs, isBusy } = around;
  const { p50Ms, p99Ms } = speed;
  const limitMs = shortestMs(link.layers);
  // Below the calls of the callee: that is the finding of another rule.
  if (limitMs >= p99Ms || limitMs < needMs(link.to) || isBusy(link.to)) return [];
  const at = link.layers.findIndex(({ nature }) => nature.limitMs === limitMs);
  // Of attempts at once, the fastest counts.
  if (link.layers.slice(at).some(({ nature }) => nature.tries?.atOnce)) return [];
  const most = limitMs < p50Ms;
  if (outerMs(link.from) < p99Ms || (!most && isCaught(link, at))) return [];
  const there = threadsOf(system, link);
  if (there !== null && (throughTo(link, at) * p99Ms) / 1000 > there) return [];
  return [
    {
      rule: 'timeout-too-short',
      path: link.layers[at]!.path,
      message:
        `${answers(link, speed)}; a timeout of ${about(limitMs)} cuts off ` +
        `${most ? 'more than half' : 'more than 1 %'} of the attempts that would end well`,
      figures: { limitMs, p50Ms, p99Ms },
      why:
        `These calls fail although ${link.to} is healthy, and its work for them is wasted. Set ` +
        'the timeout above the p99, or make the callee faster.',
    },
  ];
}

/** A breaker that stays open much longer than a fast callee needs, or hardly at all. */
function openTime(system: System, link: Link, at: number, speed: Speed): Finding[] {
  const { nature, path } = link.layers[at]!;
  const { trips } = nature;
  if (!trips || trips.growth) return [];
  const { openMs } = trips;
  const faultMs = longestFaultMs(system, link, at);
  // A fault that lasts so long is a reason for a long one; a longer one has a rule of its own.
  if (faultMs >= openMs) return [];
  const band = bandOf(speed);
  const figures = { openMs, p99Ms: speed.p99Ms, usualMs: band.openMs };
  const usual = `${about(band.openMs)} is the rule of thumb for ${kindOf(band)}`;
  if (openMs > CLEARLY * band.openMs) {
    const lasts = faultMs > 0 ? `; the longest fault on ${link.to} lasts ${about(faultMs)}` : '';
    return [
      {
        rule: 'breaker-open-too-long',
        path,
        message: `stays open for ${about(openMs)}; ${answers(link, speed)}, and ${usual}${lasts}`,
        figures,
        why:
          `Calls are rejected for that long even if ${link.to} recovers at once: the outage ` +
          'outlives its cause. A shorter open time finds out sooner.',
      },
    ];
  }
  const rate = rateAt(link, at);
  const calls = rate === null ? Infinity : (rate * openMs) / 1000;
  if (openMs * CLEARLY >= band.openMs || calls >= CLEARLY) return [];
  return [
    {
      rule: 'breaker-open-too-short',
      path,
      message:
        `stays open for ${about(openMs)}, in which ` +
        `${calls < 1 ? 'less than one call comes' : `about ${round(calls)} calls come`}; ${usual}`,
      figures: { ...figures, calls: round(calls) },
      why:
        'Probes come at the pace of the calls, so an open circuit neither relieves ' +
        `${link.to} nor spares its callers the wait. Lengthen the open time.`,
    },
  ];
}

const isMeasured = ({ nature }: Layer): boolean =>
  nature.limitMs !== undefined || nature.trips !== undefined;

/** Whether speeds matter to advice on this system: whether something is set by them. */
export const asksSpeeds = ({ links }: System): boolean =>
  links.some(({ layers }) => layers.some(isMeasured));

/** @param speeds of the same spec */
export function speedAdvice(system: System, speeds: Speeds): Finding[] {
  const around = aroundOf(system, speeds);
  return system.links.flatMap((link): Finding[] => {
    const speed = speeds.links[link.id];
    if (!speed) return [];
    return [
      ...tooLong(around, link, speed),
      ...tooShort(around, link, speed),
      ...link.layers.flatMap((_, at) => openTime(system, link, at, speed)),
    ];
  });
}
