/** Milliseconds of a spec as whole nanoseconds of the engine. */
export const nsOf = (ms: number): number => Math.round(ms * 1e6);
