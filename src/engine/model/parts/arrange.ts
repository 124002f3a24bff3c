/** Finds out which layers have one state, and gives each its slots and timers in a frame. */
import { sharedName } from '../topology.ts';
import { Common, type Layer, type StackPlan } from './stack.ts';

/** @param plans in the order of their ids: of those that share a state the first is its home */
export function arrange(plans: readonly StackPlan[]): void {
  const named = new Map<string, StackPlan[]>();
  for (const plan of plans)
    plan.layers.forEach((layer, index) => {
      const name = sharedName(layer.params);
      const others = name === null ? [] : (named.get(name) ?? []);
      // Twice in one stack is an error of the scenario; a replay goes on with two states.
      const joins = others.length > 0 && !others.includes(plan);
      layer.common = joins ? layerIn(others[0]!, name!).common : new Common(plan, index);
      layer.common.sites.push({ entity: plan.entity, layer: index });
      if (name !== null && !others.includes(plan)) named.set(name, [...others, plan]);
    });
  // First what several stacks have: in all of them it has the same slots and timers.
  for (const [name, some] of named)
    number(
      some.map((plan) => layerIn(plan, name)),
      some,
    );
  for (const plan of plans)
    for (const layer of plan.layers) if (layer.slot < 0) number([layer], [plan]);
}

const layerIn = ({ layers }: StackPlan, name: string): Layer =>
  layers.find(({ params }) => sharedName(params) === name)!;

/** The first slots and timers that are free in all of these stacks. */
function number(layers: readonly Layer[], plans: readonly StackPlan[]): void {
  const { slots, timers } = layers[0]!.Class;
  const placed = plans.flatMap((plan) => plan.layers.filter(({ slot }) => slot >= 0));
  const slot = free(
    { begin: 0, size: slots },
    placed.map((one) => ({ begin: one.slot, size: one.Class.slots })),
  );
  // The first timer is that of the queue.
  const timer = free(
    { begin: 1, size: timers },
    placed.map((one) => ({ begin: one.timer, size: one.Class.timers })),
  );
  for (const layer of layers) Object.assign(layer, { slot, timer });
}

interface Range {
  begin: number;
  size: number;
}

/** The first place at or after the beginning of a range at which it overlaps no other. */
function free({ begin, size }: Range, taken: readonly Range[]): number {
  for (let at = begin; ;) {
    const hit = taken.find((one) => one.begin < at + size && at < one.begin + one.size);
    if (!hit) return at;
    at = hit.begin + hit.size;
  }
}
