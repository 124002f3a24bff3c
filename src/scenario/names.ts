/**
 * Suggestions for unknown names: the nearest by spelling, and equivalents of other tools' names
 * with notes on differences.
 */
import type { Renamed } from '../engine/index.ts';
import { sameName } from './plainly.ts';
import { short } from './problems.ts';

interface Alias {
  /** Candidate names; the first that exists in its place is used. */
  names: readonly string[];
  note?: string;
  plus?: 1;
}

const to = (...names: string[]): Alias => ({ names });
const retries: Alias = {
  names: ['maxAttempts'],
  note: 'and includes the first call',
  plus: 1,
};

const ALIASES: ReadonlyMap<string, Alias> = new Map(
  Object.entries({
    maxRetries: retries,
    retries,
    retryCount: retries,
    numRetries: retries,
    maxRetryAttempts: retries,
    attempts: to('maxAttempts'),
    tries: to('maxAttempts'),
    maxTries: to('maxAttempts'),
    initialDelay: to('base'),
    delay: to('base', 'after'),
    waitDuration: to('base', 'waitDurationInOpenState'),
    baseDelay: to('base'),
    initialInterval: to('base'),
    maxDelay: to('cap'),
    maxBackoff: to('cap'),
    maxInterval: to('cap'),
    multiplier: to('factor'),
    retryExceptions: to('retryOn'),
    timeout: to('after'),
    duration: to('after', 'for'),
    timeoutDuration: to('after'),
    connectTimeout: to('connect'),
    maxConcurrent: to('maxConcurrentCalls'),
    limit: to('maxConcurrentCalls', 'capacity'),
    maxWait: to('maxWaitDuration'),
    burst: to('capacity'),
    rate: to('refill'),
    failureThreshold: to('failureRateThreshold'),
    errorThreshold: to('failureRateThreshold', 'errorThresholdPercentage'),
    windowSize: to('slidingWindowSize'),
    window: to('slidingWindowSize'),
    minimumCalls: to('minimumNumberOfCalls'),
    openDuration: to('waitDurationInOpenState'),
    ignoreExceptions: to('ignore'),
    type: to('like'),
    library: to('like'),
    instances: to('replicas'),
    pods: to('replicas'),
    concurrency: to('threads'),
    workers: to('threads'),
    maxThreads: to('threads'),
    cpu: to('cores'),
    cpus: to('cores'),
    errorRate: to('errors'),
    failureRate: to('errors'),
    serviceTime: to('work'),
    latency: to('work'),
    maxQueue: to('capacity'),
    size: to('capacity'),
    discipline: to('order'),
    start: to('at'),
    from: to('at'),
    time: to('at'),
    target: to('on', 'set'),
    service: to('on', 'call'),
    path: to('set'),
    value: to('to'),
    thinkTime: to('think'),
    rps: to('rate'),
    vus: to('users'),
    arrival: to('arrivals'),
    name: to('title'),
    description: to('summary'),
    length: to('duration'),
    warmUp: to('warmup'),
    resilience: to('patterns'),
    policies: to('patterns'),
    nodes: to('services'),
  } satisfies Record<string, Alias>),
);

const ALIAS_NAMES = [...ALIASES.keys()];

/** What another tool's key is called here, in whatever case; undefined: unknown. */
export function aliasOf(name: string, known: readonly string[]): Renamed | undefined {
  const alias = ALIASES.get(sameName(name, ALIAS_NAMES) ?? '');
  const meant = alias?.names.find((candidate) => known.includes(candidate));
  return meant === undefined ? undefined : { to: meant, ...(alias?.plus && { plus: alias.plus }) };
}

/** The local name of another tool's key; undefined: unknown. */
export const meantBy = (name: string, known: readonly string[]): string | undefined =>
  aliasOf(name, known)?.to;

/** Message for a key that does not exist here. */
export function unknownName(name: string, known: readonly string[], what = 'key'): string {
  const meant = meantBy(name, known);
  const note = ALIASES.get(sameName(name, ALIAS_NAMES) ?? '')?.note;
  if (meant !== undefined)
    return `\`${short(name)}\` is called \`${meant}\` here${note === undefined ? '' : ` ${note}`}`;
  const near = nearest(name, known);
  if (near !== null) return `unknown ${what} \`${short(name)}\`; did you mean \`${near}\`?`;
  return `unknown ${what} \`${short(name)}\`; wanted ${oneOf(known)}`;
}

const LISTED_MAX = 24;

/** Maximum length of a printed list. */
const LETTERS_MAX = 400;

/** `a, b or c`, cut where a list would no longer be read. */
export function oneOf(names: readonly string[]): string {
  if (names.length === 0) return 'none: there are none';
  if (names.length === 1) return short(names[0]!);
  const shown = names.slice(0, LISTED_MAX).map(short);
  while (shown.join(', ').length > LETTERS_MAX) shown.pop();
  const list = `one of ${shown.join(', ')}`;
  return shown.length < names.length ? `${list} … (${names.length} in all)` : list;
}

/** Maximum edit distance of a misspelling; for short names, a third of their length. */
const STEPS_MAX = 5;

/** The nearest name by spelling; null: none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let least = Math.min(STEPS_MAX, Math.max(1, Math.floor(name.length / 3))) + 1;
  const rows = [0, 0, 0].map((): number[] => []);
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const steps = distance(wanted, candidate.toLowerCase(), least, rows);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

const SUGGESTIONS_MAX = 50;

/** Limits the number of suggestions, because each compares all known names. */
export function suggesting(): typeof nearest {
  let left = SUGGESTIONS_MAX;
  return (name, known) => (left-- > 0 ? nearest(name, known) : null);
}

/**
 * Edit distance with insertions, deletions, substitutions and swaps of neighbors (optimal string
 * alignment).
 * @param most distances of at least this need not be exact: cells farther from the diagonal are  
 * skipped, and the loop ends after two rows without a smaller value
 * @param scratch three rows to overwrite
 */
function distance(a: string, b: string, most: number, scratch: number[][]): number {
  let [before, last, next] = scratch as [number[], number[], number[]];
  for (let column = 0; column <= b.length; column++) last[column] = column;
  let fewestBefore = 0;
  for (let row = 1; row <= a.length; row++) {
    const letter = a.charCodeAt(row - 1);
    const from = Math.max(1, row - most);
    const end = Math.min(b.length, row + most);
    next[from - 1] = from === 1 ? row : most;
    let fewest = most;
    for (let column = from; column <= end; column++) {
      const other = b.charCodeAt(column - 1);
      let least = last[column - 1]! + (letter === other ? 0 : 1);
      if (last[column]! < least) least = last[column]! + 1;
      if (next[column - 1]! < least) least = next[column - 1]! + 1;
      if (row > 1 && column > 1 && least > before[column - 2]!)
        if (letter === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === other)
          least = before[column - 2]! + 1;
      next[column] = least;
      if (least < fewest) fewest = least;
    }
    next[end + 1] = most;
    if (fewest >= most && fewestBefore >= most) return most;
    fewestBefore = fewest;
    [before, last, next] = [last, next, before];
  }
  return last[b.length]!;
}
