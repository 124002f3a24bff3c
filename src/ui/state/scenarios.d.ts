/** The built-in scenarios, checked and laid out when the page was built; see vite.config.ts. */
declare module 'virtual:scenarios' {
  import type { Spec } from '../../engine/index.ts';

  export interface BuiltIn {
    name: string;
    spec: Spec;
    /** Per sixtieth of the run, of all clients together: offered, and what failed of it. */
    offered: number[];
    failed: number[];
  }
  export const scenarios: readonly BuiltIn[];
}
