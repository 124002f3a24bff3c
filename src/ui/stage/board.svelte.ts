/**
 * Readings of the interval shown, by id. Each part of the stage asks for its own and is drawn again
 * only when that changes; nodes and edges stay the same objects.
 */
import { aboveIn } from './above.ts';
import { createContext } from 'svelte';
import {
  instancesOf,
  limitsOf,
  patternSigns,
  refusalsOf,
  type SpecLayer,
  topologyOf,
} from '../../engine/signs.ts';
import type { Spec } from '../../engine/index.ts';
import { sameSelection, type Selection } from '../kit/selection.ts';
import type { IntervalStore, Tile } from '../../worker/client.ts';
import { Busiest } from './busiest.ts';
import { afflictions, hitReplicas, isOn } from './faults.ts';
import { asOne, type Face } from './face.ts';
import type { Form } from './forms.ts';
import { originsOf } from './origins.ts';
import type { Outline } from './outline.ts';
import { byId, Places, Seen } from './places.ts';
import {
  readClient,
  readLink,
  readPattern,
  readService,
  type ClientReading,
  type Level,
  type LinkReading,
  type ServiceReading,
} from './readings.ts';

/** How many of a group fare how. */
export interface Census extends Record<Level, number> {
  all: number;
  level: Level;
}

export interface Scene {
  readonly spec: Spec;
  /** What is drawn, groups as one. */
  readonly outline: Outline;
  readonly store: IntervalStore | null;
  /** Changes whenever the store has other intervals, or others up to the one shown. */
  readonly version: number;
  readonly look: number;
  readonly interval: number;
  /** Changes no oftener than figures can be read. */
  readonly atMs: number;
  /** How much of each card is shown. */
  readonly form: Form['name'];
  /** What there is advice on. */
  readonly advised: readonly Selection[];
  readonly selection: Selection | null;
  readonly onselect: (selection: Selection | null) => void;
  /** A group is to be drawn member by member. */
  readonly onopen: (group: string) => void;
}

export class Board {
  readonly scene: Scene;

  private readonly topology = $derived.by(() => topologyOf(this.scene.spec));
  private readonly links = $derived.by(() => byId(this.topology.links));
  private readonly above = $derived.by(() => aboveIn(this.topology.links));
  private readonly places = $derived.by(() => new Places(this.scene.store?.layout));
  private readonly seen = $derived.by(() => {
    const { store, interval, look } = this.scene;
    return new Seen(look < 0 ? null : store, interval);
  });
  private readonly crowds = $derived.by(() => {
    const { clients, services, links } = this.scene.outline;
    return byId([...clients, ...services, ...links]);
  });
  /** Calls per second of the busiest link so far: the width of a pipe is measured by it. */
  readonly mostCalls: number = $derived.by(() => {
    const { store, version } = this.scene;
    if (!store || version < 0) return 1;
    return Math.max(1, (this.busiest.callsIn(store) * 1000) / store.layout.intervalMs);
  });
  private readonly busiest = new Busiest();
  private readonly advised = $derived.by(() =>
    byId(this.scene.advised.map((what) => ({ id: keyOf(what) }))),
  );

  private readonly origins = $derived.by(() => {
    const { spec, atMs } = this.scene;
    const faults = spec.faults.filter((fault) => isOn(fault, atMs)).map(({ on }) => on);
    return originsOf({
      clients: Object.keys(spec.clients),
      services: Object.keys(spec.services),
      links: this.topology.links,
      levelOf: (id) =>
        (this.places.client(id) ? this.client(id) : this.service(id))?.level ?? 'quiet',
      hasFault: (id) => faults.includes(id),
    });
  });

  constructor(scene: Scene) {
    this.scene = scene;
  }

  /** Those that are drawn as one under this id; itself when it stands for itself. */
  members(id: string): readonly string[] {
    return this.crowds.get(id)?.members ?? [id];
  }

  /** Reads something off the interval shown; null while there is none. */
  private read<P, R>(
    places: readonly (P | undefined)[],
    reader: (store: IntervalStore, interval: number, ...places: P[]) => R,
  ): R | null {
    const { store, interval, look } = this.scene;
    const there = places.filter((place) => place !== undefined);
    if (!store || interval < 0 || look < 0 || there.length === 0) return null;
    return reader(store, interval, ...there);
  }

  client(id: string): ClientReading | null {
    return this.seen.client(id, () => {
      const members = this.members(id);
      const reading = this.read(members.map(this.places.client), readClient);
      const { level } = this.census(id, 'client');
      return reading && (members.length > 1 ? { ...reading, level } : reading);
    });
  }

  service(id: string): ServiceReading | null {
    const { seen } = this;
    return seen.service(id, () => {
      const members = this.members(id);
      const tiles = members.map(seen.tilesOf);
      const reading = this.read(members.map(this.places.service), (store, interval, ...places) =>
        readService(store, interval, places, tiles),
      );
      const { level } = this.census(id, 'service');
      return reading && (members.length > 1 ? { ...reading, level, note: '' } : reading);
    });
  }

  /** Of its replicas or, of a group, of its members. */
  tiles(id: string): readonly Tile[] {
    const members = this.members(id);
    if (members.length === 1) return this.seen.tilesOf(id);
    return members.map((member) => inOne(this.seen.tilesOf(member)));
  }

  /** What its queues hold at most. */
  capacity(id: string): number {
    const { services } = this.scene.spec;
    return this.members(id).reduce((sum, member) => {
      const { queue, replicas } = services[member] ?? { queue: { capacity: 0 }, replicas: 0 };
      return sum + queue.capacity * replicas;
    }, 0);
  }

  link(id: string): LinkReading | null {
    return this.seen.link(id, () => {
      const reading = this.read(this.members(id).map(this.places.link), readLink);
      if (!reading) return null;
      const offered = this.offeredAbove(id);
      const perRequest = offered > 0 ? reading.attempts / offered : NaN;
      return { ...reading, perRequest, reached: this.reached(id) };
    });
  }

  /** Requests per second of the clients above the caller of a link; 0: it is a client itself. */
  private offeredAbove(id: string): number {
    const from = this.links.get(id)?.from;
    const above = from === undefined ? [] : this.above.of(from);
    if (above.length < 2) return 0;
    return above.reduce((sum, one) => sum + (this.client(one)?.offered ?? 0), 0);
  }

  /** Requests per second that arrive over a link; NaN: its callee has other callers, too. */
  private reached(id: string): number {
    const to = this.links.get(id)?.to;
    return to !== undefined && this.above.into(to) === 1 ? (this.service(to)?.arrived ?? NaN) : NaN;
  }

  /** How the members of a group fare, and the worst of them. */
  census(id: string, kind: 'client' | 'service'): Census {
    const members = this.members(id);
    const counts = { quiet: 0, hurt: 0, failing: 0 };
    if (members.length > 1)
      for (const member of members) counts[this[kind](member)?.level ?? 'quiet']++;
    const level = counts.failing > 0 ? 'failing' : counts.hurt > 0 ? 'hurt' : 'quiet';
    return { ...counts, all: members.length, level };
  }

  /** @param entity a link or service; links that are drawn as one have the same patterns */
  layers(entity: string): SpecLayer[] {
    const [first = entity] = this.members(entity);
    return this.topology.stacks.get(first) ?? this.links.get(first)?.layers ?? [];
  }

  face(entity: string, layer: number): Face | null {
    const members = this.members(entity);
    if (members.length > 1) {
      const faces = members.map((member) => this.face(member, layer));
      const there = faces.filter((face) => face !== null);
      return there.length > 0 ? asOne(there) : null;
    }
    const entry = this.layers(entity)[layer];
    const drawn = entry && patternSigns.get(entry.name);
    if (!drawn) return null;
    const reading = this.read([this.places.pattern(entity, layer)], readPattern);
    const onLink = this.links.has(entity);
    const around = onLink ? this.link(entity) : this.service(entity);
    return {
      title: drawn.title,
      sign: drawn.sign,
      off: entry.params.disabled,
      refuses: refusalsOf(entry),
      limits: limitsOf(entry),
      instances: instancesOf(this.scene.spec, this.links.get(entity)?.from ?? entity, entry),
      states: reading?.states.filter(({ count }) => count > 0) ?? [],
      figures: reading?.figures ?? {},
      rates: reading?.rates ?? {},
      reasons: around?.reasons ?? [],
      p99Ms: around?.p99Ms ?? NaN,
      beyondFirst: onLink ? beyondFirst(this.link(entity)) : NaN,
    };
  }

  /** Whether trouble begins here; of a group, with one of its members. */
  isOrigin(id: string): boolean {
    return this.members(id).some((member) => this.origins.has(member));
  }

  /** Of all layers, outermost first. */
  faces(entity: string): (Face | null)[] {
    return this.layers(entity).map((_, layer) => this.face(entity, layer));
  }

  /** What is done to it from outside; of a group, to whom. */
  fault(id: string): string {
    const { spec, atMs } = this.scene;
    const members = this.members(id);
    if (members.length === 1) return afflictions(spec, id, atMs);
    const hit = members.filter((member) => afflictions(spec, member, atMs) !== '');
    if (hit.length > 1) return `faults on ${hit.length} of ${members.length}`;
    return hit[0] === undefined ? '' : `${afflictions(spec, hit[0], atMs)} on ${hit[0]}`;
  }

  /** Selects it or, when it stands for several, opens the groups that hide them. */
  pick(picked: Selection): void {
    const { scene } = this;
    if (this.members(picked.id).length === 1) return scene.onselect(picked);
    const link = scene.outline.links.find(({ id }) => id === picked.id);
    for (const id of link ? [link.from, link.to] : [picked.id])
      if (this.members(id).length > 1) scene.onopen(id);
  }

  /** How many of its replicas a fault is on, the first ones; 0 when it is on all or none. */
  hit(id: string): number {
    return hitReplicas(this.scene.spec, id, this.scene.atMs);
  }

  isPicked(what: Selection): boolean {
    const { selection } = this.scene;
    return selection !== null && sameSelection(selection, what);
  }

  /** Is there advice on it? Of a group or several links, on any of them. */
  isAdvised(what: Selection): boolean {
    return this.members(what.id).some((id) => this.advised.has(keyOf({ ...what, id })));
  }
}

const keyOf = (what: Selection): string =>
  `${what.kind} ${what.kind === 'pattern' ? what.layer : ''} ${what.id}`;

/** All replicas of a service as one: it lives as long as one of them does. */
function inOne(tiles: readonly Tile[]): Tile {
  const sum = (of: Exclude<keyof Tile, 'state' | 'alive' | 'draining'>): number =>
    tiles.reduce((total, tile) => total + (tile.alive ? tile[of] : 0), 0);
  return {
    state: 'ready',
    alive: tiles.some(({ alive }) => alive),
    draining: tiles.every(({ draining }) => draining),
    threads: sum('threads'),
    live: sum('live'),
    abandoned: sum('abandoned'),
    waiting: sum('waiting'),
    queued: sum('queued'),
  };
}

const beyondFirst = (link: LinkReading | null): number =>
  link ? Math.max(0, link.attempts - link.calls) : NaN;

export const [getBoard, setBoard] = createContext<Board>();
