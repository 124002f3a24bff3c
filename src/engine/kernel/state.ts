/**
 * Saving and restoring state during a run. Stateful classes extend `State` and keep their state in
 * plain fields: numbers, flags, texts, typed arrays, other `State`s and lists of those. All of
 * these are copied. Fields named in `refs` belong to another owner and are skipped, as are all
 * other kinds of values. So no class writes its own save and load.
 */
export abstract class State {
  /** Fields that refer to other entities' state. */
  static readonly refs: readonly string[] = [];

  /** Creates parts before `restore` fills them, if they are created only on demand. */
  revive?(saved: Saved): void;
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** The range of a typed array between its first and last nonzero entries. */
interface SavedArray {
  length: number;
  from: number;
  part: Numbers;
}

type SavedValue = number | boolean | string | SavedArray | Saved | (Saved | number)[];

export interface Saved {
  [field: string]: SavedValue;
}

const isNumbers = (value: unknown): value is Numbers =>
  value instanceof Float64Array ||
  value instanceof Int32Array ||
  value instanceof Uint32Array ||
  value instanceof Uint8Array;

function saveArray(array: Numbers): SavedArray {
  let from = 0;
  let end = array.length;
  while (from < end && array[from] === 0) from++;
  while (end > from && array[end - 1] === 0) end--;
  return { length: array.length, from, part: array.slice(from, end) };
}

function loadArray(saved: SavedArray, into: Numbers): Numbers {
  const Kind = into.constructor as new (length: number) => Numbers;
  const array = into.length === saved.length ? into.fill(0) : new Kind(saved.length);
  array.set(saved.part, saved.from);
  return array;
}

/** A copy of the whole state. */
export function save(state: object): Saved {
  const saved: Saved = {};
  const refs = (state.constructor as Partial<typeof State>).refs ?? [];
  for (const [field, value] of Object.entries(state)) {
    if (refs.includes(field)) continue;
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
      saved[field] = value;
    else if (isNumbers(value)) saved[field] = saveArray(value);
    else if (value instanceof State) saved[field] = save(value);
    else if (Array.isArray(value) && value.every((v) => v instanceof State))
      saved[field] = value.map(save);
  }
  return saved;
}

/** Restores `state` from `saved`. Both must have the same shape: see `revive`. */
export function restore(state: object, saved: Saved): void {
  if (state instanceof State) state.revive?.(saved);
  const fields = state as unknown as Record<string, unknown>;
  for (const [field, value] of Object.entries(saved)) {
    const own = fields[field];
    if (typeof value !== 'object') fields[field] = value;
    else if (Array.isArray(value)) {
      const list = own as State[];
      value.forEach((v, i) => restore(list[i]!, v as Saved));
    } else if (own instanceof State) restore(own, value as Saved);
    else fields[field] = loadArray(value as SavedArray, own as Numbers);
  }
}

/** Approximate size of a saved state in bytes: its arrays, plus 16 per other value. */
export function sizeOf(saved: Saved): number {
  let bytes = 0;
  for (const value of Object.values(saved)) {
    if (typeof value !== 'object') bytes += 16;
    else if (isNumbers(value)) bytes += value.byteLength + 32;
    else if (Array.isArray(value))
      for (const item of value) bytes += typeof item === 'number' ? 8 : sizeOf(item);
    else if ('part' in value && isNumbers(value.part)) bytes += value.part.byteLength + 32;
    else bytes += sizeOf(value as Saved);
  }
  return bytes;
}
