/** A part of a scenario that follows somebody’s rules: `like` says whose, and with it the keys. */
import { isMap } from '../engine/index.ts';
import {
  choose,
  nodeOf,
  or,
  parse,
  type Reading,
  reader,
  type Schema,
  structural,
  written,
} from './kit.ts';
import { choice, notAmong } from './leaves.ts';
import { NOTHING } from './params.ts';

interface Part<T, L extends string> {
  /** For the JSON Schema. */
  name: string;
  help: string;
  likes: readonly L[];
  /** What is meant where `like` is left out; null: it is required. */
  byDefault: L | null;
  /** @param like the schema of that key */
  variant(name: L, like: Schema<L>): Schema<T>;
}

/** The schema of such a part; null: there is none. */
export function byLike<T, L extends string>(part: Part<T, L>): Schema<T | null> {
  const { name, help, likes, byDefault, variant } = part;
  const like = structural(
    choice<L>({
      ...{ kind: 'choice', of: likes, help: 'Whose parameters and rules.' },
      default: (byDefault ?? likes[0]!) as NoInfer<L>,
    }),
  );
  const keyOf = (one: L): Schema<L> => (one === byDefault ? or(like, () => one) : like);
  const whole = choose<T, L>(
    () => Object.fromEntries(likes.map((one) => [one, variant(one, keyOf(one))])) as never,
    (raw) => {
      // What is no map is told by any of them.
      const found = isMap(raw) ? (raw['like'] ?? byDefault) : likes[0];
      const known = likes.find((one) => one === found);
      return known ?? { flaws: [{ path: ['like'], message: notAmong(found, likes) }] };
    },
    { name },
  );
  const { child } = nodeOf(whole);
  const read = (raw: unknown): Reading<T | null> =>
    raw === null ? { value: null } : parse(whole, raw);
  return reader(read, {
    forms: [whole, NOTHING],
    json: { description: help },
    ...(child && { child }),
    write: (value: T | null) => (value === null ? null : written(whole, value)),
  });
}
