/** Parameters of patterns and faults, for values that stand elsewhere in another program's file. */
import { type Entry, faultTables, patternTables, type Variant, world } from '../engine/index.ts';
import type { Elsewhere, Place } from './foreign.ts';
import { leafOf, placeOf } from './kit.ts';
import { type Mode, schemaOf, shapeOf } from './params.ts';

/** A fallback names calls; no other program's key is one. */
const MODE: Mode = { lenient: false };

type Described = Pick<Variant, 'params' | 'spellings'>;

function describing({ pattern = '', fault = '', set }: Entry): Described {
  const variants = patternTables.get(pattern)?.variants;
  if (variants) return variants[String(set?.['like'] ?? 'plain')] ?? variants.plain;
  const table = faultTables.get(fault);
  const { at, for: duration, share } = world.fault;
  return { params: { at, for: duration, share, ...(table && { [fault]: table.amount }) } };
}

export const elsewhere: Elsewhere = {
  ofParam: (param) => leafOf(schemaOf(param, MODE)),
  ofEntry: (entry): Place => {
    const { params, spellings } = describing(entry);
    return { ...placeOf(shapeOf(params, MODE)), spellings };
  },
};
