/**
 * A random duration. It is specified in ms and drawn in whole ns: rounded, never negative, at most
 * MAX_NS. A duration without spread (a plain number, `sd: 0`, `cv: 0`, an exponential of mean 0 …)
 * is constant and takes no draw.
 */
import type { Stream } from '../kernel/random.ts';
import type { Spread } from '../spec.ts';
import { draw as exponential } from './exponential.ts';
import { laws } from './index.ts';
import { constant, NS_PER_MS, type Draw, type Drawn } from './law.ts';

/** 30 days, the maximum duration in a scenario, exact in a float64. Longer draws are cut here. */
export const MAX_NS = 2.592e15;

/** The expected value in ms; may be Infinity. */
export const meanMsOf = (spread: Spread): number => lawOf(spread).mean / NS_PER_MS;

function lawOf(spread: Spread): Drawn {
  if (typeof spread === 'number') return constant(whole(spread * NS_PER_MS));
  const [[name, figures]] = Object.entries(spread) as [[keyof typeof laws, never]];
  return laws[name](figures);
}

export class Distribution implements Drawn {
  // Their meaning depends on the law. Doubles from the start, as in Stream.
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

  /** Constant: no draw. */
  get constant(): boolean {
    return this.draw === null;
  }

  /** Always 0. */
  get zero(): boolean {
    return this.draw === null && this.a === 0;
  }

  /** Switches to another distribution in place, for an edit during a run. */
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
    // Not whole(a ? b : c): V8 would box the common type.
    if (draw === exponential) return whole(this.a * stream.exponential());
    return whole(draw(this, stream));
  }
}

/**
 * Whole ns from 0 to MAX_NS; NaN from extreme parameters becomes 0. Not Math.round: V8 compiles it
 * to a branch that is often mispredicted, at 8 ns each.
 */
function whole(ns: number): number {
  if (ns < MAX_NS) return ns > 0 ? Math.floor(ns + 0.5) : 0;
  return ns >= MAX_NS ? MAX_NS : 0;
}
