/** Numbers as the stage writes them: short, with their unit, "–" where there is none. */
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

const digits = (n: number): string => {
  if (n === Infinity) return '∞';
  if (n >= 9999.5) return `${whole.format(n / 1000)}k`;
  if (n >= 999.5) return whole.format(n);
  if (n >= 99.5) return String(Math.round(n));
  if (n >= 9.95) return String(Math.round(n));
  return String(Math.round(n * 10) / 10);
};

export const count = (n: number): string => (Number.isNaN(n) ? '–' : digits(n));

export const perSec = (n: number): string => (Number.isNaN(n) ? '–' : `${digits(n)}/s`);

export function ms(n: number): string {
  if (Number.isNaN(n)) return '–';
  if (n >= 99_950) return `${digits(n / 60_000)} min`;
  return n >= 999.5 ? `${(n / 1000).toFixed(n < 9950 ? 1 : 0)} s` : `${digits(n)} ms`;
}

/** Never "100 %" for what is less, nor "0 %" for what is more. */
export function percent(share: number): string {
  if (Number.isNaN(share)) return '–';
  const n = share * 100;
  if (n > 99.9 && n < 100) return '> 99.9 %';
  if (n > 0 && n < 0.1) return '< 0.1 %';
  const one = Math.round(n * 10) / 10;
  return `${n > 99 || n < 9.95 ? one : Math.round(n)} %`;
}
