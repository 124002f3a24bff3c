/** Built-in scenarios, run to their end, with the frames that a page would have of them. */
import { readFileSync } from 'node:fs';
import { createRun, type RunResult, type Spec, type Transition } from '../../src/engine/index.ts';
import { read } from '../../src/scenario/read.ts';
import { FrameStore } from '../../src/worker/frames.ts';

export interface Shown {
  spec: Spec;
  store: FrameStore;
  result: RunResult;
  transitions: readonly Transition[];
}

export function specNamed(name: string): Spec {
  const url = new URL(`../../scenarios/${name}.yaml`, import.meta.url);
  const { spec } = read(readFileSync(url, 'utf8'));
  if (!spec) throw new Error(`${name} cannot be read`);
  return spec;
}

export function shown(name: string): Shown {
  const spec = specNamed(name);
  const run = createRun(spec, { frames: true });
  run.advance();
  const store = new FrameStore(run.frameLayout!);
  store.put(run.takeFrames()!);
  return { spec, store, result: run.result(), transitions: run.transitions };
}
