import { State } from './state.ts';

/**
 * The fingerprint of a run: 64 bits over the (time, kind, entity, outcome) of all events, in order.
 * Two lanes of 32 bits; each event costs one multiply and one rotation per lane.
 */
export class Digest extends State {
  static override readonly refs: readonly string[] = ['clock'];
  a = 0x243f6a88 | 0;
  b = 0x85a308d3 | 0;

  private readonly clock: { readonly now: number };

  constructor(clock: { readonly now: number }) {
    super();
    this.clock = clock;
  }

  /**
   * Adds an event at this time.
   * @param where `hashOf` the entity's id; @param what a small integer: kind of event and outcome
   */
  mix(where: number, what: number): void {
    const { now } = this.clock;
    const low = now | 0;
    const high = (now * (1 / 0x100000000)) | 0;
    const x = where ^ Math.imul(what + 1, 0x27d4eb2f);
    const a = Math.imul(this.a ^ low, 0x9e3779b1);
    this.a = ((a << 15) | (a >>> 17)) ^ x;
    const b = Math.imul((this.b + high) ^ x, 0x85ebca77);
    this.b = (((b << 13) | (b >>> 19)) + low) | 0;
  }

  /** 16 hex digits. */
  hex(): string {
    return word(avalanche(this.a ^ Math.imul(this.b, 0x165667b1))) + word(avalanche(this.b));
  }
}

/** FNV-1a over the code units of an id, avalanched. */
export function hashOf(id: string): number {
  let h = 0x811c9dc5 | 0;
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193);
  return avalanche(h);
}

/** Every bit of the result depends on every bit of x. */
export function avalanche(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const word = (x: number): string => (x >>> 0).toString(16).padStart(8, '0');
