/** The steps of a client or service as a list: added, moved and removed. */
import { type Path, type Spec, type StepSpec, valueAt } from '../../engine/index.ts';
import { callsOf, linkId } from '../calls.ts';
import type { Operation } from '../operation.ts';
import { removeCall } from './calls.ts';
import { Draft } from './draft.ts';
import { nameOfCall } from './names.ts';
import { type NodeRef, removeFaults, stepsOf } from './nodes.ts';
import { newCall, newSteps } from './parts.ts';

/** Kinds of steps other than calls, each as one writes the least of it. */
const PLAIN = {
  work: { work: { exponential: '10ms' } },
  parallel: { parallel: [{ work: '10ms' }, { work: '10ms' }] },
  oneOf: {
    oneOf: [
      { weight: 1, steps: [{ work: '10ms' }] },
      { weight: 1, steps: [{ work: '10ms' }] },
    ],
  },
  read: { read: 'row' },
  write: { write: 'row' },
} as const;

export type PlainStep = keyof typeof PLAIN;
export const PLAIN_STEPS = Object.keys(PLAIN) as PlainStep[];

/** @param what a kind of step, or whom to call */
export function newStep(spec: Spec, from: NodeRef, what: PlainStep | { call: string }): StepSpec {
  if (typeof what === 'object') return newCall(what.call, nameOfCall(spec, from.id, what.call));
  return newSteps([PLAIN[what]])[0]!;
}

/**
 * A step at a place of a list.
 * @param list the path of the list: that of the whole, of a branch, or of branches in parallel
 */
export function addStep(
  spec: Spec,
  from: NodeRef,
  list: Path,
  [index, step]: readonly [index: number, step: StepSpec],
): Operation[] {
  const draft = new Draft(spec);
  const whole = stepsOf(draft, from);
  // What was a shorthand for one step is a list of it now.
  const isWhole = list.length === whole.path.length;
  draft.insert([...list, isWhole ? Math.min(index, whole.length) : index], step);
  return draft.operations;
}

/** One more branch, with a little work. @param list that of `parallel` or `oneOf` */
export function addBranch(spec: Spec, list: Path): Operation[] {
  const [work] = newSteps([{ work: '10ms' }]);
  const { length } = valueAt(spec, list) as unknown[];
  const value = list.at(-1) === 'oneOf' ? { weight: 1, steps: [work] } : work;
  return [{ kind: 'insert', path: [...list, length], value }];
}

/** A step or branch, with what would be empty without it, and the faults on its links. */
export function removeStep(spec: Spec, path: Path): Operation[] {
  const draft = new Draft(spec);
  const idsIn = ({ spec: now }: Draft): Set<string> => new Set(callsOf(now).sites.map(linkId));
  const before = idsIn(draft);
  removeCall(draft, { path });
  const after = idsIn(draft);
  removeFaults(draft, (on) => before.has(on) && !after.has(on));
  return draft.operations;
}
