/** The part of a spec that determines the layout, as plain data. */
import type { Spec } from '../../engine/index.ts';
import { topologyOf } from '../../engine/signs.ts';

/** `members` are drawn as one. */
export interface Outline {
  clients: { id: string; members?: string[] }[];
  services: {
    id: string;
    replicas: number;
    threads: number;
    layers: number;
    members?: string[];
  }[];
  /** `layers` are the names of the patterns, outermost first. */
  links: { id: string; from: string; to: string; layers: string[]; members?: string[] }[];
}

export function outlineOf(spec: Spec): Outline {
  const { links, stacks } = topologyOf(spec);
  return {
    clients: Object.keys(spec.clients).map((id) => ({ id })),
    services: Object.entries(spec.services).map(([id, { replicas, threads }]) => ({
      id,
      replicas,
      threads,
      layers: stacks.get(id)?.length ?? 0,
    })),
    links: links
      .filter(({ to }) => Object.hasOwn(spec.services, to))
      .map(({ id, from, to, layers }) => ({ id, from, to, layers: layers.map((l) => l.name) })),
  };
}

/** Callers and callees by number: clients first, then services, as in the outline. */
export interface Shape {
  cards: number;
  links: [from: number, to: number][];
}

export function shapeOf({ clients, services, links }: Outline): Shape {
  const cards = new Map([...clients, ...services].map(({ id }, i) => [id, i]));
  return {
    cards: cards.size,
    links: links.map(({ from, to }) => [cards.get(from)!, cards.get(to)!]),
  };
}

/** Drawing of a service's threads: individual slots, or a bar with their number. */
export interface Grid {
  slots: boolean;
  /** Slots per line of a tile. */
  columns: number;
  /** Size of a tile. */
  width: number;
  height: number;
  /** Replicas with a tile of their own; the others are counted. */
  shown: number;
}

/** Room for them on a card. */
const WIDE = 156;
const SLOT = 10;
const GAP = 6;
const SLOTS_MAX = 40;
const TILES_MAX = 12;

export function gridOf(replicas: number, threads: number): Grid {
  const shown = Math.min(replicas, TILES_MAX);
  const most = threads > 20 ? 15 : 10;
  const columns = Math.ceil(threads / Math.ceil(threads / most));
  const width = Math.max(34, columns * SLOT + 6);
  const perLine = Math.max(1, Math.floor((WIDE + GAP) / (width + GAP)));
  const height = Math.ceil(threads / columns) * SLOT + 6;
  const fits = Math.ceil(shown / perLine) * (height + GAP) <= 90;
  if (threads <= SLOTS_MAX && fits) return { slots: true, columns, width, height, shown };
  const across = shown > 6 ? 3 : shown > 2 ? 2 : 1;
  const bar = Math.floor((WIDE - (across - 1) * GAP) / across);
  return { slots: false, columns: 0, width: bar, height: 18, shown };
}

/** Size of all replicas' tiles. */
export function gridHeight({ width, height, shown }: Grid, replicas: number): number {
  const perLine = Math.max(1, Math.floor((WIDE + GAP) / (width + GAP)));
  return Math.ceil(shown / perLine) * (height + GAP) + (replicas > shown ? 16 : 0);
}
