/**
 * A link's curve through its points: straight where level, otherwise S-shaped. Pipes and attempts
 * use the same curve.
 */
export interface Point {
  x: number;
  y: number;
}

/** A curve as short straight segments, and the distance at each segment's end. */
export interface Line {
  points: Point[];
  ends: number[];
  length: number;
}

/** Distance of a loop from its card. */
export const LOOP = 30;

/** Segments per S-curve. */
const PIECES = 14;

/** As an SVG path; S-curves start and end along x, or along y on an upright stage. */
export function pathOf(points: readonly Point[], upright: boolean): string {
  const [first, ...rest] = points;
  let text = `M${first!.x} ${first!.y}`;
  let { x, y } = first!;
  for (const to of rest) {
    if (upright ? to.x === x : to.y === y) text += `L${to.x} ${to.y}`;
    else if (upright) {
      const my = (y + to.y) / 2;
      text += `C${x} ${my} ${to.x} ${my} ${to.x} ${to.y}`;
    } else {
      const mx = (x + to.x) / 2;
      text += `C${mx} ${y} ${mx} ${to.y} ${to.x} ${to.y}`;
    }
    ({ x, y } = to);
  }
  return text;
}

function bend(a: Point, b: Point, t: number, upright: boolean): Point {
  const u = 1 - t;
  // Cubic Bézier whose inner points lie halfway along the main axis.
  const along = (from: number, to: number): number =>
    u * u * u * from + 3 * u * t * ((from + to) / 2) + t * t * t * to;
  const across = (from: number, to: number): number =>
    u * u * (u + 3 * t) * from + t * t * (t + 3 * u) * to;
  return upright
    ? { x: across(a.x, b.x), y: along(a.y, b.y) }
    : { x: along(a.x, b.x), y: across(a.y, b.y) };
}

export function lineOf(points: readonly Point[], upright: boolean): Line {
  const line: Line = { points: [points[0]!], ends: [0], length: 0 };
  const add = (to: Point): void => {
    const from = line.points.at(-1)!;
    line.length += Math.hypot(to.x - from.x, to.y - from.y);
    line.points.push(to);
    line.ends.push(line.length);
  };
  points.slice(1).forEach((to, i) => {
    const from = points[i]!;
    const pieces = from.x === to.x || from.y === to.y ? 1 : PIECES;
    for (let n = 1; n <= pieces; n++) add(bend(from, to, n / pieces, upright));
  });
  return line;
}

/** The point at a fraction of the length. */
export function pointAt({ points, ends, length }: Line, share: number): Point {
  const at = Math.min(1, Math.max(0, share)) * length;
  let i = 1;
  while (i < ends.length - 1 && ends[i]! < at) i++;
  const from = points[i - 1]!;
  const to = points[i]!;
  const piece = ends[i]! - ends[i - 1]!;
  const t = piece > 0 ? (at - ends[i - 1]!) / piece : 0;
  return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
}

/** A section as an SVG path. */
export function slice(line: Line, from: number, to: number): string {
  const inside = line.points.filter((_, i) => {
    const share = line.ends[i]! / line.length;
    return share > from && share < to;
  });
  const points = [pointAt(line, from), ...inside, pointAt(line, to)];
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}
