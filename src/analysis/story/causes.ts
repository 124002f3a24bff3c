/**
 * What caused what: for each symptom the earlier happening that explains it best. The table says
 * where to look, nearest first; whatever it does not find is looked for further away.
 */
import { Graph, put, type Where } from './graph.ts';
import type { Seen } from './seen.ts';
import { type Happening, type Kind, TRIGGERS } from './symptom.ts';

type Look = readonly [Where, ...Kind[]];

const BELOW: readonly Kind[] = ['full', 'gate', 'error', 'busy', 'fault'];

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
    ['above', 'fault', 'stage', 'load', 'retry'],
  ],
  busy: [
    ['awaited', 'fault', 'busy', 'full'],
    ['self', 'fault', 'load', 'edit'],
    ['in', 'retry'],
    ['out', 'fault'],
    ['caller', 'fault', 'stage', 'load'],
    ['below', 'fault', 'busy', 'full'],
    ['above', 'fault', 'stage', 'load', 'retry'],
  ],
  full: [
    ['self', 'busy', 'load', 'fault', 'edit'],
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
    ['below', ...BELOW],
    ['caller', 'load', 'fault'],
  ],
  error: [
    ['self', 'fault', 'edit'],
    ['out', 'fault', 'decision', 'gate'],
    ['callee', 'full', 'error', 'busy', 'fault'],
    ['below', ...BELOW],
    ['self', 'load'],
  ],
  retry: [
    ['self', 'fault'],
    ['callee', 'full', 'error', 'busy', 'fault'],
    ['below', ...BELOW],
  ],
  decision: [
    ['self', 'fault'],
    ['callee', 'full', 'error', 'fault', 'busy'],
    ['below', ...BELOW],
  ],
  degraded: [
    ['out', 'fault', 'decision', 'gate'],
    ['below', 'decision', ...BELOW],
  ],
  failing: [
    ['out', 'fault', 'decision', 'gate'],
    ['callee', 'full', 'error', 'busy', 'fault'],
    ['below', 'full', 'decision', 'gate', 'error', 'busy', 'fault'],
  ],
};

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

/** Whatever somebody has just changed. */
const EDITED: readonly Look[] = [
  ['self', 'edit'],
  ['below', 'edit'],
  ['above', 'edit'],
];

/**
 * A cause may be seen so much later than its effect where nothing else is near, and have ended so
 * long before.
 */
const NEAR_MS = 500;
const LATE_MS = 1500;
const TRIGGER_LATE_MS = 1000;
const AFTER_MS = 15_000;
/** What an edit brings comes within so long. */
const EDIT_MS = 10_000;

/** @returns for each symptom its cause, where one is found */
export function causesOf(seen: Seen, happenings: readonly Happening[]): Map<Happening, Happening> {
  const search = new Search(seen, happenings);
  for (const one of happenings) if (!TRIGGERS.includes(one.kind)) search.explain(one);
  for (const one of happenings) search.settle(one);
  return search.causes;
}

/** How well the time of a cause fits, the best first. */
const FITS = ['on', 'late', 'over'] as const;
type Fit = (typeof FITS)[number];

class Search {
  readonly causes = new Map<Happening, Happening>();
  private readonly seen: Seen;
  private readonly graph: Graph;
  /** What there is of each kind, by where it is. */
  private readonly places = new Map<Kind, Map<string, Happening[]>>();
  private readonly triggers: Happening[] = [];

  constructor(seen: Seen, happenings: readonly Happening[]) {
    this.seen = seen;
    this.graph = new Graph(seen);
    for (const one of happenings) {
      const places = this.places.get(one.kind) ?? new Map<string, Happening[]>();
      this.places.set(one.kind, places);
      put(places, one.on, one);
      if (['fault', 'stage'].includes(one.kind)) this.triggers.push(one);
    }
  }

  explain(one: Happening): void {
    const looks = [...(BY_REASON[one.reason ?? ''] ?? []), ...LOOKS[one.kind], ...EDITED];
    const cause = this.lookedFor(one, looks);
    if (cause) return void this.causes.set(one, cause);
    // Whatever was set to happen last, among what it is connected with.
    const near = this.triggers.filter(
      (other) => this.seen.areConnected(other.on, one.on) && this.fitOf(one, other) !== null,
    );
    if (near.length > 0) this.causes.set(one, latest(near, one));
  }

  /** The nearest of those that fit best. */
  private lookedFor(one: Happening, looks: readonly Look[]): Happening | null {
    const nearest: Partial<Record<Fit, Happening[]>> = {};
    for (const [where, ...kinds] of looks)
      for (const kind of kinds) {
        const found = this.fitting(one, where, kind);
        for (const fit of FITS) nearest[fit] ??= found[fit];
        if (nearest.on) return latest(nearest.on, one);
      }
    const best = nearest.late ?? nearest.over;
    return best ? latest(best, one) : null;
  }

  /** Those of a kind that are there, by how well their time fits. */
  private fitting(one: Happening, where: Where, kind: Kind): Partial<Record<Fit, Happening[]>> {
    const found: Partial<Record<Fit, Happening[]>> = {};
    const places = this.places.get(kind);
    // Of most kinds there is nothing anywhere.
    if (!places) return found;
    for (const place of this.graph.at(where, one))
      for (const other of places.get(place) ?? []) {
        const fit = this.fitOf(one, other);
        if (fit && !this.follows(other, one)) (found[fit] ??= []).push(other);
      }
    return found;
  }

  private fitOf(one: Happening, other: Happening): Fit | null {
    const { kind, fromMs, toMs } = other;
    const { intervalMs } = this.seen;
    if (other === one) return null;
    if (kind === 'edit' && fromMs + EDIT_MS < one.fromMs) return null;
    const isTrigger = TRIGGERS.includes(kind);
    const lateMs = Math.max(isTrigger ? TRIGGER_LATE_MS : LATE_MS, one.slackMs ?? 0, intervalMs);
    if (fromMs > one.fromMs + lateMs) return null;
    if (toMs <= one.fromMs) return toMs >= one.fromMs - AFTER_MS ? 'over' : null;
    return fromMs > one.fromMs + (isTrigger ? 0 : NEAR_MS) ? 'late' : 'on';
  }

  /** Whether one follows from another already. */
  private follows(one: Happening, other: Happening): boolean {
    for (let at: Happening | undefined = one; at; at = this.causes.get(at))
      if (at === other) return true;
    return false;
  }

  /** Seen over a while, an effect seems to begin before its cause. */
  settle(one: Happening): number {
    const cause = this.causes.get(one);
    if (cause) one.fromMs = Math.max(one.fromMs, this.settle(cause));
    return one.fromMs;
  }
}

/** The last that has begun by then, or else the first that does. */
function latest(there: readonly Happening[], { fromMs }: Happening): Happening {
  const order = [...there].sort((a, b) => b.fromMs - a.fromMs);
  return order.find((one) => one.fromMs <= fromMs) ?? order.at(-1)!;
}
