/** Numbers and lists as a story says them: rounded, for people who read at a glance. */
import { count, factor, figure as digits, time as measured } from '../figures.ts';

export { count };

/** Without zeros at the end. */
const plain = (text: string): string =>
  text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '');
const figure = (x: number): string => plain(digits(x));

/** `3 s`, `12.4 ms` */
export const time = (ms: number): string => plain(measured(ms));

/** `53 %`; shares close to 0 or 1 are never rounded to them. */
export function share(part: number, whole: number): string {
  const percent = whole > 0 ? (100 * part) / whole : 0;
  if (percent > 0 && percent < 1) return percent < 0.1 ? '<0.1 %' : `${figure(percent)} %`;
  if (percent > 99 && percent < 100) return '>99 %';
  return `${Math.round(percent)} %`;
}

/** `197/s`, `8.1/s` */
export const perSec = (n: number, ms: number): string => {
  const rate = ms > 0 ? (n * 1000) / ms : 0;
  if (rate > 0 && rate < 0.1) return `${figure(rate * 60)}/min`;
  return `${rate >= 9.95 ? count(rate) : figure(rate)}/s`;
};

export const multiple = (a: number, b: number): string => plain(factor(a / b));

/** `2 replicas` */
export const counted = (n: number, what: string): string =>
  `${count(n)} ${what}${n === 1 ? '' : 's'}`;

export function list(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** `shoppers’` */
export const of = (id: string): string => (id.endsWith('s') ? `${id}’` : `${id}’s`);
