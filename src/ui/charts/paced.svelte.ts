/** A number that changes often, followed at a pace at which drawing can keep up. */
export class Paced {
  value = $state(0);

  /** To be made while a component is. */
  constructor(read: () => number, everyMs = 80) {
    let last = -everyMs;
    $effect(() => {
      const next = read();
      const wait = Math.max(0, last + everyMs - performance.now());
      const later = setTimeout(() => {
        last = performance.now();
        this.value = next;
      }, wait);
      return () => clearTimeout(later);
    });
  }
}
