export interface Entity {
  kind: 'client' | 'service' | 'link';
  id: string;
}

/** On the stage; a pattern is identified by its link or service and its layer, from 0. */
export type Item = Entity | { kind: 'pattern'; id: string; layer: number };

/** What can be selected; a fault is identified by what it is on and its index in the scenario. */
export type Selection = Item | { kind: 'fault'; id: string; index: number };

export const sameSelection = (a: Selection, b: Selection): boolean =>
  a.kind === b.kind && a.id === b.id && numberOf(a) === numberOf(b);

const numberOf = (one: Selection): number =>
  one.kind === 'pattern' ? one.layer : one.kind === 'fault' ? one.index : 0;
