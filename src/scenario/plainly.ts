/** Longer names are none that anybody knows. */
const NAME_MAX = 200;

/** Separators that a known name has at most. */
const SEPARATORS_MAX = 12;

const isNear = (longer: number): boolean => longer >= 0 && longer <= SEPARATORS_MAX;

/** A name without what other programs write differently: case, and separators. */
export const plainly = (name: string): string =>
  name.length > NAME_MAX ? name : name.toLowerCase().replaceAll(/[-_.\s]/g, '');

/**
 * The name that is meant, whatever its case and separators, and with or without what leads to it:
 * `resilience4j.retry.instances.api.max-attempts` is `maxAttempts`. Undefined: none.
 */
export function sameName(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return name;
  const found = (wanted: string): string | undefined =>
    known.find((one) => isNear(one.length - wanted.length) && plainly(one) === wanted);
  const whole = plainly(name);
  const last = plainly(name.slice(name.lastIndexOf('.') + 1));
  return found(whole) ?? (last === whole ? undefined : found(last));
}
