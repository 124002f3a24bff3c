/** Curves of other runs behind those of this one, each run in a line style of its own. */
import { dashOf } from './beside.ts';
import type { Values } from './buckets.ts';
import type { Curve, Picture } from './picture.ts';

/** A picture of the run with this letter. */
export interface Lettered {
  letter: string;
  picture: Picture;
}

/** @param isCompared whether the curve of that label is drawn for every run */
export function overlaid(
  now: Lettered,
  others: readonly Lettered[],
  isCompared: (label: string) => boolean,
): Picture {
  const xs = [now, ...others]
    .map(({ picture }) => picture.xs)
    .reduce((longest, one) => (one.length > longest.length ? one : longest));
  const fit = (values: Values): Values => xs.map((_, i) => values[i] ?? null);
  const curves = now.picture.curves.map((curve): Curve => {
    const own = isCompared(curve.label) && !curve.dash ? dashOf(now.letter) : [];
    return { ...curve, values: fit(curve.values), ...(own.length > 0 && { dash: own }) };
  });
  // In the color that this run has for it, which differs where it depends on the run.
  const ghosts = others.flatMap(({ letter, picture }) =>
    curves.flatMap((curve): Curve[] => {
      const other = picture.curves.find(({ label }) => label === curve.label);
      return other && isCompared(curve.label) ? [ghostOf(curve, other, letter, fit)] : [];
    }),
  );
  return { ...now.picture, xs, curves: [...curves, ...ghosts] };
}

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
