/** A load that changes: its line through the run, and what becomes of its stages. */
import type { LoadSpec, Path } from '../../engine/index.ts';
import type { Operation } from '../../scenario/operation.ts';

/** Stages of a rate or of users, each reached linearly. */
export interface Profile {
  /** The key below `load` that has the stages. */
  at: readonly string[];
  unit: 'rate' | 'users';
  from: number;
  stages: readonly { for: number; to: number }[];
}

/** null: a load that does not change. */
export function profileOf(load: LoadSpec): Profile | null {
  if ('stages' in load) {
    const { from, stages } = load;
    return { at: ['stages'], unit: 'rate', from, stages };
  }
  if ('users' in load && typeof load.users !== 'number') {
    const { stages } = load.users;
    return { at: ['users', 'stages'], unit: 'users', from: 0, stages };
  }
  return null;
}

/** A point of the line: the end of a stage. */
export interface Knee {
  atMs: number;
  value: number;
}

/** The start, and the ends of all stages. */
export function kneesOf({ from, stages }: Profile): Knee[] {
  const knees: Knee[] = [{ atMs: 0, value: from }];
  for (const { for: lasts, to } of stages)
    knees.push({ atMs: knees.at(-1)!.atMs + lasts, value: to });
  return knees;
}

/** The same load as one that changes: it stays as it is until somebody draws. */
export function staged(load: LoadSpec, durationMs: number): LoadSpec | null {
  const third = Math.round(durationMs / 3);
  const stages = (to: number) =>
    [third, third, durationMs - 2 * third].map((ms) => ({ for: ms, to }));
  if ('rate' in load) {
    const { rate, ...same } = load;
    return { stages: stages(rate), from: rate, ...same };
  }
  if ('users' in load && typeof load.users === 'number')
    return { ...load, users: { stages: [{ for: 0, to: load.users }, ...stages(load.users)] } };
  return null;
}

/**
 * Moves the end of a stage: those after it stay where they are, but for the last.
 * @returns values by path below the list of stages
 */
export function moved(
  { stages }: Profile,
  index: number,
  { byMs, value }: { byMs: number; value: number },
): { path: string; to: number }[] {
  const [own, next] = [stages[index]!, stages[index + 1]];
  const by = Math.max(-own.for, next ? Math.min(next.for, byMs) : byMs);
  return [
    { path: `[${index}].to`, to: value },
    { path: `[${index}].for`, to: own.for + by },
    ...(next ? [{ path: `[${index + 1}].for`, to: next.for - by }] : []),
  ];
}

/** One more knee, in the middle of the longest stage. @param list the path of the stages */
export function split(profile: Profile, list: Path): Operation[] {
  const { stages } = profile;
  const longest = stages.reduce((best, { for: ms }, i) => (ms > stages[best]!.for ? i : best), 0);
  const { for: lasts, to } = stages[longest]!;
  const before = kneesOf(profile)[longest]!.value;
  const half = Math.round(lasts / 2);
  return [
    { kind: 'set', path: [...list, longest, 'for'], value: lasts - half },
    { kind: 'insert', path: [...list, longest], value: { for: half, to: (before + to) / 2 } },
  ];
}

/** Without a knee: its time goes to the stage after it. */
export function joined({ stages }: Profile, list: Path, index: number): Operation[] {
  const [own, next] = [stages[index]!, stages[index + 1]];
  return [
    { kind: 'remove', path: [...list, index] },
    ...(next
      ? [{ kind: 'set' as const, path: [...list, index, 'for'], value: own.for + next.for }]
      : []),
  ];
}
