/**
 * Names people write for names that are meant: the nearest by spelling, and the words that other
 * tools use for the same thing, with what to mind when they are carried over.
 */
import { short } from './problems.ts';

interface Alias {
  /** The names here that it may stand for; the first that the place knows is meant. */
  names: readonly string[];
  note?: string;
}

const to = (...names: string[]): Alias => ({ names });
const retries: Alias = { names: ['maxAttempts'], note: 'and counts the first try' };

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

/** What a key of another tool is called here; undefined if that is not known. */
export const meantBy = (name: string, known: readonly string[]): string | undefined =>
  ALIASES.get(name)?.names.find((candidate) => known.includes(candidate));

/** What to say of a key that does not exist here. */
export function unknownName(name: string, known: readonly string[], what = 'key'): string {
  const meant = meantBy(name, known);
  const note = ALIASES.get(name)?.note;
  if (meant !== undefined)
    return `\`${short(name)}\` is called \`${meant}\` here${note === undefined ? '' : ` ${note}`}`;
  const near = nearest(name, known);
  if (near !== null) return `unknown ${what} \`${short(name)}\`; did you mean \`${near}\`?`;
  return `unknown ${what} \`${short(name)}\`; wanted ${oneOf(known)}`;
}

const LISTED_MAX = 24;

/** `a, b or c`, cut where a list would no longer be read. */
export function oneOf(names: readonly string[]): string {
  if (names.length === 0) return 'none: there are none';
  if (names.length > LISTED_MAX)
    return `one of ${names.slice(0, LISTED_MAX).join(', ')} … (${names.length} in all)`;
  if (names.length === 1) return `${names[0]}`;
  return `one of ${names.join(', ')}`;
}

const NAME_MAX = 40;

/** The name that is spelled most like it, or null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  // Nobody misspells longer ones, and 500 of them would take as many comparisons each.
  if (name.length > NAME_MAX) return null;
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const steps = distance(wanted, candidate.toLowerCase(), least);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/**
 * Letters to insert, drop, change or swap with their neighbour (optimal string alignment).
 * @param most from here on it does not matter how many
 */
function distance(a: string, b: string, most: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + same,
      );
      if (row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, at(before, column - 2) + 1);
      next.push(least);
    }
    // Neither of the last two rows leads to fewer.
    if (Math.min(...next, ...last) >= most) return most;
    [before, last] = [last, next];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
