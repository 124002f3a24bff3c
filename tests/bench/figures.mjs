// Medians and the lines in which they are printed.

export function median(list) {
  const sorted = list.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Three digits: what these figures are worth. */
export function short(x) {
  if (x >= 99.95) return Math.round(x).toLocaleString('en');
  return x.toFixed(x >= 9.995 ? 1 : 2);
}

/** One line: the median, the range over the rounds, the unit and what we aim at. */
export function line(label, list, unit = '', aim = '') {
  const range =
    list.length > 1 ? `${short(Math.min(...list))}–${short(Math.max(...list))}` : 'once';
  const row = [label.padEnd(46), short(median(list)).padStart(8), range.padStart(15)];
  console.log(
    `  ${row.join(' ')}  ${[unit, aim && `(${aim})`].filter(Boolean).join(' ')}`.trimEnd(),
  );
}

export const heading = (text) => console.log(`\n${text}`);

/** @param least the goal; @param aim what we would like */
export function verdict(value, least, aim) {
  const reached = value >= least ? 'goal reached' : 'GOAL MISSED';
  return `goal ≥ ${least}: ${reached}, aim ${aim}`;
}

export const atMost = (value, most, unit) =>
  `aim ≤ ${most}${unit}: ${value <= most ? 'reached' : 'MISSED'}`;
