/** Lists that are made anew, of things that mostly are what they were. */

/**
 * What is as it was stays the same object, so that nobody takes it for another.
 * @param things plain data
 */
export function kept<T extends { id: string }>(former: readonly T[], things: readonly T[]): T[] {
  const before = new Map(former.map((thing) => [thing.id, thing]));
  return things.map((thing) => {
    const same = before.get(thing.id);
    return same && JSON.stringify(same) === JSON.stringify(thing) ? same : thing;
  });
}
