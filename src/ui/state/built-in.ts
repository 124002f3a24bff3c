/** What is made of the built-in scenarios when the page is built; see vite.config.ts. */
import type { Spec } from '../../engine/index.ts';

export interface BuiltIn {
  name: string;
  spec: Spec;
}

/** A real run in so many points: per point, of all clients together, offered and what failed. */
export interface Sparkline {
  offered: number[];
  failed: number[];
}
