/** Instants of a run in one format, `1:06.2`, and where an axis of time has its ticks. */

const two = (n: number): string => String(n).padStart(2, '0');

/** `0:05`, `1:15.2`, `1:02:00`. */
export function clock(ms: number, decimals = 0): string {
  const scale = 10 ** decimals;
  // Cut, not rounded: 59.96 s are not a minute yet.
  const ticks = Math.floor((ms / 1000) * scale + 1e-6);
  const seconds = Math.floor(ticks / scale);
  const rest = decimals > 0 ? `.${String(ticks % scale).padStart(decimals, '0')}` : '';
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const high = hours > 0 ? `${hours}:${two(minutes % 60)}` : String(minutes);
  return `${high}:${two(seconds % 60)}${rest}`;
}

const counted = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

/** `1 minute 15.2 seconds`. */
export function spoken(ms: number): string {
  const tenths = Math.floor(ms / 100 + 1e-6);
  const minutes = Math.floor(tenths / 600);
  const seconds = counted((tenths % 600) / 10, 'second');
  return minutes === 0 ? seconds : `${counted(minutes, 'minute')} ${seconds}`;
}

/** As exact as needed, to a tenth of a second: `1:06`, `1:06.2`. */
export function instant(ms: number): string {
  const tenths = Math.round(ms / 100);
  return clock(tenths * 100, tenths % 10 === 0 ? 0 : 1);
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
