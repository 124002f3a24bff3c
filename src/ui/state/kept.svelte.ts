/** A choice that is kept for the next visit, where the page may keep anything. */
export class Kept<T extends string> {
  /** What is chosen: one of the options, at first the first. */
  private chosen: T;
  private readonly key: string;

  constructor(key: string, options: readonly [T, ...T[]]) {
    this.key = key;
    this.chosen = $state(options.find((option) => option === stored(key)) ?? options[0]);
  }

  get value(): T {
    return this.chosen;
  }

  set value(value: T) {
    this.chosen = value;
    try {
      localStorage.setItem(this.key, value);
    } catch {
      // A page that may keep nothing forgets it.
    }
  }
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
