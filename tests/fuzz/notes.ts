/** Random scenarios with notes: positions, an instant, and variants that take parts of others. */
import type fc from 'fast-check';
import { isMap, type Path, printPath, valueAt } from '../../src/engine/index.ts';
import { read } from '../../src/scenario/read.ts';
import type { Chance, Document } from './chance.ts';
import { choosing, scenario } from './scenarios.ts';

export interface WrittenVariant {
  name: string;
  changes: { set: string; to: unknown }[];
  edits?: unknown;
}

/** All places in a document, lists and maps included. */
function placesIn(value: unknown, path: Path = []): Path[] {
  const parts: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : isMap(value)
      ? Object.entries(value)
      : [];
  const below = parts.flatMap(([key, part]) => placesIn(part, [...path, key]));
  return path.length > 0 ? [path, ...below] : below;
}

/** A variant that may not be valid. */
function variant(c: Chance, document: Document, i: number): WrittenVariant {
  const other = scenario(c);
  const fits = ([top, ...rest]: Path): boolean =>
    !['version', 'seed'].includes(String(top)) &&
    valueAt(document, [top!, ...rest.slice(0, -1)]) !== undefined;
  const places = placesIn(other).filter(fits);
  const changes = c.list(1, 2, () => {
    const path = c.one(places);
    return { set: printPath(path), to: valueAt(other, path) };
  });
  return { name: `variant ${i}`, changes, ...c.some({ edits: [] }, 0.2) };
}

/** Those of a document's variants that are valid. */
function valid(document: Document, variants: readonly WrittenVariant[]): WrittenVariant[] {
  const { problems } = read(JSON.stringify({ ...document, variants }));
  const wrong = problems.filter(({ severity }) => severity === 'error').map(({ path }) => path);
  return variants.filter((_, i) => !wrong.some((path) => path.startsWith(`variants[${i}]`)));
}

export const noted: fc.Arbitrary<{ document: Document; variants: WrittenVariant[] }> = choosing.map(
  ({ document, chance: c }) => {
    const ids = ['clients', 'services'].flatMap((key) => Object.keys(document[key] as object));
    const variants = valid(
      document,
      c.list(0, 3, (i) => variant(c, document, i)),
    );
    const layout = Object.fromEntries(
      ids.filter(() => c.happens(0.7)).map((id) => [id, [c.below(2000) - 500, c.below(900)]]),
    );
    return {
      document: { ...document, layout, variants, ...c.some({ look: c.below(4000) }, 0.5) },
      variants,
    };
  },
);
