/** Number of lanes of a scrolling list that are out of view, for a hint. */
export class Overflow {
  above = $state(0);
  below = $state(0);
  readonly any = $derived(this.above + this.below > 0);
  /** `▾ 3 more lanes below`. */
  readonly words = $derived.by(() => {
    const n = this.below || this.above;
    const lanes = n === 1 ? 'lane' : 'lanes';
    return this.below > 0 ? `▾ ${n} more ${lanes} below` : `▴ ${n} ${lanes} above`;
  });
  private box: HTMLElement | null = null;
  private rest = 0;
  /** Height of its sticky header, in px. */
  private readonly topPx: number;

  constructor(topPx: number) {
    this.topPx = topPx;
  }

  /** Attach it to the scrolling element; its only child is as high as the list. */
  readonly watch = (box: HTMLElement): (() => void) => {
    this.box = box;
    const count = (): void => this.count(box);
    const sizes = new ResizeObserver(count);
    sizes.observe(box);
    sizes.observe(box.firstElementChild!);
    box.addEventListener('scroll', count, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', count);
      this.box = null;
    };
  };

  /** So many lanes at the end are not made yet. */
  leave(rest: number): void {
    this.rest = Math.max(0, rest);
    if (this.box) this.count(this.box);
  }

  private count(box: HTMLElement): void {
    const { top, bottom } = box.getBoundingClientRect();
    const middles = [...box.querySelectorAll('.name')].map((entry) => {
      const at = entry.getBoundingClientRect();
      return (at.top + at.bottom) / 2;
    });
    this.above = middles.filter((y) => y < top + this.topPx).length;
    this.below = middles.filter((y) => y > bottom).length + this.rest;
  }

  /** One page down, or from the end back to the top. */
  turn(): void {
    const { box } = this;
    if (!box) return;
    const page = box.clientHeight - 2 * this.topPx;
    box.scrollTo({ top: this.below > 0 ? box.scrollTop + page : 0 });
  }
}
