/** Gestures on a lab: performed for all variants, and read as any other scenario would be. */
import { check } from '../check.ts';
import { type Change, specOf } from '../experiment.ts';
import { experimentIn, type Lab, type LabVariant } from '../lab.ts';
import { operated } from '../lab-operations.ts';
import type { Operation } from '../operation.ts';
import { placed } from '../problems.ts';
import { documentOf } from '../write.ts';
import { type NodeRef, nodeRef, renameNode } from './nodes.ts';

/** @returns why the scenario, or a variant, would not be one */
export function edited(lab: Lab, operations: readonly Operation[]): Lab | string {
  const after = operated(lab, operations);
  return typeof after === 'string' ? after : (flawOf(after) ?? after);
}

/** The first error in any variant; null: there is none. */
function flawOf(lab: Lab): string | null {
  for (const index of lab.variants.keys()) {
    const { flaws } = check(documentOf(specOf(experimentIn(lab, index))));
    const error = placed(flaws, () => null).find(({ severity }) => severity === 'error');
    if (error) return error.path === '' ? error.message : `${error.path}: ${error.message}`;
  }
  return null;
}

/**
 * Another id for a client or service, also where variants have values of their own.
 * @returns why it cannot have it
 */
export function renamed(lab: Lab, node: NodeRef, to: string): Lab | string {
  if (nodeRef(lab.base, to)) return `there is \`${to}\` already`;
  const after = operated(lab, renameNode(lab.base, node, to));
  if (typeof after === 'string') return after;
  const variants = after.variants.map((variant) => withRenamed(variant, node.id, to));
  const whole = { ...after, variants };
  return flawOf(whole) ?? whole;
}

const withRenamed = (variant: LabVariant, from: string, to: string): LabVariant => ({
  ...variant,
  changes: variant.changes.map((change): Change => {
    const value = renamedIn(change.to, from, to);
    return value === change.to ? change : { ...change, to: value };
  }),
});

/** The same value if it refers to nothing of that name: to what is called, or to what breaks. */
function renamedIn(value: unknown, from: string, to: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const parts = value.map((part) => renamedIn(part, from, to));
    return parts.every((part, i) => part === value[i]) ? value : parts;
  }
  const parts = Object.entries(value).map(([key, part]): [string, unknown] => {
    const isReference = (key === 'call' || key === 'on') && part === from;
    return [key, isReference ? to : renamedIn(part, from, to)];
  });
  return parts.every(([key, part]) => part === (value as Record<string, unknown>)[key])
    ? value
    : Object.fromEntries(parts);
}
