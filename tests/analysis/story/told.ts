/** Stories of recorded runs, and what their sentences rest on, worked out by other means. */
import { instant } from '../../../src/analysis/clock.ts';
import type { Tile } from '../../../src/analysis/intervals.ts';
import type { Evidence } from '../../../src/analysis/story/seen.ts';
import { type Story, storyOf } from '../../../src/analysis/story/story.ts';
import {
  createRun,
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

export function told(spec: Spec): Told {
  const shown = ran(spec);
  return { ...shown, story: storyOf(shown) };
}

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

/** The series of the same run, computed once more. */
export function seriesOf(spec: Spec): SeriesResult {
  const run = createRun(spec);
  run.advance();
  return run.series();
}

type Column = readonly (number | null)[];
type Columns = Record<string, Record<string, Column>>;

/** `clients.shoppers.failures.timeout`: ids may have dots only in links' names. */
const PATH = /^(clients|services|links)\.([^.]+)\.((?:failures|threads)\.[\w-]+|\w+)$/;
const WIDTHS = { clients: 6, services: 8, links: 5 } as const;

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
    const own = (series.clients as unknown as Columns)[id]!;
    const till = (key: string) =>
      own[key]!.slice(0, interval + 1).reduce((sum: number, n) => sum + (n ?? 0), 0);
    return till('offered') - till('succeeded') - till('degraded') - till('failed');
  }
  const column = kind && (series[kind] as unknown as Columns)[id]?.[name as never];
  if (column) return (column as Column)[interval];
  const [, index, key] = /^transitions\[(\d+)\]\.(to|why)$/.exec(path) ?? [];
  if (index !== undefined) return transitions[Number(index)]?.[key as 'to' | 'why'];
  return valueAt(spec, findPath(path, spec).path);
}
