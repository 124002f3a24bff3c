/** Order by code point, which is the same on every platform. Entities are indexed in this order. */
export function byCodePoint(a: string, b: string): number {
  const others = b[Symbol.iterator]();
  for (const point of a) {
    const other = others.next();
    if (other.done) return 1;
    const order = point.codePointAt(0)! - other.value.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return others.next().done ? 0 : -1;
}
