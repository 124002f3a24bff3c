/**
 * A duration with spread, ready to be drawn from. It is read in ms, as a scenario writes it, and
 * drawn in whole nanoseconds: rounded, never negative, at most MAX_NS. A spread of nothing (a plain
 * number, `sd: 0`, `cv: 0`, an exponential of mean 0 …) is constant and takes no draw.
 */
import type { Stream } from '../kernel/random.ts';
import type { Spread } from '../spec.ts';
import { draw as exponential } from './exponential.ts';
import { laws } from './index.ts';
import { constant, NS_PER_MS, type Draw, type Drawn } from './law.ts';

/** 30 days, the longest duration of a scenario: longer draws are cut here, exact in a float64. */
export const MAX_NS = 2.592e15;

/** The expected value in ms; may be Infinity. */
export const meanMsOf = (spread: Spread): number => lawOf(spread).mean / NS_PER_MS;

function lawOf(spread: Spread): Drawn {
  if (typeof spread === 'number') return constant(whole(spread * NS_PER_MS));
  const [[name, figures]] = Object.entries(spread) as [[keyof typeof laws, never]];
  return laws[name](figures);
}

export class Distribution implements Drawn {
  // What they stand for is said at each law. Doubles from birth, as in Stream.
  a = 0.5;
  b = 0.5;
  mean = 0.5;
  more: unknown = null;
  draw: Draw | null = null;

  constructor(spread: Spread) {
    this.set(spread);
  }

  /** The expected value in ns, before rounding and the cut at MAX_NS; may be Infinity. */
  get meanNs(): number {
    return this.mean;
  }

  /** Every sample is the same and none takes a draw. */
  get constant(): boolean {
    return this.draw === null;
  }

  /** Every sample is 0. */
  get zero(): boolean {
    return this.draw === null && this.a === 0;
  }

  /** Takes on another spread in place, for an edit during a run. */
  set(spread: Spread): void {
    const { a, b, mean, more, draw } = lawOf(spread);
    this.a = draw === null ? whole(a) : a;
    this.b = b;
    this.mean = draw === null ? this.a : mean;
    this.more = more ?? null;
    this.draw = draw;
  }

  /** A draw, in whole ns. */
  sample(stream: Stream): number {
    const { draw } = this;
    if (draw === null) return this.a;
    // Not whole(a ? b : c): what may come from either is boxed by V8.
    if (draw === exponential) return whole(this.a * stream.exponential());
    return whole(draw(this, stream));
  }
}

/**
 * Whole ns from 0 to MAX_NS; what is not a number, by parameters beyond all bounds, becomes 0.
 * Not Math.round: V8 compiles that to a branch on the fraction, which costs 8 ns by being wrong.
 */
function whole(ns: number): number {
  if (ns < MAX_NS) return ns > 0 ? Math.floor(ns + 0.5) : 0;
  return ns >= MAX_NS ? MAX_NS : 0;
}
