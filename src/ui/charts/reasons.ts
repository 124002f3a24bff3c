/** Why requests fail: failures per second by reason, stacked. */
import { OUTCOMES, REASONS } from '../../engine/tables.ts';
import { percent, rate } from '../kit/format.ts';
import { type Buckets, highest, type Values } from './buckets.ts';
import type { Chart, Subject } from './chart.ts';
import type { Hue } from './colours.svelte.ts';
import { asksOf, endsIn, outcomeIn, type Places, placesOf } from './place.ts';
import type { Curve, Picture } from './picture.ts';
import { TEXTURES } from './texture.ts';

/** More are summed up. */
const SHOWN_MAX = 6;
const HUES: readonly Hue[] = ['failed', 'retry', 'hedge', 'degraded', 'waiting'];
const ALL = 'all failures';

interface Reason {
  label: string;
  /** Where in a row its counts are. */
  places: readonly number[];
  values: Values;
  sum: number;
}

const sumOf = (values: Values): number => values.reduce<number>((sum, value) => sum + value!, 0);

/** Those that occur, the most frequent first; the rarest of many as one. */
function reasonsOf(buckets: Buckets, where: Places): Reason[] {
  const reason = (label: string, places: readonly number[]): Reason => {
    const values = buckets.rates(places);
    return { label, places, values, sum: sumOf(values) };
  };
  const found = REASONS.map((name) => reason(name, outcomeIn(where, OUTCOMES.indexOf(name))))
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
  if (found.length <= SHOWN_MAX + 1) return found;
  const rest = found.slice(SHOWN_MAX).flatMap(({ places }) => places);
  return [...found.slice(0, SHOWN_MAX), reason('others', rest)];
}

/** The same reason looks the same wherever it occurs. */
function looksOf(label: string): Pick<Curve, 'hue' | 'texture'> {
  const at = OUTCOMES.findIndex((name) => name === label);
  if (at < 0) return { hue: 'offered', texture: 'solid' };
  return { hue: HUES[at % HUES.length]!, texture: TEXTURES[at % TEXTURES.length]! };
}

function pictureOf({ buckets, focus }: Subject): Picture {
  const where = placesOf(buckets.store.layout, focus);
  const asks = asksOf(where, 'failed');
  const reasons = reasonsOf(buckets, where);
  const ends = endsIn(where);
  const now = (places: readonly number[]) => (atMs: number) => buckets.rateAt(atMs, places);
  const failures = reasons.flatMap(({ places }) => places);
  const share = (atMs: number): string => {
    const ratio = buckets.rateAt(atMs, failures) / buckets.rateAt(atMs, ends);
    return ratio > 0 ? ` (${percent(ratio)})` : '';
  };
  const total: Curve = {
    ...{ asks, label: ALL, hue: 'failed', width: 2, text: rate },
    values: buckets.rates(failures),
    now: now(failures),
    also: share,
  };
  let below: Values = total.values.map(() => 0);
  const stack = reasons.map(({ label, places, values }, i): Curve => {
    below = below.map((value, at) => value! + values[at]!);
    return {
      ...{ asks, label, ...looksOf(label), text: rate, now: now(places), width: 1, fill: 0.35 },
      ...{ values: below, own: values },
      ...(i > 0 ? { onto: i - 1 } : {}),
    };
  });
  return {
    unit: `per second, ${where.name}`,
    xs: buckets.seconds(),
    curves: [...stack, total],
    log: false,
    stacked: true,
    least: Math.max(1, highest(total.values) ?? 0),
    axis: rate,
    lines: 2,
    rightAxis: null,
  };
}

export const chart: Chart = {
  id: 'reasons',
  title: 'Failures by reason',
  help: 'Failures of the selected part by reason, stacked; the most frequent reason is lowest.',
  choice: null,
  isCompared: (id) => id === ALL,
  pictureOf,
};
