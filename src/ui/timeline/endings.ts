/**
 * Outcomes of clients' calls: the strip over time, and its words. Failed calls are at the bottom,
 * degraded ones above; where calls are in flight but none ends, they hang.
 */
import { percent } from '../kit/format.ts';
import type { IntervalPlace } from '../../engine/metrics/intervals.ts';
import { columnAt } from '../../engine/signs.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { instant } from '../kit/clock.ts';
import { faded } from '../charts/colours.svelte.ts';
import { type Pen, textured } from './pen.ts';
import { changeIn, endedIn, HANG, HANG_MS } from '../stage/hanging.ts';
import type { ClientReading } from '../stage/readings.ts';
import { eachPixel, sum } from './strips.ts';

const SUCCEEDED = columnAt('clients', 'succeeded');
const DEGRADED = columnAt('clients', 'degraded');
const FAILED = columnAt('clients', 'failed');

/** Minimum calls per column; earlier calls are included, up to 1 s. */
const ENOUGH = 10;
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** A client's strip. */
export interface Course {
  degraded: boolean;
  failed: boolean;
  /** The intervals in which its calls hung. */
  hangs: Stretch[];
}

export function courseOf(store: IntervalStore, { at }: IntervalPlace): Course {
  const { intervalMs } = store.layout;
  const course: Course = { degraded: false, failed: false, hangs: [] };
  let inFlight = 0;
  let from = -1;
  for (let interval = 0; interval <= store.count; interval++) {
    const degraded = store.value(interval, at + DEGRADED);
    const failed = store.value(interval, at + FAILED);
    inFlight += changeIn(store, at, interval);
    course.degraded ||= degraded > 0;
    course.failed ||= failed > 0;
    const hanging = endedIn(store, at, interval) === 0 && inFlight > 0;
    if (hanging && from < 0) from = interval;
    if (hanging || from < 0) continue;
    const stretch = { fromMs: from * intervalMs, toMs: interval * intervalMs };
    if (stretch.toMs - stretch.fromMs >= HANG_MS) course.hangs.push(stretch);
    from = -1;
  }
  return course;
}

/** The interval from which on there are enough calls. */
function enough(store: IntervalStore, at: number, from: number, to: number): number {
  const earliest = Math.max(0, to - Math.ceil(HANG_MS / store.layout.intervalMs));
  let ended = 0;
  for (let interval = from; interval < to; interval++) ended += endedIn(store, at, interval);
  let first = from;
  while (ended < ENOUGH && first > earliest) ended += endedIn(store, at, --first);
  return first;
}

/** A client's strip: failed at the bottom, degraded above, succeeded behind. */
export function paintClient(
  pen: Pen,
  store: IntervalStore,
  { at }: IntervalPlace,
  course: Course,
): void {
  const { context, height, colours } = pen;
  const fine = faded(colours.ok, 0.3);
  const striped = textured(pen, colours.degraded, 'striped');
  eachPixel(pen, store, (x, first, to) => {
    const from = enough(store, at, first, to);
    const ok = sum(store, at + SUCCEEDED, from, to);
    const degraded = sum(store, at + DEGRADED, from, to);
    const failed = sum(store, at + FAILED, from, to);
    const all = ok + degraded + failed;
    if (all === 0) return;
    context.fillStyle = fine;
    context.fillRect(x, 0, 1, height);
    // A single failure among thousands stays visible.
    const low = failed === 0 ? 0 : Math.max(2, (failed / all) * height);
    const middle = degraded === 0 ? 0 : Math.max(2, (degraded / all) * height);
    context.fillStyle = striped;
    context.fillRect(x, Math.max(0, height - low - middle), 1, middle);
    context.fillStyle = colours.failed;
    context.fillRect(x, height - low, 1, low);
  });
  paintHangs(pen, store, course.hangs);
}

function paintHangs(pen: Pen, store: IntervalStore, hangs: readonly Stretch[]): void {
  const { context, width, height, colours } = pen;
  const { durationMs } = store.layout;
  const dotted = textured(pen, colours.waiting, 'dotted');
  context.font = '10px system-ui, sans-serif';
  const room = context.measureText(HANG).width + 8;
  for (const { fromMs, toMs } of hangs) {
    const left = (fromMs / durationMs) * width;
    const wide = Math.max(2, ((toMs - fromMs) / durationMs) * width);
    context.fillStyle = colours.paper;
    context.fillRect(left, 0, wide, height);
    context.fillStyle = dotted;
    context.fillRect(left, 0, wide, height);
    if (wide < room) continue;
    context.fillStyle = colours.paper;
    context.fillRect(left + 2, height / 2 - 7, room - 4, 14);
    context.fillStyle = colours.ink;
    context.fillText(HANG, left + 4, height / 2 + 3.5);
  }
}

/** Maximum number of listed intervals; others are counted. */
const LISTED_MAX = 3;

/** `Calls hang from 61.4 s to 63.1 s.`, for screen readers; '' if they never hang. */
export function hangWords({ hangs }: Course): string {
  if (hangs.length === 0) return '';
  const list = hangs
    .slice(0, LISTED_MAX)
    .map(({ fromMs, toMs }) => `from ${instant(fromMs)} to ${instant(toMs)}`);
  const more = hangs.length - list.length;
  return `Calls hang ${list.join(', ')}${more > 0 ? ` and ${more} more times` : ''}.`;
}

/** The answered fraction, `96 %`, including degraded; '' if there were no calls. */
export function answered({ succeeded, degraded, hangs }: ClientReading): string {
  if (hangs) return 'hang';
  return Number.isNaN(succeeded) ? '' : percent(succeeded + degraded);
}

/** `96 % of calls succeed`, or `96 % of calls are answered, 40 % degraded`. */
export function successWords(reading: ClientReading): string {
  const share = answered(reading);
  if (reading.hangs) return HANG;
  if (share === '') return '';
  const { degraded } = reading;
  const how = degraded > 0 ? `are answered, ${percent(degraded)} degraded` : 'succeed';
  return `${share} of calls ${how}`;
}
