/** Stories of recorded runs, and what their sentences rest on, worked out by other means. */
import { instant } from '../../../src/analysis/clock.ts';
import { count, factor, figure, time } from '../../../src/analysis/figures.ts';
import type { Tile } from '../../../src/analysis/intervals.ts';
import type { Evidence } from '../../../src/analysis/story/seen.ts';
import { type Step, type Story, storyOf } from '../../../src/analysis/story/story.ts';
import {
  findPath,
  OUTCOMES,
  type SeriesResult,
  type Spec,
  valueAt,
} from '../../../src/engine/index.ts';
import { ran, type Shown } from '../../ui/runs.ts';

export interface Told extends Shown {
  story: Story;
}

export const told = (spec: Spec): Told => toldOf(ran(spec));

export const toldOf = (shown: Shown): Told => ({ ...shown, story: storyOf(shown) });

/** Line by line: when, of what kind, and the sentence; and what the headline says from when on. */
export function printed({ steps, headline }: Story, durationMs: number): string {
  const lines = steps.map(({ atMs, kind, on, text, chain, because }, i) => {
    const from = because === null ? '' : ` ← ${because}`;
    return `${i} ${instant(atMs)} ${kind} ${on}: ${text} [${chain}${from}]`;
  });
  const headlines: string[] = [];
  for (let atMs = 0, last = ''; atMs < durationMs; atMs += 1000) {
    const now = headline(atMs);
    if (now !== last) headlines.push(`${instant(atMs)} ${now === '' ? '–' : now}`);
    last = now;
  }
  return [...lines, '', ...headlines, ''].join('\n');
}

type Column = readonly (number | null)[];
type Columns = Record<string, Record<string, Column>>;

/** `clients.shoppers.failures.timeout`: ids may have dots only in links' names. */
const PATH = /^(clients|services|links)\.([^.]+)\.((?:failures|threads)\.[\w-]+|\w+)$/;
const WIDTHS = { clients: 7, services: 10, links: 5 } as const;

/**
 * What a piece of evidence is worth by the series, the samples of threads, or the spec; undefined:
 * it is not of that kind.
 */
export function valueOf({ path, fromMs, atMs }: Evidence, run: Told, series: SeriesResult) {
  const { intervalMs } = series;
  const first = Math.round((fromMs ?? atMs) / intervalMs);
  const end = fromMs === undefined ? first + 1 : Math.round(atMs / intervalMs);
  const span = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  const match = PATH.exec(path);
  const kind = match?.[1] as keyof typeof WIDTHS | undefined;
  const [id, name] = [match?.[2] ?? '', match?.[3] ?? ''];
  if (!kind || !name || fromMs === undefined)
    return instantly(path, first, kind, id, name, run, series);
  const of = series[kind] as unknown as Columns[string];
  const column = (of as unknown as Columns)[id]?.[name];
  if (name === 'p99Ms') {
    const there = span.flatMap((i) => column?.[i] ?? []).sort((a, b) => a - b);
    return there[there.length >> 1];
  }
  if (column) return span.reduce((sum, i) => sum + (column[i] ?? 0), 0);
  const means = ['threads.busy', 'threads.abandoned', 'inFlight'].includes(name);
  const stood = (i: number) => instantly(path, i, kind, id, name, run, series) as number;
  if (means) return span.reduce((sum, i) => sum + stood(i), 0) / span.length;
  if (!name.startsWith('failures.')) return undefined;
  const { at } = run.store.layout[kind].find((place) => place.id === id)!;
  const o = OUTCOMES.indexOf(name.slice('failures.'.length) as (typeof OUTCOMES)[number]);
  return span.reduce((sum, i) => sum + run.store.value(i, at + WIDTHS[kind] + o), 0);
}

function instantly(
  path: string,
  interval: number,
  kind: keyof typeof WIDTHS | undefined,
  id: string,
  name: string,
  { spec, store, transitions, result }: Told,
  series: SeriesResult,
): unknown {
  if (/^(duplicates|effects)$/.test(name)) return result.services[id]![name as 'effects'];
  if (kind && name.startsWith('threads.')) {
    const tiles = store.tiles(interval, id).filter(({ alive, draining }) => alive && !draining);
    const of = {
      'threads.all': (tile: Tile) => tile.threads,
      'threads.waiting': (tile: Tile) => tile.waiting,
      'threads.abandoned': (tile: Tile) => tile.abandoned,
      'threads.busy': (tile: Tile) => tile.live + tile.abandoned + tile.waiting,
    }[name]!;
    return tiles.reduce((sum, tile) => sum + of(tile), 0);
  }
  if (name === 'inFlight') {
    const own = (series[kind!] as unknown as Columns)[id]!;
    const till = (key: string) =>
      (own[key] ?? []).slice(0, interval + 1).reduce((sum: number, n) => sum + (n ?? 0), 0);
    const begun = till('offered') + till('calls');
    return begun - till('succeeded') - till('degraded') - till('failed');
  }
  const column = kind && (series[kind] as unknown as Columns)[id]?.[name as never];
  if (column) return (column as Column)[interval];
  const [, index, key] = /^transitions\[(\d+)\]\.(to|why)$/.exec(path) ?? [];
  if (index !== undefined) return transitions[Number(index)]?.[key as 'to' | 'why'];
  return valueAt(spec, findPath(path, spec).path);
}

/** How numbers are rounded in sentences. */
const plain = (text: string): string =>
  text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '');
const forms = (value: number): string[] => [
  count(value),
  count(Math.round(value)),
  plain(figure(value)),
  plain(time(value)).replace(/ .*/, ''),
  factor(value).replace('×', ''),
  plain(factor(value)).replace('×', ''),
  String(Math.round(value)),
];

/** What the ends of a client, service or link are together, and their failures. */
const TOGETHER = [
  /\.(succeeded|degraded|failed)$/,
  /\.(completed|failed|rejected)$/,
  /\.(succeeded|failed)$/,
  /\.(succeeded|degraded)$/,
  /\.failures\./,
];

/** Numbers of its sentence that are neither evidence nor follow from two pieces of it. */
export function unexplained({ text, evidence }: Pick<Step, 'text' | 'evidence'>): string[] {
  const sums = evidence.flatMap(({ value, ...at }) =>
    typeof value === 'number' ? [{ value, ...at }] : [],
  );
  // Pieces of one span are added up; of an edit there are those before and those after.
  const bySpan = new Map<string, typeof sums>();
  for (const one of sums) {
    const key = `${one.fromMs} ${one.atMs}`;
    bySpan.set(key, [...(bySpan.get(key) ?? []), one]);
  }
  const known = new Set<string>();
  const add = (value: number): void => {
    for (const one of forms(value)) known.add(one);
  };
  for (const some of bySpan.values()) {
    const groups = TOGETHER.map((names) => some.filter(({ path }) => names.test(path)));
    const whole = groups
      .filter(({ length }) => length > 0)
      .map((group) => group.reduce((sum, { value }) => sum + value, 0));
    const values = [...some.map(({ value }) => value), ...whole];
    const { fromMs, atMs } = some[0]!;
    for (const a of values) {
      add(a);
      if (a <= 1) add(100 * a);
      if (fromMs !== undefined) add((a * 1000) / (atMs - fromMs));
      for (const b of values.filter((value) => value > 0)) {
        add(a / b);
        if (a <= b) add((100 * a) / b);
        if (a / b > 0.99 && a < b) known.add('99');
      }
    }
  }
  const [first, second] = sums;
  if (first && second && second.value > 0) add(first.value / second.value);
  const words = evidence.map(({ value }) => (typeof value === 'string' ? value : '')).join(' ');
  const numbers = text
    // Instants, percentiles and times that follow from instants are no measurements.
    .replace(
      /\d+:\d\d(\.\d)?|p99 |within [\d.]+ s|[\d.]+ \w+ after the fault.*|opens \d+ times until.*/g,
      '',
    )
    .match(/\d[\d,]*(\.\d+)?/g);
  return (numbers ?? []).filter((number) => !known.has(number) && !words.includes(number));
}
