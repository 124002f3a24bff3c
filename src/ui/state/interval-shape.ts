/** What a run can be drawn on: its length, what there is, and which patterns stand where. */
import { topologyOf } from '../../engine/signs.ts';
import type { Spec } from '../../engine/index.ts';
import { specOf } from '../../scenario/experiment.ts';
import { experimentIn, type Lab } from '../../scenario/lab.ts';

/** The intervals of one spec fit a page that shows another of the same shape. */
function intervalShapeOf(spec: Spec): string {
  const { links, stacks } = topologyOf(spec);
  const names = (layers: readonly { name: string; params: object }[]): unknown[] =>
    layers.map(({ name, params }) => [name, 'like' in params ? params.like : null]);
  return JSON.stringify([
    spec.duration,
    Object.keys(spec.clients),
    Object.keys(spec.services),
    links.map(({ id, layers }) => [id, names(layers)]),
    [...stacks].map(([id, layers]) => [id, names(layers)]),
  ]);
}

/** The shapes of all variants of a lab. */
export const shapesOf = (lab: Lab): string =>
  lab.variants.map((_, index) => intervalShapeOf(specOf(experimentIn(lab, index)))).join();
