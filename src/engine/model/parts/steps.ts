/**
 * What a request does, compiled to a flat list: sequences run on, a parallel step starts branches
 * that lie further down and end on their own, a one-of jumps to one of its alternatives.
 */
import { Distribution } from '../../distributions/distribution.ts';
import type { CallSpec, Spread, StepSpec } from '../../spec.ts';
import type { Callable } from '../port.ts';

export const WORK = 0;
export const CALLS = 1;
export const PARALLEL = 2;
export const ONE_OF = 3;
export const JUMP = 4;
export const READ = 5;
export const WRITE = 6;
export const END = 7;
/** Jumps to the end when this very operation has been done before. */
export const ONCE = 8;
/** The deadline is looked at before it; which makes it one of the rarer steps. */
export const HONORING = 16;

/** What a step is, honoring deadlines or not. */
export const opOf = ({ op }: Step): number => op & ~HONORING;

/** @template L what stands for a link */
export class Step<L extends Callable = Callable> {
  work: Distribution | null = null;
  link: L | null = null;
  /** Calls made in parallel. */
  times = 1;
  /** Where branches or alternatives begin; a jump's target comes first. */
  targets = new Int32Array(0);
  /** Cumulated weights of alternatives, the last is the sum. */
  weights = new Float64Array(0);
  row = -1;

  /** What it is, with HONORING. */
  op: number;
  /** Which of its kind this is among the host's steps, for random streams. */
  readonly ordinal: number;
  /** Its part of the spec, in which edits change the leaves. */
  readonly spec: unknown;

  constructor(op: number, ordinal: number, spec: unknown) {
    this.op = op;
    this.ordinal = ordinal;
    this.spec = spec;
  }

  /** Is the deadline looked at before it? What is done is answered all the same. */
  honor(deadlines: boolean): void {
    const op = opOf(this);
    this.op = deadlines && op !== END && op !== JUMP ? op | HONORING : op;
  }

  /** Reads the leaves again, after an edit. */
  configure(): void {
    const op = opOf(this);
    if (op === WORK) this.work!.set((this.spec as { work: Spread }).work);
    else if (op === CALLS) this.times = (this.spec as CallSpec).times;
    else if (op === ONE_OF) {
      let sum = 0;
      const options = (this.spec as { oneOf: { weight: number }[] }).oneOf;
      options.forEach((option, i) => (this.weights[i] = sum += option.weight));
    }
  }
}

/** The first work that every request does; null: which one it is depends. */
export function firstWork(steps: readonly Step[]): Step | null {
  for (const step of steps) {
    const op = opOf(step);
    if (op === WORK) return step;
    if (op === PARALLEL || op === ONE_OF || op === END) return null;
  }
  return null;
}

/** What the compiler needs to know of the world around. */
export interface Surroundings<L extends Callable> {
  link(spec: CallSpec): L;
  /** The number of a named row. */
  row(name: string): number;
}

/**
 * @param steps the spec's steps
 * @param once what has been done before is answered without being done again
 * @returns a list that begins at 0
 */
export function compile<L extends Callable>(
  steps: readonly StepSpec[],
  around: Surroundings<L>,
  once = false,
): Step<L>[] {
  const list: Step<L>[] = [];
  const counts = new Map<number, number>();
  /** Lists that begin where a branch does, to be laid down behind the one being written. */
  const branches: { steps: readonly StepSpec[]; owner: Step<L>; at: number }[] = [];

  const add = (op: number, spec: unknown): Step<L> => {
    const ordinal = counts.get(op) ?? 0;
    counts.set(op, ordinal + 1);
    const step = new Step<L>(op, ordinal, spec);
    list.push(step);
    return step;
  };
  const sequence = (specs: readonly StepSpec[]): void => {
    for (const spec of specs) one(spec);
  };
  const one = (spec: StepSpec): void => {
    if ('work' in spec) add(WORK, spec).work = new Distribution(spec.work);
    else if ('call' in spec) add(CALLS, spec).link = around.link(spec);
    else if ('read' in spec) add(READ, spec).row = around.row(spec.read);
    else if ('write' in spec) add(WRITE, spec).row = around.row(spec.write);
    else if ('parallel' in spec) {
      const step = add(PARALLEL, spec);
      step.targets = new Int32Array(spec.parallel.length);
      spec.parallel.forEach((branch, at) =>
        branches.push({ steps: 'steps' in branch ? branch.steps : [branch], owner: step, at }),
      );
    } else oneOf(spec);
  };
  const oneOf = (spec: { oneOf: { steps: StepSpec[] }[] }): void => {
    const step = add(ONE_OF, spec);
    step.targets = new Int32Array(spec.oneOf.length);
    step.weights = new Float64Array(spec.oneOf.length);
    const jumps = spec.oneOf.map((option, i) => {
      step.targets[i] = list.length;
      sequence(option.steps);
      return add(JUMP, null);
    });
    for (const jump of jumps) jump.targets = Int32Array.of(list.length);
  };

  const known = once ? add(ONCE, null) : null;
  sequence(steps);
  if (known) known.targets = Int32Array.of(list.length);
  add(END, null);
  for (let branch = branches.shift(); branch; branch = branches.shift()) {
    branch.owner.targets[branch.at] = list.length;
    sequence(branch.steps);
    add(END, null);
  }
  for (const step of list) step.configure();
  return list;
}
