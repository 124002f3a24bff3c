/**
 * All calls of a document or spec. Invalid steps are skipped, so that names can be checked despite
 * other problems.
 */
import {
  childOf,
  isMap,
  linkIdOf,
  type Path,
  type Plain,
  probeLinkId,
  PROBES,
} from '../engine/index.ts';
import { type Flaw, flaw } from './problems.ts';
import { COUNTS } from './limits.ts';

export interface CallSite {
  path: Path;
  kind: 'client' | 'service';
  /** The caller. */
  from: string;
  to: string;
  /** The link's id, if the call has a `name`. */
  name: string | null;
  /** Whether every request makes this call, if its earlier steps succeed. */
  always: boolean;
  /** The step as written; of a probe's call nothing but its callee is. */
  step: Plain;
  /** A probe makes it: `path` is that of the callee's name. */
  isProbe: boolean;
}

interface Walk {
  kind: CallSite['kind'];
  from: string;
  sites: CallSite[];
  flaws: Flaw[];
}

const word = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

/** The link of a call. */
export const linkId = ({ from, to, name }: CallSite): string => linkIdOf(from, to, name);

/** All calls, and flaws of steps nested too deeply. */
export function callsOf(document: unknown): { sites: CallSite[]; flaws: Flaw[] } {
  const sites: CallSite[] = [];
  const flaws: Flaw[] = [];
  if (!isMap(document)) return { sites, flaws };
  for (const [kind, key] of [
    ['client', 'clients'],
    ['service', 'services'],
  ] as const) {
    const all = document[key];
    if (!isMap(all)) continue;
    for (const [from, entity] of Object.entries(all)) {
      if (!isMap(entity)) continue;
      const walk: Walk = { kind, from, sites, flaws };
      walkSteps(walk, entity['steps'], [key, from, 'steps'], true, 1);
      walkStack(walk, entity['patterns'], [key, from, 'patterns'], 1);
      if (kind === 'service') walkProbes(walk, entity['probes'], [key, from, 'probes']);
    }
  }
  return { sites, flaws };
}

function walkSteps(walk: Walk, steps: unknown, path: Path, always: boolean, depth: number): void {
  if (!Array.isArray(steps) || isTooDeep(walk, path, depth)) return;
  for (const [index, step] of steps.entries())
    walkStep(walk, step, [...path, index], always, depth);
}

function isTooDeep(walk: Walk, path: Path, depth: number): boolean {
  if (depth <= COUNTS.nesting) return false;
  walk.flaws.push(flaw(path, `wanted steps nested at most ${COUNTS.nesting} deep`));
  return true;
}

function walkStep(walk: Walk, step: unknown, path: Path, always: boolean, depth: number): void {
  if (!isMap(step)) return;
  walkSteps(walk, step['steps'], [...path, 'steps'], always, depth);
  walkSteps(walk, step['parallel'], [...path, 'parallel'], always, depth + 1);
  walkSteps(walk, step['oneOf'], [...path, 'oneOf'], false, depth + 1);
  if (Object.hasOwn(step, 'call')) walkCall(walk, step, path, always, depth);
}

function walkCall(walk: Walk, step: Plain, path: Path, always: boolean, depth: number): void {
  const to = word(step['call']);
  if (to !== null)
    walk.sites.push({
      path,
      kind: walk.kind,
      from: walk.from,
      to,
      name: word(step['name']),
      always,
      step,
      isProbe: false,
    });
  walkFallback(walk, step['fallback'], [...path, 'fallback'], depth);
  walkStack(walk, step['patterns'], [...path, 'patterns'], depth);
}

/** The calls of probes. */
function walkProbes(walk: Walk, probes: unknown, path: Path): void {
  for (const probe of PROBES) {
    const calls = childOf(childOf(probes, probe), 'calls');
    if (!Array.isArray(calls)) continue;
    for (const [index, call] of calls.entries()) {
      const to = word(call);
      if (to === null) continue;
      const { kind, from } = walk;
      const name = probeLinkId(from, to, probe);
      const at = [...path, probe, 'calls', index];
      walk.sites.push({ path: at, kind, from, to, name, always: false, step: {}, isProbe: true });
    }
  }
}

function walkStack(walk: Walk, stack: unknown, path: Path, depth: number): void {
  if (!Array.isArray(stack)) return;
  for (const [index, entry] of stack.entries())
    if (isMap(entry)) walkFallback(walk, entry['fallback'], [...path, index, 'fallback'], depth);
}

/** Fallback calls are not made by every request. */
function walkFallback(walk: Walk, fallback: unknown, path: Path, depth: number): void {
  if (isMap(fallback)) walkTries(walk, fallback['try'], [...path, 'try'], depth + 1);
  else walkTries(walk, fallback, path, depth + 1);
}

/** A list, or its single entry. */
function walkTries(walk: Walk, tries: unknown, path: Path, depth: number): void {
  if (Array.isArray(tries)) walkSteps(walk, tries, path, false, depth);
  else if (isMap(tries) && !isTooDeep(walk, path, depth)) walkStep(walk, tries, path, false, depth);
}
