/** Built-in scenarios, run to their end, with the frames that a page would have of them. */
import { readFileSync } from 'node:fs';
import {
  createRun,
  type RunResult,
  type SeriesResult,
  type Spec,
  type Transition,
} from '../../src/engine/index.ts';
import { read } from '../../src/scenario/read.ts';
import { IntervalStore } from '../../src/analysis/intervals.ts';

export interface Shown {
  spec: Spec;
  store: IntervalStore;
  result: RunResult;
  transitions: readonly Transition[];
  series: () => SeriesResult;
}

export function specNamed(name: string): Spec {
  const url = new URL(`../../scenarios/${name}.yaml`, import.meta.url);
  const { spec } = read(readFileSync(url, 'utf8'));
  if (!spec) throw new Error(`${name} cannot be read`);
  return spec;
}

const runs = new Map<string, Shown>();

/** Each is run once, for whoever asks. */
export function shown(name: string): Shown {
  const known = runs.get(name) ?? computed(name);
  runs.set(name, known);
  return known;
}

const computed = (name: string): Shown => ran(specNamed(name));

/** A run to its end. */
export function ran(spec: Spec): Shown {
  const run = createRun(spec, { intervals: true });
  run.advance();
  const store = new IntervalStore(run.intervalLayout!);
  store.put(run.takeIntervals()!);
  const { transitions } = run;
  return { spec, store, result: run.result(), transitions, series: () => run.series() };
}
