/** Which client, service or link a chart is of, and where in a row its numbers are. */
import type { IntervalLayout, IntervalPlace } from '../../engine/metrics/intervals.ts';
import {
  columnAt,
  type ColumnOf,
  type Entities,
  ENTITIES,
  OUTCOMES,
  REASONS,
  widthOf,
} from '../../engine/tables.ts';
import { arrows } from '../kit/format.ts';
import type { About } from '../../analysis/why/question.ts';
import type { Entity } from '../kit/selection.ts';
import type { Curve } from './picture.ts';

/** The parts of a row that belong to one place, or to all of a kind. */
export interface Places {
  of: Entities;
  all: readonly IntervalPlace[];
  /** `checkout`, `web→api`; of several: `all clients`. */
  name: string;
}

/** One of each. */
export const KINDS = { clients: 'client', services: 'service', links: 'link' } as const;

/** The place with that id: patterns and faults belong to one; null: it is not in this run. */
export function placeNamed(layout: IntervalLayout, id: string): Entity | null {
  const of = ENTITIES.find((kind) => layout[kind].some((one) => one.id === id));
  return of ? { kind: KINDS[of], id } : null;
}

/** A place's own part of the rows; those of all clients for none in particular. */
export function placesOf(layout: IntervalLayout, focus: Entity | null): Places {
  const of = ENTITIES.find((kind) => KINDS[kind] === focus?.kind);
  const all = of ? layout[of].filter(({ id }) => id === focus!.id) : [];
  if (of && all.length > 0) return { of, all, name: arrows(focus!.id) };
  const { clients } = layout;
  const [first] = clients;
  return { of: 'clients', all: clients, name: clients.length === 1 ? first!.id : 'all clients' };
}

/** What there is to ask of a curve of theirs. */
export const asksOf = ({ all }: Pick<Places, 'all'>, about: About): Curve['asks'] =>
  all.length === 1 ? { about, on: all[0]!.id } : { about };

/** Where a column of each of them is. */
export const columnIn = <E extends Entities>(
  all: readonly IntervalPlace[],
  of: E,
  name: ColumnOf<E>,
): number[] => all.map(({ at }) => at + columnAt(of, name));

/** Where the count of an outcome of each of them is. @param outcome index in `OUTCOMES` */
export const outcomeIn = ({ of, all }: Places, outcome: number): number[] =>
  all.map(({ at }) => at + widthOf(of) + outcome);

/** What the column of beginnings is called. */
export const BEGUN = { clients: 'offered', services: 'arrived', links: 'calls' } as const;

/** Where the count of what began at each of them is. */
export const begunIn = ({ of, all }: Places): number[] =>
  columnIn<Entities>(all, of, BEGUN[of] as never);

/** Where the counts of all that failed there are. */
export const failuresIn = (places: Places): number[] =>
  REASONS.flatMap((name) => outcomeIn(places, OUTCOMES.indexOf(name)));

/** Where the counts of all that ended there are. */
export const endsIn = (places: Places): number[] =>
  OUTCOMES.flatMap((_, outcome) => outcomeIn(places, outcome));
