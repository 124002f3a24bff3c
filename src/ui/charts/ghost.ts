/** The run as it was before the last change, as thin lines behind the present one. */
import type { Values } from './buckets.ts';
import type { Picture } from './picture.ts';

/** @param stays whether the curve of that label stays behind */
export function overlaid(
  now: Picture,
  before: Picture,
  stays: (label: string) => boolean,
): Picture {
  const xs = before.xs.length > now.xs.length ? before.xs : now.xs;
  const fit = (values: Values): Values => xs.map((_, i) => values[i] ?? null);
  const ghosts = before.curves
    .filter(({ label }) => stays(label))
    .map((curve) => ({
      label: `${curve.label} before the change`,
      hue: curve.hue,
      values: fit(curve.values),
      now: curve.now,
      text: curve.text,
      width: 1,
      dash: [1, 3],
      right: curve.right ?? false,
      silent: true,
    }));
  const curves = now.curves.map((curve) => ({ ...curve, values: fit(curve.values) }));
  return { ...now, xs, curves: [...curves, ...ghosts] };
}
