/** All there is, at once: for whoever runs many specs, and cannot wait for parts of the engine. */
import { kindsOf } from './kinds.ts';
import { policies } from './routing/index.ts';
import { scalers } from './scaling/index.ts';
import { classes } from './patterns/classes.ts';
import { Run, type RunOptions } from './run.ts';
import type { Spec } from './spec.ts';

export const everyKind = kindsOf(classes, policies, scalers);

/** @param spec checked by scenario.read; not checked again */
export const createRun = (spec: Spec, options?: RunOptions): Run =>
  new Run(spec, everyKind, options);
