/** When it was worst in a run: the instant at which a figure of the whole run is asked about. */
import type { About } from '../../analysis/why/question.ts';
import {
  columnAt,
  type Entities,
  type OutcomeName,
  OUTCOMES,
  widthOf,
} from '../../engine/signs.ts';
import type { IntervalStore } from '../../worker/client.ts';

/** What there is most of at the worst instant, less what would be there anyhow. */
type Most = readonly [name: string, less?: string];

const SLOW: Most = ['p99Ms'];
const MOST: Readonly<Record<Entities, Partial<Record<About, Most>>>> = {
  clients: { failed: ['failed'], slow: SLOW, load: ['offered'] },
  services: {
    failed: ['failed'],
    slow: SLOW,
    busy: ['queue'],
    load: ['arrived'],
    abandoned: ['abandoned'],
  },
  links: { failed: ['failed'], slow: SLOW, load: ['calls'], attempts: ['attempts', 'calls'] },
};

/** What is looked at, and from which instant on, in ms. */
export interface Looked {
  of: Entities;
  id: string;
  about: About;
  /** A column, or an outcome's name; left out: what is usual for the question. */
  most?: string | undefined;
  fromMs?: number;
}

/** The start of the worst interval, in ms; null: there is nothing of it in the run. */
export function worstMs(store: IntervalStore, looked: Looked): number | null {
  const { of, id, about, most, fromMs = 0 } = looked;
  const place = store.layout[of].find((one) => one.id === id);
  const [name, less] = most ? ([most] as const) : (MOST[of][about] ?? []);
  if (!place || name === undefined) return null;
  const column = (one: string) => store.column(place.at + offsetOf(of, one));
  const [values, usual] = [column(name), less === undefined ? null : column(less)];
  let worst = -1;
  let highest = 0;
  for (let i = store.indexAt(fromMs); i < values.length; i++) {
    const value = values[i]! - (usual?.[i] ?? 0);
    if (value > highest) [worst, highest] = [i, value];
  }
  return worst < 0 ? null : worst * store.layout.intervalMs;
}

/** Outcomes are counted behind the columns. */
function offsetOf(of: Entities, name: string): number {
  const outcome = OUTCOMES.indexOf(name as OutcomeName);
  return outcome < 0 ? columnAt(of, name as never) : widthOf(of) + outcome;
}
