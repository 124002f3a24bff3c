import { untrack } from 'svelte';
import type { Outline } from './outline.ts';

/** Cards that are made fast enough for the answer to a click; one takes some 5 ms. */
const AT_ONCE = 16;

/** The outline that is drawn: one with many new cards once the page has shown its other news. */
export class Following {
  outline: Outline = $state.raw({ clients: [], services: [], links: [] });

  /** To be made while a component is. */
  constructor(read: () => Outline) {
    this.outline = untrack(read);
    $effect.pre(() => {
      const next = read();
      if (untrack(() => added(this.outline, next)) <= AT_ONCE) {
        this.outline = next;
        return;
      }
      let later: ReturnType<typeof setTimeout> | undefined;
      const frame = requestAnimationFrame(() => {
        later = setTimeout(() => (this.outline = next));
      });
      return () => {
        cancelAnimationFrame(frame);
        clearTimeout(later);
      };
    });
  }
}

/** How many cards the next outline has that the former has not. */
function added(former: Outline, next: Outline): number {
  const idsOf = ({ clients, services }: Outline): string[] =>
    [...clients, ...services].map(({ id }) => id);
  const known = new Set(idsOf(former));
  return idsOf(next).filter((id) => !known.has(id)).length;
}
