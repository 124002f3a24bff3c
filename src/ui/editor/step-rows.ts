/** The steps of a client or service, one below the other: what is within one is indented. */
import { meanMsOf, type Path, type StepSpec } from '../../engine/index.ts';
import { duration } from '../kit/format.ts';

export interface Row {
  /** `add`: where another one can be added, to steps or to branches. */
  kind: 'step' | 'branch' | 'add';
  /** Its place; of `add`, that of the list. */
  path: Path;
  text: string;
  /** How deep it stands within others. */
  depth: number;
  /** The list that it can be moved in, and its place there. */
  list: Path;
  index: number;
  count: number;
  /** Stays when it is moved. */
  value: object;
  /** Whom it calls. */
  call?: string;
}

const add = (list: readonly object[], path: Path, depth: number, text: string): Row => {
  const { length } = list;
  return { kind: 'add', path, text, depth, list: path, index: length, count: length, value: list };
};

/** @param path of the list */
export function rowsOf(steps: readonly StepSpec[], path: Path, depth = 0): Row[] {
  const rows = steps.flatMap((step, index) =>
    ofStep(step, { list: path, index, count: steps.length, depth }),
  );
  return [...rows, add(steps, path, depth, 'step')];
}

type Where = Pick<Row, 'list' | 'index' | 'count' | 'depth'>;

function ofStep(step: StepSpec, where: Where): Row[] {
  const path = [...where.list, where.index];
  const row: Row = { ...where, kind: 'step', path, text: wordsOf(step), value: step };
  if ('call' in step) return [{ ...row, call: step.call }];
  if ('parallel' in step) {
    const list = [...path, 'parallel'];
    const count = step.parallel.length;
    const branches = step.parallel.flatMap((branch, index): Row[] => {
      const place = { list, index, count, depth: where.depth + 1 };
      return 'steps' in branch
        ? ofBranch(branch, `branch ${index + 1}`, place)
        : ofStep(branch, place);
    });
    return [row, ...branches, add(step.parallel, list, where.depth + 1, 'branch')];
  }
  if ('oneOf' in step) {
    const list = [...path, 'oneOf'];
    const count = step.oneOf.length;
    const branches = step.oneOf.flatMap((branch, index) =>
      ofBranch(branch, `branch ${index + 1}, weight ${branch.weight}`, {
        ...{ list, index, count },
        depth: where.depth + 1,
      }),
    );
    return [row, ...branches, add(step.oneOf, list, where.depth + 1, 'branch')];
  }
  return [row];
}

function ofBranch(branch: { steps: StepSpec[] }, text: string, where: Where): Row[] {
  const path = [...where.list, where.index];
  const row: Row = { ...where, kind: 'branch', path, text, value: branch };
  return [row, ...rowsOf(branch.steps, [...path, 'steps'], where.depth + 1)];
}

function wordsOf(step: StepSpec): string {
  if ('work' in step) {
    const { work } = step;
    const mean = duration(meanMsOf(work));
    return typeof work === 'number' ? `work ${mean}` : `work ≈ ${mean}, ${Object.keys(work)[0]}`;
  }
  if ('call' in step) return `call ${step.call}${step.times > 1 ? ` ${step.times} times` : ''}`;
  if ('parallel' in step) return 'at the same time';
  if ('oneOf' in step) return 'one of';
  return 'read' in step ? `read row ${step.read}` : `write row ${step.write}`;
}
