/**
 * A picture as options for uPlot. Colours are asked for at every drawing, so that a change of theme
 * needs no more than a redraw. The plot has no cursor of its own: the playhead lies above it.
 */
import { scaleLog } from 'd3';
import type uPlot from 'uplot';
import { instant, ticksOf } from '../kit/clock.ts';
import { type Colours, faded } from './colours.svelte.ts';
import type { Curve, Picture } from './picture.ts';
import { textured } from './texture.ts';

/** Around the plot itself, in px. */
export const LEFT = 44;
export const TOP = 6;
export const BOTTOM = 18;
/** With a scale on the right, and without. */
const RIGHT = 46;
const RIGHT_BARE = 20;

export const rightOf = ({ rightAxis }: Pick<Picture, 'rightAxis'>, aligned: boolean): number =>
  rightAxis || aligned ? RIGHT : RIGHT_BARE;

/** Pictures of the same form differ only in their numbers. */
export const formOf = ({ curves, log, rightAxis }: Picture): string =>
  JSON.stringify([curves.map(({ label }) => label), log, rightAxis !== null]);

export const dataOf = ({ xs, curves }: Picture): uPlot.AlignedData =>
  [xs, ...curves.map(({ values }) => values)] as uPlot.AlignedData;

const FONT = '10px system-ui, sans-serif';

function areaOf({ hue, fill = 0, texture = 'solid' }: Curve, colours: () => Colours) {
  const colour = colours()[hue];
  return textured(texture, colour, faded(colour, texture === 'solid' ? fill : fill / 2));
}

function seriesOf(curve: Curve, colours: () => Colours): uPlot.Series {
  const colour = (): string => colours()[curve.hue];
  return {
    label: curve.label,
    scale: curve.right ? 'right' : 'y',
    stroke: colour,
    width: curve.width ?? 1,
    points: { show: false },
    ...(curve.dash ? { dash: [...curve.dash] } : {}),
    ...(curve.fill !== undefined && curve.onto === undefined
      ? { fill: () => areaOf(curve, colours) }
      : {}),
  };
}

function bandsOf(curves: readonly Curve[], colours: () => Colours): uPlot.Band[] {
  return curves.flatMap((curve, i) =>
    curve.onto === undefined
      ? []
      : [
          {
            series: [i + 1, curve.onto + 1] as [number, number],
            fill: () => areaOf(curve, colours),
          },
        ],
  );
}

type Text = (value: number) => string;

function axisOf(colours: () => Colours, scale: string, text: Text, log: boolean): uPlot.Axis {
  const left = scale === 'y';
  return {
    scale,
    side: left ? 3 : 1,
    size: left ? LEFT : RIGHT,
    gap: 3,
    font: FONT,
    space: 24,
    stroke: () => colours()['ink-soft'],
    grid: { show: left, stroke: () => colours().line, width: 1 },
    ticks: { show: false },
    ...(log ? { splits: (_, __, low, high) => powersIn(low, high) } : {}),
    values: (_, splits) => splits.map((value) => (value === null ? '' : text(value))),
  };
}

/** A logarithmic scale has its lines at powers of ten only. */
const powersIn = (low: number, high: number): number[] =>
  scaleLog()
    .domain([low, high])
    .ticks(Math.log10(high / low));

function timeAxis(colours: () => Colours, durationMs: number): uPlot.Axis {
  return {
    size: BOTTOM,
    gap: 2,
    font: FONT,
    stroke: () => colours()['ink-soft'],
    grid: { show: false },
    ticks: { show: true, size: 3, width: 1, stroke: () => colours()['line-strong'] },
    splits: (plot) => ticksOf(durationMs, plot.bbox.width / devicePixelRatio, 48).map(inSec),
    values: (_, splits) => splits.map((at) => instant(at * 1000)),
  };
}

const inSec = (ms: number): number => ms / 1000;

/** From 0 up; a little above what is highest. */
const upFrom0 =
  (least: number) =>
  (_: uPlot, __: number | null, high: number | null): [number, number] => [
    0,
    Math.max(least, (high ?? 0) * 1.08),
  ];

/** Whole powers of ten around what there is, the highest above it. */
function powers(_: uPlot, low: number | null, high: number | null): [number, number] {
  const ends = [Math.max(low ?? 1, 1e-3), Math.max(high ?? 10, 1e-2) * (1 + 1e-9)];
  return scaleLog().domain(ends).nice().domain() as [number, number];
}

export function optionsOf(
  picture: Picture,
  durationMs: number,
  right: number,
  colours: () => Colours,
): Omit<uPlot.Options, 'width' | 'height'> {
  const { curves, log, least, axis, rightAxis } = picture;
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [TOP, rightAxis ? 0 : right, 0, 0],
    scales: {
      x: { time: false, range: [0, durationMs / 1000] },
      y: log ? { distr: 3, log: 10, range: powers } : { range: upFrom0(least) },
      right: { range: upFrom0(10) },
    },
    axes: [
      timeAxis(colours, durationMs),
      axisOf(colours, 'y', axis, log),
      ...(rightAxis ? [axisOf(colours, 'right', rightAxis.text, false)] : []),
    ],
    series: [{}, ...curves.map((curve) => seriesOf(curve, colours))],
    bands: bandsOf(curves, colours),
  };
}
