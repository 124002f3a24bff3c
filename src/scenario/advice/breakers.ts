/** Breakers that cannot open, close too early, or count what is not their callee's failure. */
import type { FaultSpec } from '../../engine/tables.ts';
import { about, type Finding } from './finding.ts';
import type { Layer, Link, System } from './system.ts';

/** Too few calls come within its window to be judged at all. */
function blind(link: Link, { nature, path, params }: Layer): Finding[] {
  const { trips } = nature;
  if (!trips || trips.windowMs === null || link.rate === null) return [];
  const each = params.scope === 'replica' ? link.rate / link.callers : link.rate;
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
        `wants ${trips.minimum} calls within ${about(trips.windowMs)} before it judges; ` +
        `about ${within} are made${callers}`,
      figures: { minimum: trips.minimum, windowMs: trips.windowMs, calls: within },
      why: 'It never opens, whatever happens. Lower the minimum, or look at a longer time.',
    },
  ];
}

/** Kinds of faults from which a breaker is to guard its caller. */
const GUARDED = ['slow', 'errors', 'crash', 'drop', 'refuse', 'pause', 'capacity', 'delay'];

const isGuarded = (fault: FaultSpec): boolean =>
  !fault.disabled && GUARDED.some((kind) => Object.hasOwn(fault, kind));

/** It probes again and again while the fault is still there. */
function impatient({ spec }: System, link: Link, { nature, path }: Layer): Finding[] {
  const { trips } = nature;
  if (!trips) return [];
  const lengths = spec.faults
    .filter((fault) => isGuarded(fault) && (fault.on === link.to || fault.on === link.id))
    .map((fault) => fault.for ?? spec.duration - fault.at);
  const longest = Math.max(0, ...lengths);
  if (longest <= trips.openMs) return [];
  return [
    {
      rule: 'breaker-reopens',
      path,
      message:
        `stays open for ${about(trips.openMs)}; a fault on ${link.to} lasts ` + about(longest),
      figures: { openMs: trips.openMs, faultMs: longest },
      why:
        'Its probes fail about ' +
        `${Math.floor(longest / trips.openMs)} times before the fault is over, each at the cost ` +
        'of a few calls. That is cheap where probes are few; a longer open time spares them.',
    },
  ];
}

/** What a limiter of the caller's own refuses is not the callee's failure. */
function misled(link: Link, { nature, path }: Layer, at: number): Finding[] {
  const { trips } = nature;
  if (!trips) return [];
  return link.layers.slice(at + 1).flatMap((inner): Finding[] => {
    const { refuses = [], trips: other } = inner.nature;
    const counted = refuses.filter((reason) => !trips.ignores.includes(reason)).join(', ');
    if (counted === '' || other) return [];
    return [
      {
        rule: 'breaker-counts-rejections',
        path,
        message:
          `counts \`${counted}\` of the ${inner.name} inside it as failures of ${link.to}` +
          (trips.minimum > 0 ? `, from ${trips.minimum} calls on` : ''),
        figures: { minimum: trips.minimum },
        why:
          `A full ${inner.name} of the caller opens the breaker although ${link.to} is well. ` +
          `Put the ${inner.name} outside the breaker, or \`ignore: [${counted}]\`.`,
      },
    ];
  });
}

export const breakerAdvice = (system: System): Finding[] =>
  system.links.flatMap((link) =>
    link.layers.flatMap((layer, at) => [
      ...blind(link, layer),
      ...impatient(system, link, layer),
      ...misled(link, layer, at),
    ]),
  );
