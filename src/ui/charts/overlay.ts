/** Curves of other runs behind those of this one, each run in a line style of its own. */
import { greatest } from 'd3';
import { dashOf } from './beside.ts';
import type { Values } from './buckets.ts';
import type { Curve, Picture } from './picture.ts';

/** A picture of the run with this letter. */
export interface Lettered {
  letter: string;
  picture: Picture;
  /** So far there is something to say of it. */
  untilMs: number;
}

/** @param isCompared whether the curve with that id is drawn for every run */
export function overlaid(
  now: Lettered,
  others: readonly Lettered[],
  isCompared: (label: string) => boolean,
): Picture {
  const all = [now, ...others].map(({ picture }) => picture.xs);
  const xs = greatest(all, (one) => one.at(-1) ?? 0)!;
  // In the color that this run has for it, which differs where it depends on the run.
  const othersOf = (curve: Curve) =>
    others.flatMap((run) => {
      const other = run.picture.curves.find((one) => idOf(one) === idOf(curve));
      return other ? [{ letter: run.letter, curve: ghostOf(curve, other, run, xs) }] : [];
    });
  const curves = now.picture.curves.map((curve): Curve => {
    const fitting = { ...curve, values: fit(now.picture, curve.values, xs) };
    if (!isCompared(idOf(curve))) return fitting;
    const own = curve.dash ? [] : dashOf(now.letter);
    return { ...fitting, others: othersOf(curve), ...(own.length > 0 && { dash: own }) };
  });
  const ghosts = curves.flatMap((curve) => (curve.others ?? []).map((other) => other.curve));
  // Where one of them needs a logarithmic scale, all are drawn on it.
  const wide = [now, ...others].find(({ picture }) => picture.log)?.picture ?? now.picture;
  const { unit, log, least } = wide;
  return { ...now.picture, unit, log, least, xs, curves: [...curves, ...ghosts] };
}

/** Its values at the instants of another picture, of a run that may be longer or shorter. */
function fit({ xs: own }: Picture, values: Values, xs: readonly number[]): Values {
  const [first = 0, second = first + 1] = own;
  return xs.map((x) => values[Math.round((x - first) / (second - first))] ?? null);
}

const idOf = ({ id, label }: Curve): string => id ?? label;

const ghostOf = (
  { label, hue, right = false }: Curve,
  { values, now, text }: Curve,
  { letter, picture, untilMs }: Lettered,
  xs: readonly number[],
): Curve => ({
  ...{ label: `${label}, ${letter}`, hue, right, text, silent: true },
  // Shorter than the others, or not as far yet, it has nothing to say.
  now: (atMs) => (atMs > untilMs ? NaN : now(atMs)),
  values: fit(picture, values, xs),
  width: 1.25,
  dash: dashOf(letter),
});
