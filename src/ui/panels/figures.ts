/** What the interval under the playhead says, in words: rates, shares and reasons. */
import type { PatternPlace } from '../../engine/index.ts';
import {
  columns,
  type ColumnUnit,
  type Entities,
  type EntityTable,
  type FigureTable,
  type FigureUnit,
  OUTCOMES,
  type See,
} from '../../engine/tables.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { duration, percent, rate, short, times, whole, words } from '../kit/format.ts';
import { Sight } from '../stage/sight.ts';
import type { About } from '../../analysis/why/question.ts';
import { ABOUT } from '../story/ask.ts';

export interface Figure {
  label: string;
  value: string;
  bad?: boolean;
  title?: string;
}

export interface Reason {
  name: string;
  perSec: number;
  /** Of all that ended. */
  share: number;
}

/** A client, service or link at an instant; null: it is not there yet. */
export function sightOf<E extends Entities>(
  store: IntervalStore,
  interval: number,
  of: E,
  id: string,
): Sight<E> | null {
  const place = store.layout[of].find((one) => one.id === id);
  return place && interval >= 0 ? new Sight(store, interval, of, [place]) : null;
}

/** Failures by reason, the most frequent first. */
export function reasonsOf(sight: Sight): Reason[] {
  const rates = sight.outcomes();
  const all = rates.reduce((sum, one) => sum + one, 0);
  return OUTCOMES.map((name, i) => ({ name, perSec: rates[i]!, share: rates[i]! / all }))
    .filter(({ perSec }, i) => i > 1 && perSec > 0)
    .sort((a, b) => b.perSec - a.perSec);
}

const SAID: Readonly<Record<FigureUnit, (value: number) => string>> = {
  rate,
  share: percent,
  ms: duration,
  count: whole,
  factor: times,
};
const UNITS: Readonly<Record<ColumnUnit, FigureUnit>> = {
  count: 'rate',
  share: 'share',
  level: 'count',
  ms: 'ms',
};

/** A figure of a table as it is to be read and shown. */
function readAs({ plural, columns: helps }: EntityTable, figure: FigureTable) {
  if ('from' in figure) return figure;
  const { of, label = words(of), title = helps[of]! } = figure;
  const units: Readonly<Record<string, ColumnUnit>> = columns[plural];
  return { label, title, unit: UNITS[units[of]!], from: (see: See) => see(of) };
}

/** Of which can be asked why it is so. */
export interface Explained extends Figure {
  about: About;
}

/** What its table shows of an entity. */
export function figuresOf(table: EntityTable, sight: Sight): Explained[] {
  const see = sight.see as See;
  return table.figures.flatMap((figure) => {
    const { label, title, unit, from } = readAs(table, figure);
    const value = from(see);
    if (figure.some && !(value > 0)) return [];
    const about = ABOUT[table.plural]['of' in figure ? figure.of : label]!;
    const bad = figure.bad?.(value, see) ?? false;
    return [{ label, value: SAID[unit](value), bad, title, about }];
  });
}

/** Of each state, how many replicas are in it. */
export const statesNow = (store: IntervalStore, interval: number, { at, states }: PatternPlace) =>
  states.map((name, i) => ({ name, count: store.value(interval, at + i) || 0 }));

/** The gauges that are shares of calls. */
const SHARES: readonly string[] = ['admit'];

/** Sums over so many instances, as they are; times and shares are their mean. */
export function gaugesNow(
  store: IntervalStore,
  interval: number,
  place: PatternPlace,
  instances: number,
): Figure[] {
  const { at, states, figures } = place;
  return figures.flatMap((name, i) => {
    const value = store.value(interval, at + states.length + i);
    if (Number.isNaN(value)) return [];
    const mean = value / instances;
    const said = name.endsWith('Ms')
      ? duration(mean)
      : SHARES.includes(name)
        ? percent(mean)
        : short(value);
    return [{ label: words(name), value: said }];
  });
}
