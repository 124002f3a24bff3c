/** Undo and redo history. */

/** Maximum number of steps. */
const STEPS_MAX = 200;

export class History<T> {
  private past: T[] = $state.raw([]);
  private future: T[] = $state.raw([]);
  readonly canUndo = $derived(this.past.length > 0);
  readonly canRedo = $derived(this.future.length > 0);
  /** A dragged knob makes one step, not hundreds. */
  private gesture: string | null = null;

  /** Whether this change continues the current gesture. */
  continues(gesture: string | null): boolean {
    return gesture !== null && gesture === this.gesture;
  }

  /** The present is replaced. */
  add(last: T, gesture: string | null): void {
    if (!this.continues(gesture)) this.past = [...this.past, last].slice(-STEPS_MAX);
    this.gesture = gesture;
    this.future = [];
  }

  /** The gesture has ended. @param gesture only if it is this one */
  release(gesture = this.gesture): void {
    if (gesture === this.gesture) this.gesture = null;
  }

  /** @param present the current experiment; @returns the previous one, or undefined */
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
