/** A setting stored for the next visit, if storage is allowed. */
export class Kept<T extends string> {
  /** The chosen option; initially the first. */
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
      // Without storage the choice is lost on reload.
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
