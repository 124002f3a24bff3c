/**
 * A named stream of random numbers. `seedrandom` derives the four state numbers from the run's seed
 * and the stream's name; this class then steps them, which is faster and exposes the whole state.
 * The numbers equal seedrandom's `alea` (Baagøe's multiply-with-carry generator, period near
 * 2^116), draw for draw. Streams are independent, so a new consumer never changes another stream's
 * draws.
 */
import alea from 'seedrandom/lib/alea.js';
import { exp, ln } from './math.ts';

const MULTIPLIER = 2091639;
const TWO_M32 = 2.3283064365386963e-10;
const TWO_M53 = 1.1102230246251565e-16;

/**
 * The ziggurat of the density e^-x (Marsaglia and Tsang 2000, doi:10.18637/jss.v005.i08): 256
 * layers of equal area. Layer i reaches from 0 to EDGE[i] and in height from HEIGHT[i] to
 * HEIGHT[i + 1]; layer 0 is the base together with the tail beyond TAIL, its edge chosen so that a
 * uniform draw falls beyond TAIL as often as the tail's share of the area asks for.
 */
const LAYERS = 256;
const TAIL = 7.69711747013105;
const { edge: EDGE, height: HEIGHT } = ziggurat();

function ziggurat() {
  const edge = new Float64Array(LAYERS + 1);
  const height = new Float64Array(LAYERS + 1);
  const area = (TAIL + 1) * exp(-TAIL); // of the base with its tail, so of every layer
  edge[0] = area / exp(-TAIL);
  edge[1] = TAIL;
  height[1] = exp(-TAIL);
  for (let i = 2; i < LAYERS; i++) {
    height[i] = height[i - 1]! + area / edge[i - 1]!;
    edge[i] = -ln(height[i]!);
  }
  height[LAYERS] = 1; // edge[LAYERS] is 0
  return { edge, height };
}

export class Stream {
  // The whole state; assigning all four restores it. They start as fractions, so V8 keeps the
  // fields as doubles and stores without allocation. The carry is an integer below 2^21.
  s0 = 0.5;
  s1 = 0.5;
  s2 = 0.5;
  c = 1;

  /** The seed's length comes first, so different pairs of seed and name never share a text. */
  constructor(seed: string, name: string) {
    const state = alea(`${seed.length}/${seed}/${name}`, { state: true }).state();
    this.s0 = state.s0;
    this.s1 = state.s1;
    this.s2 = state.s2;
    this.c = state.c;
  }

  /** Computes the next number into `s2`: V8 would box a result. */
  private step(): void {
    // alea: t = MULTIPLIER s0 + c / 2^32; the next c is the whole part of t, the draw its fraction.
    // The old carry changes the whole part in 1 of 2000 steps only. Adding it last lets the
    // processor begin the next step before this one's end, and halves the time of a draw.
    const t = MULTIPLIER * this.s0;
    let c = t | 0;
    let draw = t - c + this.c * TWO_M32;
    if (draw >= 1) {
      draw -= 1;
      c++;
    }
    this.s0 = this.s1;
    this.s1 = this.s2;
    this.s2 = draw;
    this.c = c;
  }

  /** The next two numbers, in `s1` and `s2`: half as many loads and stores as by two steps. */
  private twice(): void {
    const t = MULTIPLIER * this.s0;
    const u = MULTIPLIER * this.s1;
    let carry = t | 0;
    let first = t - carry + this.c * TWO_M32;
    if (first >= 1) {
      first -= 1;
      carry++;
    }
    let c = u | 0;
    let second = u - c + carry * TWO_M32;
    if (second >= 1) {
      second -= 1;
      c++;
    }
    this.s0 = this.s2;
    this.s1 = first;
    this.s2 = second;
    this.c = c;
  }

  /** Uniform in [0, 1) with 32 bits: one step. For jitter and choices. */
  quick(): number {
    this.step();
    return this.s2;
  }

  /** Uniform in [0, 1) with 53 bits: two steps. */
  double(): number {
    this.twice();
    return this.s1 + ((this.s2 * 0x200000) | 0) * TWO_M53;
  }

  /** A whole number from 0 to n - 1, uniform to within n / 2^53. */
  below(n: number): number {
    // Cannot round up to n: (1 - 2^-53) n is nearer to the float64 before n.
    return Math.floor(this.double() * n);
  }

  /**
   * Exponential with mean 1. Two steps, as for `double`: the first one's upper 8 bits choose the
   * layer, the second one and what is left of the first the place in it. In 99 of 100 draws that
   * is all.
   */
  exponential(): number {
    this.twice();
    const scaled = this.s1 * LAYERS;
    const layer = scaled | 0;
    const x = (this.s2 + (scaled - layer) * TWO_M32) * EDGE[layer]!;
    // The plus marks both as numbers; otherwise V8 would box x, too.
    return x < EDGE[layer + 1]! ? x : +this.outside(layer, x);
  }

  /** The point lies outside the part of its layer that is certainly under the curve. */
  private outside(layer: number, x: number): number {
    // The exponential is memoryless: the tail beyond TAIL equals the whole curve.
    if (layer === 0) return TAIL + this.exponential();
    const y = HEIGHT[layer]! + (HEIGHT[layer + 1]! - HEIGHT[layer]!) * this.double();
    return y < exp(-x) ? x : this.exponential();
  }

  /**
   * Normal with mean 0 and standard deviation 1: Marsaglia's polar method. The second value is
   * dropped, because keeping it would need a fifth state number.
   */
  normal(): number {
    let x: number;
    let square: number;
    do {
      x = 2 * this.double() - 1;
      const y = 2 * this.double() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    return x * Math.sqrt((-2 * ln(square)) / square);
  }
}
