/** Instants of a run, in words as well, and where an axis of time has its ticks. */
export { clock, instant } from '../../analysis/clock.ts';

const counted = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

/** `1 minute 15.2 seconds`. */
export function spoken(ms: number): string {
  const tenths = Math.floor(ms / 100 + 1e-6);
  const minutes = Math.floor(tenths / 600);
  const seconds = counted((tenths % 600) / 10, 'second');
  return minutes === 0 ? seconds : `${counted(minutes, 'minute')} ${seconds}`;
}

/** Steps that people count time in, in ms. */
const STEPS: readonly number[] = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 86_400_000,
];

/** Ticks from 0 on, at least so many pixels apart. */
export function ticksOf(durationMs: number, widthPx: number, apartPx: number): number[] {
  const least = (durationMs * apartPx) / Math.max(widthPx, 1);
  const step = STEPS.find((ms) => ms >= least) ?? durationMs;
  const ticks: number[] = [];
  for (let ms = 0; ms <= durationMs && ticks.length < 200; ms += step) ticks.push(ms);
  return ticks;
}
