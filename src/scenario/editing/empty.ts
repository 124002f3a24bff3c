/** A scenario with nothing in it yet. */
import type { Spec } from '../../engine/index.ts';
import { parse } from '../kit.ts';
import { scenarioSchema } from '../schema.ts';

/** A run of two minutes: long enough for a fault and the recovery from it. */
export function emptySpec(title: string): Spec {
  const reading = parse(scenarioSchema(), { title, duration: '2m' });
  if ('flaws' in reading) throw new Error('the empty scenario is right');
  const { look: _look, variants: _variants, layout: _layout, ...spec } = reading.value;
  return { ...spec, edits: [] };
}
