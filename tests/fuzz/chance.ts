/** Random choices from a seed: the same seed makes the same ones. */
import { Stream } from '../../src/engine/kernel/random.ts';

/** Reasons of failures, of which patterns take lists. */
export const REASONS = [
  'error',
  'timeout',
  'refused',
  'circuit-open',
  'bulkhead-full',
  'rate-limited',
];

export type Document = Record<string, unknown>;

export class Chance {
  private readonly stream: Stream;

  constructor(seed: number) {
    this.stream = new Stream(String(seed), 'fuzz');
  }
  below(n: number): number {
    return this.stream.below(n);
  }
  happens(share: number): boolean {
    return this.stream.double() < share;
  }
  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }
  /** Of what is offered, each with that probability. */
  some(offers: Document, share: number): Document {
    return Object.fromEntries(Object.entries(offers).filter(() => this.happens(share)));
  }
  list<T>(min: number, max: number, make: (i: number) => T): T[] {
    return Array.from({ length: min + this.below(max - min + 1) }, (_, i) => make(i));
  }
}
