/** What was before, and what was taken back, for undo and redo. */

/** Steps that are kept. */
const STEPS_MAX = 200;

export class History<T> {
  private past: T[] = $state.raw([]);
  private future: T[] = $state.raw([]);
  readonly canUndo = $derived(this.past.length > 0);
  readonly canRedo = $derived(this.future.length > 0);
  /** A knob that is being dragged makes one step, not hundreds. */
  private gesture: string | null = null;

  /** Is this one more change of the gesture under way? */
  continues(gesture: string | null): boolean {
    return gesture !== null && gesture === this.gesture;
  }

  /** Something else comes in the place of this. */
  add(last: T, gesture: string | null): void {
    if (!this.continues(gesture)) this.past = [...this.past, last].slice(-STEPS_MAX);
    this.gesture = gesture;
    this.future = [];
  }

  /** The gesture is over. */
  release(): void {
    this.gesture = null;
  }

  /** @param present what is left; @returns what was before it, or undefined */
  undo(present: T): T | undefined {
    const last = this.past.at(-1);
    if (last === undefined) return undefined;
    this.past = this.past.slice(0, -1);
    this.future = [...this.future, present];
    this.gesture = null;
    return last;
  }

  redo(present: T): T | undefined {
    const next = this.future.at(-1);
    if (next === undefined) return undefined;
    this.future = this.future.slice(0, -1);
    this.past = [...this.past, present];
    this.gesture = null;
    return next;
  }

  clear(): void {
    this.past = [];
    this.future = [];
    this.gesture = null;
  }
}
