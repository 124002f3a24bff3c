/** Grows typed arrays to twice their length and keeps the content. */
export function grown(old: Float64Array, length = old.length * 2): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(length);
  wider.set(old);
  return wider;
}

export function grownInt(old: Int32Array, length = old.length * 2): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length);
  wider.set(old);
  return wider;
}
