/** The modes of a page, named by the query of its address: `?present` and `?embed`. */
import type { Session } from './session.svelte.ts';

export const modeIn = (query: string): Session['mode'] =>
  (/[?&](present|embed)\b(?!-)/.exec(query)?.[1] ?? null) as Session['mode'];
