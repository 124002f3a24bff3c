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

  /** Other lanes have been made, in as much room. */
  recount(): void {
    if (this.box) this.count(this.box);
  }

  private count(box: HTMLElement): void {
    const { top, bottom } = box.getBoundingClientRect();
    const middles = [...box.querySelectorAll('.name')].map((entry) => {
      const at = entry.getBoundingClientRect();
      return (at.top + at.bottom) / 2;
    });
    this.above = middles.filter((y) => y < top + this.topPx).length;
    // Those that are not made yet are below.
    const rest = Number(box.querySelector<HTMLElement>('[data-lanes]')?.dataset['lanes'] ?? 0);
    this.below = middles.filter((y) => y > bottom).length + rest;
  }

  /** One page down, or from the end back to the top. */
  turn(): void {
    const { box } = this;
    if (!box) return;
    const page = box.clientHeight - 2 * this.topPx;
    box.scrollTo({ top: this.below > 0 ? box.scrollTop + page : 0 });
  }
}
