/**
 * What the parts of the stage look at: the readings of the frame shown, by id. Each part asks for
 * its own and is drawn again only when that changes; nodes and edges stay the same objects.
 */
import { createContext } from 'svelte';
import {
  natureOf,
  patternTables,
  type SpecLayer,
  stackOf,
  topologyOf,
} from '../../engine/tables.ts';
import type { Spec } from '../../engine/index.ts';
import type { Selection } from '../kit/selection.ts';
import type { FrameStore } from '../../worker/client.ts';
import { afflictions } from './faults.ts';
import type { Face } from './face.ts';
import type { Form } from './forms.ts';
import { byId, Places, Seen } from './places.ts';
import {
  readClient,
  readLink,
  readPattern,
  readService,
  type ClientReading,
  type LinkReading,
  type ServiceReading,
} from './readings.ts';

export interface Scene {
  readonly spec: Spec;
  readonly store: FrameStore | null;
  readonly version: number;
  readonly frame: number;
  readonly atMs: number;
  /** How much of each card is shown. */
  readonly form: Form['name'];
  readonly selection: Selection | null;
  readonly onselect: (selection: Selection | null) => void;
}

export class Board {
  readonly scene: Scene;
  private readonly topology = $derived.by(() => topologyOf(this.scene.spec));
  private readonly links = $derived.by(() => byId(this.topology.links));
  private readonly places = $derived.by(() => new Places(this.scene.store?.layout));
  private readonly seen = $derived.by(() => {
    const { store, frame, version } = this.scene;
    return new Seen(version < 0 ? null : store, frame);
  });
  /** Calls per second of the busiest link so far: the width of a pipe is measured by it. */
  readonly mostCalls: number = $derived.by(() => {
    const { store, version } = this.scene;
    if (!store || version < 0) return 1;
    let most = 0;
    for (const { at } of store.layout.links)
      for (const calls of store.column(at)) most = Math.max(most, calls);
    return Math.max(1, (most * 1000) / store.layout.intervalMs);
  });

  constructor(scene: Scene) {
    this.scene = scene;
  }

  /** Reads something off the frame shown; null while there is none. */
  private read<P, R>(
    place: P | undefined,
    reader: (store: FrameStore, frame: number, place: P) => R,
  ): R | null {
    const { store, frame, version } = this.scene;
    if (!store || frame < 0 || version < 0 || place === undefined) return null;
    return reader(store, frame, place);
  }

  client(id: string): ClientReading | null {
    return this.read(this.places.client(id), readClient);
  }

  service(id: string): ServiceReading | null {
    const { seen } = this;
    return seen.service(id, () =>
      this.read(this.places.service(id), (store, frame, place) =>
        readService(store, frame, place, seen.tilesOf(id)),
      ),
    );
  }

  link(id: string): LinkReading | null {
    return this.seen.link(id, () => this.read(this.places.link(id), readLink));
  }

  /** @param entity a link or service */
  layers(entity: string): SpecLayer[] {
    return stackOf(this.topology, entity);
  }

  /** How many instances there are of whoever holds a stack. */
  private instances(entity: string, { params }: SpecLayer): number {
    if (params.scope !== 'replica') return 1;
    const holder = this.links.get(entity)?.from ?? entity;
    const { services, clients } = this.scene.spec;
    return services[holder]?.replicas ?? clients[holder]?.instances ?? 1;
  }

  face(entity: string, layer: number): Face | null {
    const entry = this.layers(entity)[layer];
    const table = entry && patternTables.get(entry.name);
    if (!table) return null;
    const reading = this.read(this.places.pattern(entity, layer), readPattern);
    const onLink = this.links.has(entity);
    const around = onLink ? this.link(entity) : this.service(entity);
    return {
      title: table.title,
      sign: table.sign,
      off: entry.params.disabled,
      refuses: natureOf(entry).refuses ?? null,
      limits: table.limits?.({ ...entry.params }) ?? {},
      instances: this.instances(entity, entry),
      states: reading?.states.filter(({ count }) => count > 0) ?? [],
      figures: reading?.figures ?? {},
      rates: reading?.rates ?? {},
      reasons: around?.reasons ?? [],
      p99Ms: around?.p99Ms ?? NaN,
      beyondFirst: onLink ? beyondFirst(this.link(entity)) : NaN,
    };
  }

  /** Whether it fails because something that it calls does. */
  passesOn(id: string): boolean {
    for (const { id: link, from, to } of this.links.values())
      if (from === id && this.link(link)?.level === 'failing' && this.isFailing(to)) return true;
    return false;
  }

  private isFailing(service: string): boolean {
    return this.service(service)?.level === 'failing';
  }

  /** Of all layers, outermost first. */
  faces(entity: string): (Face | null)[] {
    return this.layers(entity).map((_, layer) => this.face(entity, layer));
  }

  fault(id: string): string {
    return afflictions(this.scene.spec, id, this.scene.atMs);
  }

  isPicked(kind: Selection['kind'], id: string, layer = -1): boolean {
    const { selection } = this.scene;
    if (selection?.kind !== kind || selection.id !== id) return false;
    return selection.kind !== 'pattern' || selection.layer === layer;
  }
}

const beyondFirst = (link: LinkReading | null): number =>
  link ? Math.max(0, link.attempts - link.calls) : NaN;

export const [getBoard, setBoard] = createContext<Board>();
