/**
 * Who calls whom, read from the spec: one entry per link, with its stack. Branches, alternatives
 * and the calls in a fallback's list are walked as well, in the order in which they are written.
 */
import type { CallSpec, FallbackList, PatternSpec, Spec, StepSpec } from '../../engine/index.ts';

/** One pattern of a stack. */
export interface Layer {
  name: string;
  params: Readonly<Record<string, unknown>>;
}

export interface Call {
  id: string;
  from: string;
  to: string;
  /** Outermost first. */
  layers: Layer[];
}

const layersIn = (patterns: readonly PatternSpec[]): Layer[] =>
  patterns.map((entry) => {
    const [name, params] = Object.entries(entry)[0]!;
    return { name, params };
  });

/** The stack that stands before a service's queue. */
export const layersOf = (spec: Spec, service: string): Layer[] =>
  layersIn(spec.services[service]?.patterns ?? []);

export function callsOf(spec: Spec): Call[] {
  const calls: Call[] = [];
  const add = (from: string, call: CallSpec): void => {
    const layers = layersIn(call.patterns);
    if (call.fallback) layers.unshift({ name: 'fallback', params: call.fallback });
    const id = call.name ?? `${from}->${call.call}`;
    calls.push({ id, from, to: call.call, layers });
    for (const { params } of layers) tried(from, params);
  };
  const tried = (from: string, params: Layer['params']): void => {
    const list = params['try'];
    if (!Array.isArray(list)) return;
    for (const entry of list as FallbackList) if ('call' in entry) add(from, entry);
  };
  const walk = (from: string, steps: readonly StepSpec[]): void => {
    for (const step of steps)
      if ('call' in step) add(from, step);
      else if ('parallel' in step)
        for (const branch of step.parallel) walk(from, 'steps' in branch ? branch.steps : [branch]);
      else if ('oneOf' in step) for (const { steps: branch } of step.oneOf) walk(from, branch);
  };
  for (const [id, { steps }] of Object.entries(spec.clients)) walk(id, steps);
  for (const [id, service] of Object.entries(spec.services)) {
    walk(id, service.steps ?? []);
    for (const { params } of layersOf(spec, id)) tried(id, params);
  }
  return calls;
}
