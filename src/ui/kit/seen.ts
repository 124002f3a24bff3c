/** Tells whether an element can be seen, so that what is out of view need not be drawn. */
import type { Attachment } from 'svelte/attachments';

/** It is drawn a little before it comes into view. */
const MARGIN = '100px';

/** @param tell is told at first, and whenever it comes into view or leaves it */
export const seen =
  (tell: (visible: boolean) => void): Attachment =>
  (element) => {
    const observer = new IntersectionObserver((entries) => tell(entries.at(-1)!.isIntersecting), {
      rootMargin: MARGIN,
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
