/** The width of a pipe follows its flow: it shrinks behind a sign that stops calls. */
import { slice } from './curve.ts';
import type { Face } from './face.ts';
import type { LinkReading } from './readings.ts';
import type { Route } from './routes.ts';
import { signs } from './signs/signs.ts';

export interface Stretch {
  path: string;
  /** Calls per second, and attempts. */
  calls: number;
  attempts: number;
  /** Fraction of the attempts that fail on it or beyond. */
  failed: number;
  /** Attempts per second that signs before it have refused, and answered. */
  refused: number;
  answered: number;
}

/** Minimum change for a new section. */
const STOPPED_MIN = 0.02;

/** Attempts per second that a sign rejects. */
function refusedBy(face: Face, { reasons, reached }: LinkReading, attempts: number): number {
  const sign = signs[face.sign];
  const refused = reasons.filter(({ name }) => face.refuses.includes(name));
  const seen = refused.reduce((sum, { perSec }) => sum + perSec, 0);
  const blocked = Math.max(seen, (sign?.blocks?.(face) ?? 0) * attempts);
  return sign?.probes?.(face) ? Math.max(blocked, attempts - reached || 0) : blocked;
}

export function stretchesOf(
  route: Pick<Route, 'path' | 'line' | 'shares'>,
  faces: readonly (Face | null)[],
  reading: LinkReading | null,
): Stretch[] {
  if (!reading)
    return [{ path: route.path, calls: 0, attempts: 0, failed: 0, refused: 0, answered: 0 }];
  const stretches: Stretch[] = [];
  let { attempts } = reading;
  let failures = reading.reasons
    .filter(({ name }) => name !== 'cancelled')
    .reduce((sum, { perSec }) => sum + perSec, 0);
  let from = 0;
  let refused = 0;
  let answered = 0;
  const add = (to: number): void => {
    const whole = from === 0 && to === 1;
    stretches.push({
      path: whole ? route.path : slice(route.line, from, to),
      calls: Math.min(reading.calls, attempts),
      attempts,
      failed: attempts > 0 ? Math.min(1, failures / attempts) : 0,
      refused,
      answered,
    });
    from = to;
  };
  faces.forEach((face, i) => {
    const share = route.shares[i];
    if (!face || face.off || share === undefined) return;
    const away = Math.min(attempts, refusedBy(face, reading, attempts));
    const known = (signs[face.sign]?.answers?.(face) ?? 0) * attempts;
    if (!(away + known > STOPPED_MIN * attempts)) return;
    add(share);
    refused += away;
    answered += known;
    attempts = Math.max(0, attempts - away - known);
    failures = Math.max(0, failures - away);
  });
  add(1);
  return stretches;
}

/** What becomes of the calls of a link of which some are stopped; null: all of them pass. */
export function stoppedWords(stretches: readonly Stretch[], rate: (n: number) => string) {
  const last = stretches.at(-1)!;
  if (stretches.length < 2) return null;
  const stopped = [
    ...(last.refused > 0 ? [`${rate(last.refused)} stopped`] : []),
    ...(last.answered > 0 ? [`${rate(last.answered)} answered`] : []),
  ];
  return { pass: `${rate(last.calls)} pass`, stopped };
}
