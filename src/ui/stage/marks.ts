/** Marks of attempts: the shape shows the kind of attempt, color and cross its outcome. */
import type { Point } from './curve.ts';
import { isFailure, type Trip } from './trips.ts';

export interface Inks {
  out: string;
  ok: string;
  degraded: string;
  failed: string;
  retry: string;
  hedge: string;
  rim: string;
}

interface Look {
  /** Half the size of a mark, in px. */
  size: number;
  colours: Inks;
}

function colourOf({ outcome, kind }: Trip, inks: Inks): string {
  if (outcome === null) {
    if (kind === 'retry') return inks.retry;
    return kind === 'hedge' ? inks.hedge : inks.out;
  }
  if (isFailure(outcome)) return inks.failed;
  if (outcome > 1) return inks.out;
  return outcome === 0 ? inks.ok : inks.degraded;
}

export function draw(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  trip: Trip,
  { size, colours }: Look,
): void {
  const colour = colourOf(trip, colours);
  context.fillStyle = colour;
  context.strokeStyle = colours.rim;
  context.lineWidth = 1;
  context.beginPath();
  shape(context, x, y, trip.kind, size);
  if (trip.kind === 'probe') {
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.stroke();
  } else {
    context.fill();
    context.stroke();
  }
  if (trip.outcome === null || !isFailure(trip.outcome)) return;
  // A cross as well, because color alone is not accessible.
  const arm = size * 1.25;
  for (const [width, ink] of [
    [3.5, colours.rim],
    [2, colours.failed],
  ] as const) {
    context.beginPath();
    context.lineWidth = width;
    context.strokeStyle = ink;
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x + arm, y - arm);
    context.lineTo(x - arm, y + arm);
    context.stroke();
  }
}

function shape(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  kind: Trip['kind'],
  size: number,
): void {
  if (kind === 'retry') {
    context.moveTo(x, y - size * 1.2);
    context.lineTo(x + size * 1.2, y + size);
    context.lineTo(x - size * 1.2, y + size);
    context.closePath();
  } else if (kind === 'hedge') {
    context.moveTo(x, y - size * 1.3);
    context.lineTo(x + size * 1.3, y);
    context.lineTo(x, y + size * 1.3);
    context.lineTo(x - size * 1.3, y);
    context.closePath();
  } else context.arc(x, y, size, 0, 2 * Math.PI);
}
