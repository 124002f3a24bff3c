/**
 * Figures of a run by name: a path into its result, `clients.shoppers.latencyMs.p99`, or in short
 * `shoppers p99`. Names are checked against a result that may be empty, before anything is run.
 */
import { findPath, isMap, type Path, REASONS, type RunResult, valueAt } from '../engine/index.ts';
import { oneOf, unknownName } from '../scenario/names.ts';
import { short } from '../scenario/problems.ts';
import { type Finished, recoveryOf } from './recovery.ts';

export type MetricUnit = 'ms' | 'share' | 'rate' | 'factor' | 'number';

export interface Metric {
  /** As it was asked for. */
  name: string;
  unit: MetricUnit;
  /** Which of two values is better. */
  better: 'lower' | 'higher';
  /** Its value in a finished run; null over nothing. */
  of: (run: Finished) => number | null;
}

const KINDS = ['clients', 'services', 'links'] as const;
type Kind = (typeof KINDS)[number];
type Entity = Readonly<Record<string, unknown>>;

/** A figure of an entity over the whole run, in the words of conditions. */
interface Figure {
  unit: MetricUnit;
  better: 'lower' | 'higher';
  of: (entity: Entity, seconds: number) => number | null;
}

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);

/** The sum of counts. */
const sum = (entity: Entity, ...keys: string[]): number =>
  keys.reduce((all, key) => all + Number(entity[key]), 0);

const at = (...path: Path) => {
  return (entity: Entity): number | null => figureAt(entity, path);
};

function figureAt(root: unknown, path: Path): number | null {
  const value = valueAt(root, path);
  return typeof value === 'number' ? value : null;
}

const share = (
  good: readonly string[],
  of: readonly string[],
  better: Figure['better'],
): Figure => ({
  unit: 'share',
  better,
  of: (entity) => ratio(sum(entity, ...good), sum(entity, ...of)),
});
const rate = (...keys: string[]): Figure => ({
  unit: 'rate',
  better: 'higher',
  of: (entity, seconds) => ratio(sum(entity, ...keys), seconds),
});
const lower = (unit: MetricUnit, ...path: Path): Figure => ({
  unit,
  better: 'lower',
  of: at(...path),
});

const latencies = (key: string): Record<string, Figure> =>
  Object.fromEntries(
    ['mean', 'p50', 'p90', 'p95', 'p99', 'p999'].map((name) => [name, lower('ms', key, name)]),
  );

/** Requests and calls end alike. */
const ENDED = ['succeeded', 'degraded', 'failed'];
const outcomes = {
  failed: share(['failed'], ENDED, 'lower'),
  success: share(['succeeded', 'degraded'], ENDED, 'higher'),
  degraded: share(['degraded'], ENDED, 'higher'),
  goodput: rate('succeeded', 'degraded'),
  ...latencies('latencyMs'),
};

const SERVED = ['completed', 'failed', 'rejected'];
const FIGURES: Readonly<Record<Kind, Readonly<Record<string, Figure>>>> = {
  clients: { ...outcomes, rate: rate('offered') },
  services: {
    failed: share(['failed', 'rejected'], SERVED, 'lower'),
    success: share(['completed'], SERVED, 'higher'),
    goodput: rate('completed'),
    rate: rate('arrived'),
    utilization: lower('share', 'utilization'),
    queue: lower('number', 'queueMean'),
    ...latencies('sojournMs'),
  },
  links: { ...outcomes, rate: rate('calls'), amplification: lower('factor', 'amplification') },
};

/** What is compared unless something else is asked for. */
export const defaultMetrics = ({ clients }: RunResult): string[] =>
  Object.keys(clients).flatMap((id) =>
    ['goodput', 'success', 'mean', 'p50', 'p99'].map((name) => `${id} ${name}`),
  );

/**
 * The metric of that name, or why there is none.
 * @param results one of them must have it, such as those of runs that have not begun
 */
export function metricOf(name: string, results: readonly RunResult[]): Metric | string {
  if (name === 'collapsed') return collapsed;
  let problem = NO_METRIC;
  for (const result of results) {
    const found = name.includes(' ')
      ? (byWords(name, result) ?? byPath(name, result))
      : byPath(name, result);
    if (typeof found !== 'string') return found;
    if (problem === NO_METRIC) problem = found;
  }
  return problem;
}

/** 1 or 0. A run that a limit ended counts as collapsed. */
const collapsed: Metric = {
  ...{ name: 'collapsed', unit: 'number', better: 'lower' },
  of: (run) => {
    if (run.result.partial) return 1;
    const recovery = recoveryOf(run);
    return recovery && Number(recovery.collapsed);
  },
};

const NO_METRIC = 'wanted a metric such as `shoppers p99` or a path into the result of `run`';

/** `shoppers p99`; null: not in this form, since ids may hold blanks, too. */
function byWords(name: string, result: RunResult): Metric | string | null {
  const blank = name.trimEnd().lastIndexOf(' ');
  const [on, word] = [name.slice(0, blank).trim(), name.slice(blank + 1).trim()];
  const place = placeOf(on, result);
  if (!place) {
    if (/^(clients|services|links)\./.test(on)) return null;
    const known = KINDS.flatMap((kind) => Object.keys(result[kind]));
    return unknownName(on, known, 'client, service or link');
  }
  const { kind, id } = place;
  const figures = FIGURES[kind];
  const figure = Object.hasOwn(figures, word) ? figures[word] : undefined;
  if (!figure) return unknownMetric(word, kind);
  return {
    ...{ name, unit: figure.unit, better: figure.better },
    of: ({ result: run }) => {
      const entity = run[kind][id] as Entity | undefined;
      return entity ? figure.of(entity, secondsOf(run)) : null;
    },
  };
}

/** Without another tool's names for keys: `latency` is no work here. */
const unknownMetric = (word: string, kind: Kind): string =>
  `unknown metric \`${short(word)}\` of ${kind}; wanted ${oneOf(Object.keys(FIGURES[kind]))}`;

function placeOf(on: string, result: RunResult): { kind: Kind; id: string } | null {
  for (const kind of KINDS) {
    if (Object.hasOwn(result[kind], on)) return { kind, id: on };
    const id = on.startsWith(`${kind}.`) ? on.slice(kind.length + 1) : null;
    if (id !== null && Object.hasOwn(result[kind], id)) return { kind, id };
  }
  return null;
}

/** What counts are over: from the warm-up to the end. */
export const secondsOf = ({ durationMs, warmupMs, partial }: RunResult): number =>
  Math.max(0, (partial?.atMs ?? durationMs) - warmupMs) / 1000;

/** A path into the result. Reasons and causes that did not occur are 0. */
function byPath(name: string, result: RunResult): Metric | string {
  const { path, rest } = findPath(name, result);
  const counted = path.length === 3 && (path[2] === 'failures' || path[2] === 'causes');
  const key = rest.replace(/^\./, '');
  if (counted && rest !== '') {
    if (!isReason(key, path[2] === 'causes', result))
      return `unknown reason \`${short(key)}\`; wanted ${oneOf(REASONS)}`;
    const whole = [...path, key];
    const zero = ({ result: run }: Finished): number | null =>
      figureAt(run, whole) ?? (isMap(valueAt(run, path)) ? 0 : null);
    return { name, unit: 'number', better: 'lower', of: zero };
  }
  if (path.length === 0) return NO_METRIC;
  const value = valueAt(result, path);
  if (rest !== '')
    return isMap(value) && !Array.isArray(value)
      ? unknownName(key.split(/[.[]/, 1)[0]!, Object.keys(value))
      : NO_METRIC;
  if (value !== null && typeof value !== 'number') return NO_METRIC;
  if (path.length === 1 && value === null) return NO_METRIC;
  return {
    name,
    unit: unitOf(path),
    better: betterOf(path),
    of: ({ result: run }) => figureAt(run, path),
  };
}

function isReason(key: string, cause: boolean, result: RunResult): boolean {
  const names: readonly string[] = REASONS;
  if (!cause) return names.includes(key);
  const at = key.lastIndexOf(': ');
  return (
    key === 'own steps' ||
    (Object.hasOwn(result.links, key.slice(0, at)) && names.includes(key.slice(at + 2)))
  );
}

const SHARES: readonly unknown[] = ['successRate', 'utilization', 'coreUtilization'];

function unitOf(path: Path): MetricUnit {
  const last = path.at(-1);
  const measured = /^(mean|max|p\d+)$/.test(String(last)) ? path.at(-2) : last;
  if (/Ms$/.test(String(measured))) return 'ms';
  if (SHARES.includes(last)) return 'share';
  if (last === 'goodputPerSec') return 'rate';
  return last === 'amplification' ? 'factor' : 'number';
}

/** Fields of which less is better; of those in ms that holds, too. */
const LOWER: ReadonlySet<unknown> = new Set([
  ...['failed', 'failures', 'causes', 'inFlight', 'rejected', 'inHand', 'abandoned', 'duplicates'],
  ...['attempts', 'amplification', 'utilization', 'coreUtilization', 'queueMean', 'queueMax'],
]);

const betterOf = (path: Path): Metric['better'] =>
  unitOf(path) === 'ms' || LOWER.has(path[2]) ? 'lower' : 'higher';
