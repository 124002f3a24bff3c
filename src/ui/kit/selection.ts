/** A selectable item; a pattern is identified by its link or service and its layer, from 0. */
export type Selection =
  | { kind: 'client' | 'service' | 'link'; id: string }
  | { kind: 'pattern'; id: string; layer: number };

export const sameSelection = (a: Selection, b: Selection): boolean =>
  a.kind === b.kind &&
  a.id === b.id &&
  (a.kind !== 'pattern' || b.kind !== 'pattern' || a.layer === b.layer);
