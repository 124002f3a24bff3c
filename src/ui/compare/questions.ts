/** What there is to ask of a figure in the table of differences. */
import { disturbedUntil, type Finished } from '../../analysis/recovery.ts';
import type { About } from '../../analysis/why/question.ts';
import type { Entity } from '../kit/selection.ts';

/** A question about a whole run. */
export interface WholeQuestion {
  entity: Entity;
  about: About;
  /** The column or outcome that was worst; left out: what is usual for the question. */
  most?: string;
  /** Nothing before it counts, in ms. */
  fromMs?: number;
}

/** What is asked of a client's figure, and the column of which there was most. */
const OF_CLIENT: Readonly<Record<string, [about: About, most: string]>> = {
  offered: ['load', 'offered'],
  goodputPerSec: ['failed', 'failed'],
  failed: ['failed', 'failed'],
  degraded: ['failed', 'degraded'],
  'latencyMs.p50': ['slow', 'p50Ms'],
  'latencyMs.p99': ['slow', 'p99Ms'],
};
const REASON = 'failures.';

/** Figures of the result as a whole are asked of the part that has most of them. */
const OF_WORLD: Readonly<Record<string, (run: Finished) => WholeQuestion | null>> = {
  amplification: ({ result: { links } }) => {
    const id = mostIn(links, ({ amplification }) => amplification);
    return id === null ? null : { entity: { kind: 'link', id }, about: 'attempts' };
  },
  abandoned: ({ result: { services } }) => {
    const id = mostIn(services, ({ abandoned }) => abandoned);
    return id === null ? null : { entity: { kind: 'service', id }, about: 'abandoned' };
  },
  // What is done twice has come twice.
  duplicates: ({ result: { services } }) => {
    const id = mostIn(services, ({ duplicates }) => duplicates);
    return id === null ? null : { entity: { kind: 'service', id }, about: 'load' };
  },
  recoverMs: ({ spec, result: { clients } }) => {
    const id = mostIn(clients, ({ failed }) => failed);
    const fromMs = disturbedUntil(spec);
    if (id === null || fromMs === null) return null;
    return { entity: { kind: 'client', id }, about: 'failed', fromMs };
  },
};

/** @param metric of a row of the table; @returns null where the run has nothing of it */
export function questionOf(metric: string, run: Finished): WholeQuestion | null {
  const world = OF_WORLD[metric];
  if (world) return world(run);
  const ids = Object.keys(run.result.clients);
  const id = ids.find((one) => metric.startsWith(`clients.${one}.`));
  if (id === undefined) return null;
  const figure = metric.slice(`clients.${id}.`.length);
  const [about, most] = OF_CLIENT[figure] ?? (['failed', figure.slice(REASON.length)] as const);
  return { entity: { kind: 'client', id }, about, most };
}

/** Null: none of them has any. */
function mostIn<T>(
  all: Readonly<Record<string, T>>,
  of: (one: T) => number | null | undefined,
): string | null {
  const [most] = Object.entries(all)
    .map(([id, one]) => ({ id, value: of(one) ?? 0 }))
    .sort((a, b) => b.value - a.value);
  return most && most.value > 0 ? most.id : null;
}
