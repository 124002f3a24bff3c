/**
 * What each interval of a run has of every client, service and link, and in which unit. The order
 * is that of a row, of the series and of a table in CSV. No words: those are in tables.ts.
 */
import { columns as clients } from './client.columns.ts';
import { columns as links } from './link.columns.ts';
import { columns as services } from './service.columns.ts';

/**
 * A number of things in an interval; a share from 0 to 1 and a number of things, both averaged
 * over the interval; a duration.
 */
export type ColumnUnit = 'count' | 'share' | 'level' | 'ms';

/** By their key in spec, result and series. */
export const columns = { clients, services, links } as const;

export type Entities = keyof typeof columns;
export type ColumnOf<E extends Entities> = keyof (typeof columns)[E] & string;

export const ENTITIES = Object.keys(columns) as readonly Entities[];

const NAMES = Object.fromEntries(
  ENTITIES.map((of) => [of, Object.keys(columns[of])]),
) as unknown as { readonly [E in Entities]: readonly ColumnOf<E>[] };

export const columnsOf = <E extends Entities>(of: E): (typeof NAMES)[E] => NAMES[of];

/** How many columns an entity has: where in its part of a frame's row the outcomes begin. */
export const widthOf = (of: Entities): number => NAMES[of].length;

/** Where in an entity's part of a row this column stands. */
export const columnAt = <E extends Entities>(of: E, name: ColumnOf<E>): number =>
  NAMES[of].indexOf(name);

/** What is rarer, per second and as a share of all, is no more than an accident. */
export const NOTABLE = { perSec: 0.1, share: 0.005 } as const;
