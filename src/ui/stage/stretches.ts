/** The width of a pipe follows its flow: it shrinks behind a sign that rejects calls. */
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
}

/** Minimum change for a new section. */
const TURNED_AWAY_MIN = 0.02;

/** Attempts per second that a sign rejects. */
function turnedAway(face: Face | null, { reasons }: LinkReading, attempts: number): number {
  const sign = face && !face.off ? signs[face.sign] : undefined;
  if (!face || !sign) return 0;
  const refused = reasons.filter(({ name }) => face.refuses.includes(name));
  const seen = refused.reduce((sum, { perSec }) => sum + perSec, 0);
  return Math.max(seen, (sign.blocks?.(face) ?? 0) * attempts);
}

export function stretchesOf(
  route: Route,
  faces: readonly (Face | null)[],
  reading: LinkReading | null,
): Stretch[] {
  if (!reading) return [{ path: route.path, calls: 0, attempts: 0, failed: 0 }];
  const stretches: Stretch[] = [];
  let { attempts } = reading;
  let failures = reading.reasons
    .filter(({ name }) => name !== 'cancelled')
    .reduce((sum, { perSec }) => sum + perSec, 0);
  let from = 0;
  const add = (to: number): void => {
    const whole = from === 0 && to === 1;
    stretches.push({
      path: whole ? route.path : slice(route.line, from, to),
      calls: Math.min(reading.calls, attempts),
      attempts,
      failed: attempts > 0 ? Math.min(1, failures / attempts) : 0,
    });
    from = to;
  };
  faces.forEach((face, i) => {
    const away = turnedAway(face, reading, attempts);
    const share = route.shares[i];
    if (share === undefined || !(away > TURNED_AWAY_MIN * attempts)) return;
    add(share);
    attempts = Math.max(0, attempts - away);
    failures = Math.max(0, failures - away);
  });
  add(1);
  return stretches;
}
