/** Curves of other runs behind those of this one, each run in a line style of its own. */
import { dashOf } from './beside.ts';
import type { Values } from './buckets.ts';
import type { Curve, Picture } from './picture.ts';

/** A picture of the run with this letter. */
export interface Lettered {
  letter: string;
  picture: Picture;
}

/** @param isCompared whether the curve with that id is drawn for every run */
export function overlaid(
  now: Lettered,
  others: readonly Lettered[],
  isCompared: (label: string) => boolean,
): Picture {
  const xs = [now, ...others]
    .map(({ picture }) => picture.xs)
    .reduce((longest, one) => (one.length > longest.length ? one : longest));
  const fit = (values: Values): Values => xs.map((_, i) => values[i] ?? null);
  // In the color that this run has for it, which differs where it depends on the run.
  const othersOf = (curve: Curve) =>
    others.flatMap(({ letter, picture }) => {
      const other = picture.curves.find((one) => idOf(one) === idOf(curve));
      return other ? [{ letter, curve: ghostOf(curve, other, letter, fit) }] : [];
    });
  const curves = now.picture.curves.map((curve): Curve => {
    const fitting = { ...curve, values: fit(curve.values) };
    if (!isCompared(idOf(curve))) return fitting;
    const own = curve.dash ? [] : dashOf(now.letter);
    return { ...fitting, others: othersOf(curve), ...(own.length > 0 && { dash: own }) };
  });
  const ghosts = curves.flatMap((curve) => (curve.others ?? []).map((other) => other.curve));
  return { ...now.picture, xs, curves: [...curves, ...ghosts] };
}

const idOf = ({ id, label }: Curve): string => id ?? label;

const ghostOf = (
  { label, hue, right = false }: Curve,
  { values, now, text }: Curve,
  letter: string,
  fit: (values: Values) => Values,
): Curve => ({
  ...{ label: `${label}, ${letter}`, hue, right, now, text, silent: true },
  values: fit(values),
  width: 1.25,
  dash: dashOf(letter),
});
