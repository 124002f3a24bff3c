/** Entities by id, with cached readings. */
import type { IntervalLayout, IntervalPlace, PatternPlace } from '../../engine/index.ts';
import type { IntervalStore, Tile } from '../../worker/client.ts';
import type { ClientReading, LinkReading, ServiceReading } from './readings.ts';

export const byId = <T extends { id: string }>(
  things: readonly T[] | undefined,
): ReadonlyMap<string, T> => new Map(things?.map((thing) => [thing.id, thing]));

const layerKey = (entity: string, layer: number): string => `${layer} ${entity}`;

/** Positions in a row. */
export class Places {
  private readonly clients: ReadonlyMap<string, IntervalPlace>;
  private readonly services: ReadonlyMap<string, IntervalPlace>;
  private readonly links: ReadonlyMap<string, IntervalPlace>;
  private readonly patterns: ReadonlyMap<string, PatternPlace>;

  constructor(layout: IntervalLayout | undefined) {
    this.clients = byId(layout?.clients);
    this.services = byId(layout?.services);
    this.links = byId(layout?.links);
    this.patterns = new Map(
      layout?.patterns.map((place) => [layerKey(place.entity, place.layer), place]),
    );
  }

  client = (id: string): IntervalPlace | undefined => this.clients.get(id);
  service = (id: string): IntervalPlace | undefined => this.services.get(id);
  link = (id: string): IntervalPlace | undefined => this.links.get(id);
  pattern = (entity: string, layer: number): PatternPlace | undefined =>
    this.patterns.get(layerKey(entity, layer));
}

/** Readings of one interval, shared by several components. */
export class Seen {
  private readonly clients = new Map<string, ClientReading | null>();
  private readonly services = new Map<string, ServiceReading | null>();
  private readonly links = new Map<string, LinkReading | null>();
  private readonly tiles = new Map<string, Tile[]>();
  private readonly store: IntervalStore | null;
  private readonly interval: number;

  constructor(store: IntervalStore | null, interval: number) {
    this.store = store;
    this.interval = interval;
  }

  tilesOf = (service: string): Tile[] =>
    once(this.tiles)(service, () => this.store?.tiles(this.interval, service) ?? []);
  client = once(this.clients);
  service = once(this.services);
  link = once(this.links);
}

/** Reads on first use. */
const once =
  <R>(seen: Map<string, R>) =>
  (id: string, read: () => R): R => {
    if (!seen.has(id)) seen.set(id, read());
    return seen.get(id)!;
  };
