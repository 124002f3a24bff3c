/** Something that changes often, followed at a pace at which drawing can keep up. */
export class Paced {
  /** Changes with it, soon. */
  turn = $state(0);

  /** To be made while a component is. @param read whatever is to be followed */
  constructor(read: () => unknown, everyMs = 80) {
    let last = -everyMs;
    $effect(() => {
      void read();
      const wait = Math.max(0, last + everyMs - performance.now());
      const later = setTimeout(() => {
        last = performance.now();
        this.turn++;
      }, wait);
      return () => clearTimeout(later);
    });
  }
}
