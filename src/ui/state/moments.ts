import type { Spec, Transition } from '../../engine/index.ts';

/** Times of a run's events in ms, ascending: faults, edits, transitions. */
export function momentsOf(spec: Spec, transitions: readonly Transition[]): number[] {
  const { edits } = spec;
  const faults = spec.faults.filter(({ disabled }) => !disabled);
  const ends = faults.flatMap((fault) => (fault.for === null ? [] : [fault.at + fault.for]));
  return [
    ...faults.map(({ at }) => at),
    ...ends,
    ...edits.map(({ at }) => at),
    ...transitions.map(({ atMs }) => atMs),
  ].sort((a, b) => a - b);
}
