/**
 * Groups for large topologies: similar entities share a card until it is opened. Similarity comes
 * from the topology: first instances of one thing (`shard-1`, `shard-2` …, with the same callers
 * and callees), then less and less similar entities. The largest groups come first, and only as
 * many as needed.
 */
import { depthsOf, endsOf } from './calls.ts';
import type { Outline } from './outline.ts';

export interface Group {
  id: string;
  kind: 'client' | 'service';
  members: string[];
}

/** Maximum number of cards before groups are formed. */
const CARDS_MAX = 60;
/** Minimum and maximum size of a group. */
const MEMBERS_MIN = 3;
const MEMBERS_MAX = 24;

interface Card {
  id: string;
  kind: Group['kind'];
  callers: string;
  callees: string;
  /** Minimum number of calls from a client to it. */
  depth: number;
}

/** Common properties of a group's members, the most significant first. */
const ALIKE: readonly ((card: Card) => unknown[])[] = [
  ({ id, callers, callees }) => [stemOf(id), callers, callees],
  ({ id, depth }) => [stemOf(id), depth],
  ({ callers, callees }) => [callers, callees],
  ({ id, depth }) => [prefixOf(id), depth],
  ({ depth }) => [depth],
];

/** `orders-worker-12` → `orders-worker`, `s3` → `s`. */
const stemOf = (id: string): string => id.replace(/[-_.]?\d+$/, '');
/** `orders-worker-12` → `orders`. */
const prefixOf = (id: string): string => /^[^-_.]+/.exec(id)?.[0] ?? id;

/** No groups if all can be drawn. */
export function groupsOf(outline: Outline, most = CARDS_MAX): Group[] {
  const groups: Group[] = [];
  let rest = cardsOf(outline);
  let count = rest.length;
  for (const alike of ALIKE) {
    let least = 0;
    for (const bucket of bucketsOf(rest, alike)) {
      // Others of the same size are equivalent.
      if (count <= most && bucket.length !== least) break;
      least = bucket.length;
      const made = chunksOf(bucket);
      groups.push(...made);
      count += made.length - bucket.length;
      rest = rest.filter((card) => !bucket.includes(card));
    }
    if (count <= CARDS_MAX) break;
  }
  return groups;
}

function cardsOf({ clients, services, links }: Outline): Card[] {
  const [callers, callees] = [endsOf(links, 'to', 'from'), endsOf(links, 'from', 'to')];
  const depths = depthsOf(clients, links);
  const written = (ids: ReadonlySet<string> = new Set()): string => JSON.stringify([...ids].sort());
  const card = (id: string, kind: Card['kind']): Card => ({
    id,
    kind,
    callers: written(callers.get(id)),
    callees: written(callees.get(id)),
    depth: depths.get(id) ?? 0,
  });
  return [
    ...clients.map(({ id }) => card(id, 'client')),
    ...services.map(({ id }) => card(id, 'service')),
  ];
}

/** The largest first, then in document order. */
function bucketsOf(cards: readonly Card[], alike: (card: Card) => unknown[]): Card[][] {
  const buckets = new Map<string, Card[]>();
  for (const card of cards) {
    const key = JSON.stringify([card.kind, ...alike(card)]);
    buckets.set(key, [...(buckets.get(key) ?? []), card]);
  }
  const many = [...buckets.values()].filter(({ length }) => length >= MEMBERS_MIN);
  return many.sort((a, b) => b.length - a.length);
}

function chunksOf(bucket: readonly Card[]): Group[] {
  const size = Math.ceil(bucket.length / Math.ceil(bucket.length / MEMBERS_MAX));
  const groups: Group[] = [];
  for (let i = 0; i < bucket.length; i += size) {
    const members = bucket.slice(i, i + size).map(({ id }) => id);
    groups.push({ id: nameOf(members), kind: bucket[0]!.kind, members });
  }
  return groups;
}

/** `shard-1…40`; "…" occurs in no name of a client or service. */
function nameOf(members: readonly string[]): string {
  const [first, last] = [members[0]!, members.at(-1)!];
  const stem = stemOf(first);
  return `${first}…${stemOf(last) === stem ? last.slice(stem.length).replace(/^[-_.]/, '') : last}`;
}

/** Draws each of these groups as one card, and merges its members' links to the same end. */
export function collapsed(outline: Outline, groups: readonly Group[]): Outline {
  if (groups.length === 0) return outline;
  const groupOf = new Map(groups.flatMap((group) => group.members.map((id) => [id, group])));
  const drawn = (id: string): string => groupOf.get(id)?.id ?? id;
  /** The first member represents all. */
  const fold = <C extends { id: string }>(cards: readonly C[]): C[] =>
    cards.flatMap((card) => {
      const group = groupOf.get(card.id);
      if (!group) return [card];
      const { id, members } = group;
      return members[0] === card.id ? [{ ...card, ...AS_ONE, id, members }] : [];
    });
  const links = new Map<string, Outline['links'][number]>();
  for (const link of outline.links) {
    const [from, to] = [drawn(link.from), drawn(link.to)];
    if (from === link.from && to === link.to) links.set(link.id, link);
    else if (from !== to) {
      const id = `${from}->${to}`;
      const other = links.get(id);
      const alike = !other || other.layers.join() === link.layers.join();
      const members = [...(other?.members ?? []), link.id];
      links.set(id, { id, from, to, layers: alike ? link.layers : [], members });
    }
  }
  return {
    clients: fold(outline.clients),
    services: fold(outline.services),
    links: [...links.values()],
  };
}

/** The groups that hide a client, a service or an end of a link. */
export function hiding({ links }: Outline, groups: readonly Group[], id: string): Group[] {
  const link = links.find((one) => one.id === id);
  const ends = link ? [link.from, link.to] : [id];
  return groups.filter(({ members }) => ends.some((end) => members.includes(end)));
}

/** Determines the size of a group's card: its threads are a bar, its patterns are not shown. */
const AS_ONE = { replicas: 1, threads: 100, layers: 0 };
