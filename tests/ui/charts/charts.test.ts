/** What every chart says of itself, and what holds of its picture, whatever it shows. */
import { describe, expect, test } from 'vitest';
import { Buckets } from '../../../src/ui/charts/buckets.ts';
import { type Chart, type Chosen, drawn, type Subject } from '../../../src/ui/charts/chart.ts';
import { dashOf } from '../../../src/ui/charts/beside.ts';
import { charts } from '../../../src/ui/charts/charts.ts';
import { summary } from '../../../src/ui/charts/picture.ts';
import { filesOnDisk } from '../../tidy/tree.ts';
import { ran, shown, specNamed } from '../runs.ts';

test('every file of a chart is listed', () => {
  const files = filesOnDisk().filter(
    ({ path, text }) => path.startsWith('src/ui/charts/') && /^export const chart\b/m.test(text),
  );
  const names = files.map(({ path }) => path.replace(/.*\/|\.ts$/g, ''));
  expect(charts.map(({ id }) => id).sort()).toEqual(names.sort());
});

const run = shown('graceful-degradation');
const { layout } = run.store;
const ALL: Chosen = { clients: null, services: null };
const subject = (only: Chosen): Subject => ({
  buckets: new Buckets(run.store),
  spec: run.spec,
  only,
  focus: null,
  hues: new Map(),
});

/** All that a chart can be narrowed to. */
const choices = ({ choice }: Chart): Chosen[] => [
  ALL,
  ...(choice ? layout[choice.of].map(({ id }) => ({ ...ALL, [choice.of]: id })) : []),
];

describe.each(charts.map((chart) => [chart.id, chart] as const))('%s', (_id, chart) => {
  test('says what it is and how to read it', () => {
    expect(chart.title).not.toBe('');
    expect(chart.help.split(' ').length).toBeGreaterThanOrEqual(3);
    if (chart.choice) expect(chart.choice.label && chart.choice.none).not.toBe('');
  });

  test('has a point per bucket, and curves under labels of their own', () => {
    for (const only of choices(chart)) {
      const { xs, unit, curves } = drawn(chart, subject(only));
      expect(unit).not.toBe('');
      expect(curves.length).toBeGreaterThan(0);
      for (const { values } of curves) expect(values).toHaveLength(xs.length);
      expect(new Set(curves.map(({ label }) => label)).size).toBe(curves.length);
    }
  });

  test('has the curves that it compares of every run, each in the style of its letter', () => {
    const now = subject(ALL);
    const { curves: all } = chart.pictureOf(now);
    const compared = all.filter(({ id, label }) => chart.isCompared(id ?? label, now));
    expect(compared.length).toBeGreaterThan(0);
    const others = ['A', 'C'].map((letter) => ({ letter, buckets: now.buckets }));
    const { curves } = drawn(chart, now, 'B', others);
    for (const { letter } of others) {
      const behind = curves.filter(({ label }) => label.endsWith(`, ${letter}`));
      expect(behind.map(({ values }) => values)).toEqual(compared.map(({ values }) => values));
      expect(behind.map(({ hue }) => hue)).toEqual(compared.map(({ hue }) => hue));
      for (const { dash } of behind) expect(dash).toEqual(dashOf(letter));
    }
  });

  test('is said in a sentence for who does not see it', () => {
    const picture = drawn(chart, subject(ALL));
    const said = summary(chart.title, picture, run.spec.duration / 2);
    for (const { label } of picture.curves) expect(said).toContain(label);
  });
});

test('a curve that is called differently in another run is the same one', () => {
  const calls = charts.find(({ id }) => id === 'outcomes')!;
  const without = shown('retry-storm');
  const other = { letter: 'A', buckets: new Buckets(without.store) };
  const now = { ...subject(ALL), spec: run.spec };
  const [first] = drawn(calls, now, 'B', [other]).curves;
  expect(first!.label).toBe('succeeded');
  const [own] = calls.pictureOf({ ...now, spec: without.spec, buckets: other.buckets }).curves;
  expect(own!.label).toBe('goodput');
  expect(first!.others!.map(({ letter, curve }) => [letter, curve.text(curve.now(9000))])).toEqual([
    ['A', own!.text(own!.now(9000))],
  ]);
});

test('runs of other lengths are drawn at their own times, and say nothing beyond them', () => {
  const calls = charts.find(({ id }) => id === 'outcomes')!;
  const spec = specNamed('retry-storm');
  const [long, short] = [spec, { ...spec, duration: spec.duration / 2 }].map(
    (one) => new Buckets(ran(one).store),
  );
  const end = spec.duration / 2000;
  for (const [own, other] of [
    [long!, short!],
    [short!, long!],
  ] as const) {
    const now: Subject = { ...subject(ALL), spec, buckets: own };
    const { xs, curves } = drawn(calls, now, 'B', [{ letter: 'A', buckets: other }]);
    expect(xs.at(-1)).toBeGreaterThan(2 * end - 2);
    const [goodput] = curves;
    const { curve } = goodput!.others![0]!;
    const ofShort = own === short ? goodput! : curve;
    const far = xs.findIndex((x) => x > end + 2);
    expect(ofShort.values.slice(far).every((value) => value === null)).toBe(true);
    expect(Number.isNaN(curve.now(1500 * end))).toBe(own === long);
    // The same calls until then, at other intervals.
    const before = xs.flatMap((x, i) => (x > 5 && x < 55 ? [i] : []));
    for (const values of [goodput!.values, curve.values])
      for (const i of before) expect(values[i]).toBeGreaterThan(120);
  }
});

test('beside a run whose latencies spread widely the scale is logarithmic, and says so', () => {
  const spec = specNamed('retry-storm');
  const [calm, storm] = [{ ...spec, faults: [] }, spec].map((one) => new Buckets(ran(one).store));
  for (const id of ['latency', 'percentiles']) {
    const chart = charts.find((one) => one.id === id)!;
    const now: Subject = { ...subject(ALL), spec, buckets: calm! };
    expect(drawn(chart, now).log).toBe(false);
    const { log, unit } = drawn(chart, now, 'B', [{ letter: 'A', buckets: storm! }]);
    expect([log, unit.includes('log scale')]).toEqual([true, true]);
  }
});

test('a service keeps its color when others become busier', () => {
  const saturation = charts.find(({ id }) => id === 'saturation')!;
  const now = subject(ALL);
  const [first, ...rest] = saturation.pictureOf(now).curves.filter(({ silent }) => !silent);
  const hues = new Map([[first!.label, rest[0]!.hue] as const]);
  const again = saturation.pictureOf({ ...now, hues }).curves.filter(({ silent }) => !silent);
  expect(again[0]!.hue).toBe(rest[0]!.hue);
  expect(new Set(again.map(({ hue }) => hue)).size).toBe(again.length);
});
