/** Amounts that people set, with their units and without rounding. */

export type Unit = 'ms' | 'count' | 'number' | 'share' | 'percent' | 'rate' | 'factor' | 'size';

/** At most the digits that a double holds reliably. */
export const exact = (value: number): number => Number(value.toPrecision(12));

/** A value with its unit, without rounding. */
export function write(unit: Unit, value: number): string {
  if (unit === 'ms') return writeMs(value);
  if (unit === 'share') return `${exact(value * 100)} %`;
  if (unit === 'percent') return `${value} %`;
  if (unit === 'rate') return `${exact(value)}/s`;
  if (unit === 'factor') return `×${exact(value)}`;
  if (unit === 'size') return writeSize(value);
  return String(exact(value));
}

/** `512 kB`, `1.5 GB` */
function writeSize(bytes: number): string {
  const power = [12, 9, 6, 3].find((zeros) => bytes >= Number(`1e${zeros}`)) ?? 0;
  return `${exact(bytes / Number(`1e${power}`))} ${['', 'k', 'M', 'G', 'T'][power / 3]}B`;
}

function writeMs(ms: number): string {
  if (ms === 0) return '0 ms';
  for (const [unit, size, least] of [
    ['h', 3.6e6, 2],
    ['min', 60_000, 2],
    ['s', 1000, 1],
  ] as const) {
    const figure = ms / size;
    if (figure >= least && Math.round(figure * 100) / 100 === figure) return `${figure} ${unit}`;
  }
  return `${exact(ms)} ms`;
}
