/** Signs in words: the caption under each, and the text for screen readers. */
import { inStates, reasonOf, type Face, type Reading } from '../face.ts';
import { countdown, duration, rate, percent, short } from '../../kit/format.ts';

/** A rate for a caption: there is no room for decimals above ten. */
const briefly = (value: number): string => rate(value >= 10 ? Math.round(value) : value);

const each = ({ limits }: Face, name: string): number => limits[name] ?? NaN;

/** Rejected calls per second. */
const refusedPerSec = (face: Face): number => reasonOf(face, ...face.refuses);

const of = (some: number, all: number): string => (all > 1 ? ` ${some}/${all}` : '');

/** Failure rate and slow-call rate of the window; the opening threshold. */
export function gateRates(face: Face) {
  const { figures } = face;
  const calls = figures['calls'] ?? 0;
  const minimum = figures['minimum'] ?? 0;
  return {
    failed: calls > 0 ? (figures['failed'] ?? 0) / calls : 0,
    slow: calls > 0 ? (figures['slow'] ?? 0) / calls : 0,
    threshold: each(face, 'threshold'),
    judged: calls > 0 && calls >= minimum,
  };
}

/** Progress towards opening: a rate, or a count of failures. */
function gateCount(face: Face) {
  const failures = each(face, 'failures');
  const { failed, threshold } = gateRates(face);
  if (Number.isNaN(failures))
    return {
      caption: percent(failed),
      words: `failure rate ${percent(failed)}, threshold ${percent(threshold)}`,
    };
  const counted = short(face.figures['failed'] ?? NaN);
  const { instances } = face;
  return {
    caption: instances > 1 ? percent(failed) : `${counted}/${short(failures)}`,
    words:
      instances > 1
        ? `${counted} failures counted in ${instances} replicas, opens at ${short(failures)} ` +
          'per replica'
        : `${counted} failures counted, opens at ${short(failures)}`,
  };
}

export function gate(face: Face): Reading {
  const all = face.states.reduce((sum, { count: n }) => sum + n, 0);
  const open = inStates(face, 'open', 'forced-open');
  const half = inStates(face, 'half-open');
  const { failed, threshold, judged } = gateRates(face);
  if (open > 0) {
    const timed = inStates(face, 'open');
    const leftMs = timed > 0 ? (face.figures['stillOpenMs'] ?? 0) / timed : 0;
    const left = leftMs > 0 ? countdown(leftMs) : '';
    return {
      caption: `open${of(open, all)}\n${left}`.trim(),
      words: `open${of(open, all)}${left ? `, probes in ${left}` : ''}`,
      level: 'failing',
    };
  }
  if (half > 0) {
    const probes = face.figures['probes'] ?? 0;
    return {
      // Two lines: the next sign is close.
      caption: `half-\nopen${of(half, all)}`,
      words: `half-open${of(half, all)}, ${short(probes)} more probes allowed`,
      level: 'hurt',
    };
  }
  const name = face.states[0]?.name ?? '';
  const { caption, words } = gateCount(face);
  return {
    caption: name === 'closed' ? (judged ? caption : 'closed') : name || '–',
    words:
      name === ''
        ? 'no state yet'
        : `${name}, ${words}${judged ? '' : ', not enough calls to evaluate'}`,
    level: judged && failed > threshold / 2 ? 'hurt' : 'quiet',
  };
}

/** Fraction of instances that block all calls. */
export function gateBlocks(face: Face): number {
  const all = face.states.reduce((sum, { count: n }) => sum + n, 0);
  return all > 0 ? inStates(face, 'open', 'forced-open') / all : 0;
}

export const gateProbes = (face: Face): boolean => inStates(face, 'half-open') > 0;

/** An adaptive limit is a figure. */
export const slotsLimit = (face: Face): number =>
  face.figures['limit'] ?? each(face, 'limit') * face.instances;

export function slots(face: Face): Reading {
  const { taken = NaN, waiting = 0 } = face.figures;
  const limit = slotsLimit(face);
  const refused = refusedPerSec(face);
  const behind = waiting > 0 ? `, ${short(waiting)} waiting` : '';
  return {
    caption: `${short(taken)}/${short(limit)}${waiting > 0 ? ` +${short(waiting)}` : ''}`,
    words: `${short(taken)} of ${short(limit)} slots in use${behind}, ${rate(refused)} rejected`,
    level: refused > 0 ? 'failing' : taken >= limit ? 'hurt' : 'quiet',
  };
}

export const bucketLevel = (face: Face): number =>
  (face.figures['tokens'] ?? NaN) / (each(face, 'capacity') * face.instances);

export function bucket(face: Face): Reading {
  const refused = refusedPerSec(face);
  const refill = each(face, 'refill') * face.instances;
  const apart = each(face, 'apart') === 1;
  return {
    caption: apart ? `${rate(refill)} each` : rate(refill),
    words:
      `${short(face.figures['tokens'] ?? NaN)} tokens left` +
      `${apart ? ' for the last caller' : ''}, refill ${rate(refill)}` +
      `${apart ? ' per caller' : ''}, ${rate(refused)} rejected`,
    level: refused > 0 ? 'failing' : bucketLevel(face) < 0.1 ? 'hurt' : 'quiet',
  };
}

export function clock(face: Face): Reading {
  const limit = each(face, 'afterMs');
  const over = reasonOf(face, 'timeout', 'connect-timeout');
  return {
    caption: duration(limit),
    words: `times out after ${duration(limit)}, ${rate(over)} timeouts`,
    level: over > 0 ? 'failing' : face.p99Ms > limit / 2 ? 'hurt' : 'quiet',
  };
}

/** Filled fraction of the budget; NaN: no budget. */
export function budgetLevel(face: Face): number {
  const budget = each(face, 'budget') * face.instances;
  return budget > 0 ? Math.max(0, face.figures['balance'] ?? NaN) / budget : NaN;
}

export function loop(face: Face): Reading {
  const again = face.rates['retries'] ?? 0;
  const unpaid = face.rates['unpaid'] ?? 0;
  const budget = budgetLevel(face);
  const most = each(face, 'tries');
  const idle = most === 1 ? 'no\nretries' : `≤ ${short(most)}\nattempts`;
  const left = Number.isNaN(budget) ? 'no budget' : `budget ${percent(budget)} full`;
  return {
    caption: again > 0 ? `+${briefly(again)}` : idle,
    words:
      `up to ${short(most)} attempts, ${rate(again)} retries, ${left}` +
      (unpaid > 0 ? `, ${rate(unpaid)} retries denied` : ''),
    level: unpaid > 0 ? 'failing' : again > 0 ? 'hurt' : 'quiet',
  };
}

export function fork(face: Face): Reading {
  const after = each(face, 'afterMs');
  const more = face.beyondFirst;
  const never = Number.isNaN(after);
  const when = never ? 'it fails' : `there is no answer after ${duration(after)}`;
  return {
    caption: more > 0.05 ? `+${briefly(more)}` : never ? 'on\nfailure' : `> ${duration(after)}`,
    words: `hedges if ${when}, ${rate(more)} extra attempts`,
    level: 'quiet',
  };
}

export function siding(face: Face): Reading {
  const used = face.rates['used'] ?? 0;
  return {
    caption: used > 0 ? briefly(used) : 'unused',
    words: used > 0 ? `replaces ${rate(used)} failed calls` : 'not used',
    level: used > 0 ? 'hurt' : 'quiet',
  };
}

/** Admitted fraction of calls; the mean over several instances. */
export const opening = (face: Face): number =>
  Math.min(1, Math.max(0, (face.figures['admit'] ?? NaN) / face.instances));

export function valve(face: Face): Reading {
  const refused = refusedPerSec(face);
  const open = opening(face);
  return {
    caption: Number.isNaN(open) ? '–' : percent(open),
    words: `admits ${percent(open)} of calls, ${rate(refused)} rejected`,
    level: refused > 0 ? 'failing' : open < 1 ? 'hurt' : 'quiet',
  };
}

/** Recent hit rate; NaN: no calls. */
export function hitShare(face: Face): number {
  const { hits = 0, misses = 0 } = face.rates;
  return hits + misses > 0 ? hits / (hits + misses) : NaN;
}

export function store(face: Face): Reading {
  const share = hitShare(face);
  const stale = face.rates['stale'] ?? 0;
  const waiting = face.figures['waiting'] ?? 0;
  const behind = waiting > 0 ? `, ${short(waiting)} waiting for a fetch` : '';
  const old = stale > 0 ? `, ${rate(stale)} stale answers` : '';
  return {
    caption: Number.isNaN(share) ? '–' : `${percent(share)}\nhits`,
    words: Number.isNaN(share)
      ? 'no calls'
      : `hit rate ${percent(share)}, ${rate(face.rates['misses'] ?? 0)} misses` + behind + old,
    level: stale > 0 ? 'hurt' : 'quiet',
  };
}
