/**
 * What caused what: for each symptom the earlier happening that explains it best. The table says
 * where to look, nearest first; whatever it does not find is looked for further away.
 */
import type { Seen } from './seen.ts';
import { type Happening, type Kind, TRIGGERS } from './symptom.ts';

/**
 * Where a cause is, seen from the symptom: there itself; in what it calls, directly or through
 * others; in who calls it; in what its callers call besides; on the links from and to it.
 */
type Where =
  'self' | 'callee' | 'below' | 'caller' | 'above' | 'sibling' | 'out' | 'in' | 'awaited';

type Look = readonly [Where, ...Kind[]];

/** From the nearest cause to the furthest. */
const LOOKS: Readonly<Record<Kind, readonly Look[]>> = {
  fault: [],
  edit: [],
  stage: [],
  load: [
    ['self', 'edit'],
    ['caller', 'fault', 'stage'],
    ['in', 'retry'],
    ['sibling', 'fault', 'error', 'full', 'busy'],
    ['caller', 'load', 'edit'],
    ['above', 'fault', 'stage', 'load', 'retry', 'edit'],
  ],
  busy: [
    ['awaited', 'fault', 'busy', 'full'],
    ['self', 'fault', 'load', 'edit'],
    ['in', 'retry'],
    ['out', 'fault'],
    ['caller', 'fault', 'stage', 'load'],
    ['below', 'fault', 'busy', 'full', 'edit'],
    ['above', 'fault', 'stage', 'load', 'retry', 'edit'],
  ],
  full: [
    ['self', 'busy', 'load', 'fault'],
    ['in', 'retry'],
    ['caller', 'fault', 'stage', 'load'],
  ],
  hang: [
    ['out', 'fault'],
    ['callee', 'busy', 'fault'],
    ['below', 'busy', 'fault'],
  ],
  slow: [
    ['out', 'fault'],
    ['callee', 'busy', 'full', 'fault'],
    ['below', 'busy', 'full', 'fault', 'load'],
  ],
  gate: [
    ['self', 'fault'],
    ['callee', 'full', 'error', 'busy', 'fault'],
    ['below', 'full', 'gate', 'error', 'busy', 'fault'],
    ['caller', 'load', 'fault'],
  ],
  error: [
    ['self', 'fault'],
    ['out', 'fault', 'decision', 'gate'],
    ['callee', 'full', 'error', 'busy', 'fault'],
    ['below', 'full', 'gate', 'error', 'busy', 'fault'],
    ['self', 'load'],
  ],
  retry: [
    ['self', 'fault'],
    ['callee', 'full', 'error', 'busy', 'fault'],
    ['below', 'full', 'gate', 'error', 'busy', 'fault'],
  ],
  decision: [
    ['self', 'fault'],
    ['callee', 'full', 'error', 'fault', 'busy'],
    ['below', 'full', 'gate', 'error', 'busy', 'fault'],
  ],
  degraded: [
    ['out', 'fault', 'decision', 'gate'],
    ['below', 'decision', 'gate', 'error', 'full', 'busy', 'fault'],
  ],
  failing: [
    ['out', 'fault', 'decision', 'gate'],
    ['callee', 'full', 'error', 'busy', 'fault'],
    ['below', 'full', 'decision', 'gate', 'error', 'busy', 'fault'],
  ],
};

/** A cause is not seen much later than its effect, and may have ended so long before. */
const LATE_MS = 2500;
const AFTER_MS = 15_000;
/** What an edit brings comes within so long. */
const EDIT_MS = 10_000;

/** @returns for each symptom its cause, where one is found */
export function causesOf(seen: Seen, happenings: readonly Happening[]): Map<Happening, Happening> {
  const causes = new Map<Happening, Happening>();
  const graph = new Graph(seen);
  for (const one of happenings) {
    if (TRIGGERS.includes(one.kind)) continue;
    const isEarlier = (other: Happening): boolean =>
      other !== one &&
      other.fromMs <= one.fromMs + LATE_MS &&
      endOf(other) >= one.fromMs - AFTER_MS &&
      !isAbove(causes, one, other);
    const cause = found(graph, one, happenings.filter(isEarlier));
    if (cause) causes.set(one, cause);
  }
  for (const one of happenings) settle(causes, one);
  return causes;
}

/** Seen over a while, an effect seems to begin before its cause. */
function settle(causes: Map<Happening, Happening>, one: Happening): number {
  const cause = causes.get(one);
  if (cause) one.fromMs = Math.max(one.fromMs, settle(causes, cause));
  return one.fromMs;
}

/** An edit lasts, but what it brings comes soon. */
const endOf = ({ kind, fromMs, toMs }: Happening): number =>
  kind === 'edit' ? fromMs + EDIT_MS - AFTER_MS : toMs;

/** Whether it follows from the other already. */
function isAbove(causes: Map<Happening, Happening>, one: Happening, other: Happening): boolean {
  for (let at: Happening | undefined = other; at; at = causes.get(at)) if (at === one) return true;
  return false;
}

/** Failures say themselves where to look first. */
const OWN: readonly Look[] = [
  ['out', 'decision', 'fault'],
  ['self', 'fault', 'stage', 'load'],
];
const LATE: readonly Look[] = [
  ['out', 'fault'],
  ['callee', 'busy'],
  ['below', 'busy', 'full'],
  ['callee', 'fault'],
  ['below', 'fault'],
];
const BY_REASON: Readonly<Record<string, readonly Look[]>> = {
  'circuit-open': OWN,
  'bulkhead-full': OWN,
  'rate-limited': OWN,
  throttled: OWN,
  timeout: LATE,
  deadline: LATE,
  'queue-timeout': LATE,
};

function found(graph: Graph, one: Happening, others: readonly Happening[]): Happening | null {
  const looks = [...(BY_REASON[one.reason ?? ''] ?? []), ...LOOKS[one.kind]];
  const on = others.filter(({ kind, toMs }) => kind === 'edit' || toMs > one.fromMs);
  return (
    lookedFor(graph, one, looks, on) ??
    lookedFor(graph, one, looks, others) ??
    set(graph.seen, one, others)
  );
}

function lookedFor(
  graph: Graph,
  one: Happening,
  looks: readonly Look[],
  others: readonly Happening[],
): Happening | null {
  for (const [where, ...kinds] of looks) {
    const places = graph.at(where, one);
    for (const kind of kinds) {
      const there = others.filter((other) => other.kind === kind && places.has(other.on));
      if (there.length > 0) return latest(there, one);
    }
  }
  return null;
}

/** Whatever was set to happen last, among what it is connected with. */
function set(seen: Seen, one: Happening, others: readonly Happening[]): Happening | null {
  const isNear = ({ kind, on }: Happening): boolean =>
    ['fault', 'stage'].includes(kind) && seen.areConnected(on, one.on);
  const near = others.filter(isNear);
  return near.length > 0 ? latest(near, one) : null;
}

/** The last that has begun by then, or else the first that does. */
function latest(there: readonly Happening[], { fromMs }: Happening): Happening {
  const order = [...there].sort((a, b) => b.fromMs - a.fromMs);
  return order.find((one) => one.fromMs <= fromMs) ?? order.at(-1)!;
}

class Graph {
  readonly seen: Seen;
  private readonly links: Seen['topology']['links'];

  constructor(seen: Seen) {
    this.seen = seen;
    this.links = seen.topology.links;
  }

  at(where: Where, { on, of, waitsFor }: Happening): ReadonlySet<string> {
    if (where === 'self') return new Set([on]);
    if (where === 'awaited') return new Set(waitsFor === undefined ? [] : [waitsFor]);
    // A link stands for the call: below it is its callee, above its caller.
    const link = of === 'links' ? this.links.find(({ id }) => id === on) : undefined;
    const [from, to] = link ? [[link.from], [link.to]] : [[on], [on]];
    const next = (ids: Iterable<string>, end: 'from' | 'to', other: 'from' | 'to' | 'id') => {
      const wanted = new Set(ids);
      return this.links.filter((one) => wanted.has(one[end])).map((one) => one[other]);
    };
    if (where === 'out') return new Set(link ? [on] : next(from, 'from', 'id'));
    if (where === 'in') return new Set(link ? [on] : next(to, 'to', 'id'));
    if (where === 'callee') return new Set(link ? to : next(from, 'from', 'to'));
    if (where === 'caller') return new Set(link ? from : next(to, 'to', 'from'));
    if (where === 'sibling') {
      const siblings = new Set(next(next(to, 'to', 'from'), 'from', 'to'));
      siblings.delete(on);
      return siblings;
    }
    const down = where === 'below';
    const found = new Set(link ? (down ? to : from) : []);
    for (const id of link ? found : [on])
      for (const one of down ? next([id], 'from', 'to') : next([id], 'to', 'from')) found.add(one);
    return this.widened(found, down);
  }

  /** With all that is further on, and the links on the way. */
  private widened(found: Set<string>, down: boolean): Set<string> {
    const [near, far] = down ? (['from', 'to'] as const) : (['to', 'from'] as const);
    const nodes = new Set(found);
    for (const id of nodes)
      for (const link of this.links) if (link[near] === id) nodes.add(link[far]);
    for (const link of this.links) if (nodes.has(link[far])) found.add(link.id);
    for (const id of nodes) found.add(id);
    return found;
  }
}
