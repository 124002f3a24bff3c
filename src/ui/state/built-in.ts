/** Data derived from the built-in scenarios at build time; see vite.config.ts. */
import type { Spec } from '../../engine/index.ts';

export interface BuiltIn {
  name: string;
  spec: Spec;
  /** Where its playhead starts, in ms; null: it does not say. */
  look: number | null;
}

/** A real run as a fixed number of points: offered and failed calls of all clients per point. */
export interface Sparkline {
  offered: number[];
  failed: number[];
}
