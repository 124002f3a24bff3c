/** Longer names are none that anybody knows. */
const NAME_MAX = 200;

/** A name without what other programs write differently: case, and separators. */
export const plainly = (name: string): string =>
  name.length > NAME_MAX ? name : name.toLowerCase().replaceAll(/[-_.\s]/g, '');

/**
 * The name that is meant, whatever its case and separators, and with or without what leads to it:
 * `resilience4j.retry.instances.api.max-attempts` is `maxAttempts`. Undefined: none.
 */
export function sameName(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return name;
  const [whole, last] = [name, name.slice(name.lastIndexOf('.') + 1)].map(plainly);
  return known.find((one) => plainly(one) === whole) ?? known.find((one) => plainly(one) === last);
}
