/**
 * Stages that have no room beside each other, as on a phone, are swiped: the browser scrolls from
 * one to the next, and the one in view is the one that is shown. With room for all nothing changes.
 */
import type { Session } from '../state/session.svelte.ts';

/** How long the scrolling has to rest, in ms: not each browser says when it ends. */
const REST_MS = 120;

const stages = (): HTMLElement | null => document.querySelector('section[aria-label="stage"]');

/** Brings the stage of a variant into view. */
export function bring(index: number): void {
  const host = stages();
  if (host) host.scrollLeft = index * host.clientWidth;
}

/** Shows the variant to which somebody has swiped. Returns what ends that. */
export function swiped(session: Session): () => void {
  const host = stages();
  if (!host) return () => {};
  const scrolls = (): boolean => host.scrollWidth > host.clientWidth + 1;
  // The canvas would take the finger for its own.
  const keep = (event: Event): void => {
    if (scrolls()) event.stopPropagation();
  };
  let rest = 0;
  const settle = (): void => {
    clearTimeout(rest);
    rest = window.setTimeout(() => {
      const index = Math.round(host.scrollLeft / host.clientWidth);
      if (scrolls() && index !== session.lab.shown) session.show(index);
    }, REST_MS);
  };
  // Also when it comes into view again, after another one was chosen elsewhere.
  const size = new ResizeObserver(() => bring(session.lab.shown));
  size.observe(host);
  host.dataset['swiped'] = '';
  host.addEventListener('touchstart', keep, { capture: true, passive: true });
  host.addEventListener('scroll', settle, { passive: true });
  return () => {
    clearTimeout(rest);
    size.disconnect();
    delete host.dataset['swiped'];
    host.removeEventListener('touchstart', keep, { capture: true });
    host.removeEventListener('scroll', settle);
  };
}
