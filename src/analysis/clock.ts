/** Instants of a run in one format, `1:06.2`. */

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

/** As exact as needed, to a tenth of a second: `1:06`, `1:06.2`. */
export function instant(ms: number): string {
  const tenths = Math.round(ms / 100);
  return clock(tenths * 100, tenths % 10 === 0 ? 0 : 1);
}
