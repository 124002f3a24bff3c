/**
 * A duration with spread, ready to be drawn from. It is read in ms, as a scenario writes it, and
 * drawn in whole nanoseconds: rounded, never negative, at most MAX_NS. A spread of nothing (a plain
 * number, `sd: 0`, `cv: 0`, an exponential of mean 0 …) is constant and takes no draw. One class
 * with a switch, since a class per kind would make every place that samples megamorphic.
 */
import type { Spread } from '../spec.ts';
import { exp, ln } from './math.ts';
import { Percentiles, type Points } from './percentiles.ts';
import type { Stream } from './random.ts';

/** 30 days, the longest duration of a scenario: longer draws are cut here, exact in a float64. */
export const MAX_NS = 2.592e15;

const NS_PER_MS = 1e6;
/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.3263478740408408;
/** A gamma of larger shape varies by less than 1 in 10^8; its arithmetic would cancel out. */
const SHAPE_MAX = 1e16;

const CONSTANT = 0;
const EXPONENTIAL = 1;
const UNIFORM = 2;
const NORMAL = 3;
const LOGNORMAL = 4;
const GAMMA = 5;
const PARETO = 6;
const PERCENTILES = 7;

/** The expected value in ms; may be Infinity. */
export const meanMsOf = (spread: Spread): number => new Distribution(spread).meanNs / NS_PER_MS;

export class Distribution {
  private kind = CONSTANT;
  // What they stand for is said where `set` fills them in. Doubles from birth, as in Stream.
  private a = 0.5;
  private b = 0.5;
  private mean = 0.5;
  private percentiles: Percentiles | null = null;

  constructor(spread: Spread) {
    this.set(spread);
  }

  /** The expected value in ns, before rounding and the cut at MAX_NS; may be Infinity. */
  get meanNs(): number {
    return this.mean;
  }

  /** Every sample is the same and none takes a draw. */
  get constant(): boolean {
    return this.kind === CONSTANT;
  }

  /** Every sample is 0. */
  get zero(): boolean {
    return this.kind === CONSTANT && this.a === 0;
  }

  /** Takes on another spread in place, for an edit during a run. */
  set(spread: Spread): void {
    if (typeof spread === 'number') this.setConstant(spread * NS_PER_MS);
    else if ('exponential' in spread) this.setExponential(spread.exponential * NS_PER_MS);
    else if ('uniform' in spread) {
      const [from, to] = spread.uniform;
      this.setUniform(from * NS_PER_MS, to * NS_PER_MS);
    } else if ('normal' in spread) {
      this.setNormal(spread.normal.mean * NS_PER_MS, spread.normal.sd * NS_PER_MS);
    } else if ('lognormal' in spread) this.setLognormal(spread.lognormal);
    else if ('gamma' in spread) this.setGamma(spread.gamma.mean * NS_PER_MS, spread.gamma.cv);
    else if ('pareto' in spread) this.setPareto(spread.pareto.min * NS_PER_MS, spread.pareto.alpha);
    else this.setPercentiles(spread.percentiles);
  }

  /** A draw, in whole ns. */
  sample(stream: Stream): number {
    if (this.kind === CONSTANT) return this.a;
    // Not whole(a ? b : c): what may come from either is boxed by V8.
    if (this.kind === EXPONENTIAL) return whole(this.a * stream.exponential());
    return whole(this.draw(stream));
  }

  private draw(stream: Stream): number {
    switch (this.kind) {
      case UNIFORM:
        return this.a + this.b * stream.double();
      case NORMAL:
        return this.a + this.b * stream.normal();
      case LOGNORMAL:
        return this.a * exp(this.b * stream.normal());
      case GAMMA:
        return this.b * gamma(stream, this.a);
      case PARETO:
        // min U^(-1/alpha), where -ln U is exponential: its tail does not end at 53 bits.
        return this.a * exp(this.b * stream.exponential());
      default:
        return this.percentiles!.at(stream.double());
    }
  }

  private become(kind: number, a: number, b: number, mean: number): void {
    this.kind = kind;
    this.a = a;
    this.b = b;
    this.mean = mean;
  }

  private setConstant(ns: number): void {
    const a = whole(ns);
    this.become(CONSTANT, a, 0, a);
  }

  /** a: mean. */
  private setExponential(mean: number): void {
    if (mean === 0) this.setConstant(0);
    else this.become(EXPONENTIAL, mean, 0, mean);
  }

  /** a: lower end, b: width. */
  private setUniform(from: number, to: number): void {
    if (from === to) this.setConstant(from);
    else this.become(UNIFORM, from, to - from, (from + to) / 2);
  }

  /** a: mean, b: standard deviation, both before the cut at 0. */
  private setNormal(mean: number, sd: number): void {
    if (sd === 0) this.setConstant(mean);
    else this.become(NORMAL, mean, sd, cutMean(mean, sd));
  }

  /** a: median, b: sigma. Mean = median e^(sigma²/2), sigma² = ln(1 + cv²). */
  private setLognormal(of: { p50: number; p99: number } | { mean: number; cv: number }): void {
    if ('p50' in of) {
      const sigma = ln(of.p99 / of.p50) / Z99;
      const median = of.p50 * NS_PER_MS;
      if (median === 0 || sigma === 0) this.setConstant(median);
      else this.become(LOGNORMAL, median, sigma, median * exp((sigma * sigma) / 2));
    } else {
      const ratio = 1 + of.cv * of.cv;
      const mean = of.mean * NS_PER_MS;
      if (mean === 0 || ratio === 1) this.setConstant(mean);
      else this.become(LOGNORMAL, mean / Math.sqrt(ratio), Math.sqrt(ln(ratio)), mean);
    }
  }

  /** a: shape = 1/cv², b: scale = mean cv². */
  private setGamma(mean: number, cv: number): void {
    const shape = 1 / (cv * cv);
    if (mean === 0 || shape > SHAPE_MAX) this.setConstant(mean);
    else this.become(GAMMA, shape, mean / shape, mean);
  }

  /** a: minimum, b: 1/alpha. The mean is infinite for alpha <= 1. */
  private setPareto(min: number, alpha: number): void {
    if (min === 0) this.setConstant(0);
    else this.become(PARETO, min, 1 / alpha, alpha > 1 ? (alpha * min) / (alpha - 1) : Infinity);
  }

  private setPercentiles(points: Points): void {
    this.percentiles = new Percentiles(points, NS_PER_MS);
    this.become(PERCENTILES, 0, 0, this.percentiles.mean());
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

/**
 * Gamma of scale 1: Marsaglia and Tsang 2000, doi:10.1145/358407.358414. A shape below 1 is drawn
 * as shape + 1 and multiplied by U^(1/shape), here e^(-E/shape) with E exponential.
 */
function gamma(stream: Stream, shape: number): number {
  if (shape < 1) return gamma(stream, shape + 1) * exp(-stream.exponential() / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = stream.double();
    const square = x * x;
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (ln(u) < 0.5 * square + d * (1 - v + ln(v))) return d * v;
  }
}

/** The mean of a normal whose negative part is put to 0: m Φ(m/s) + s φ(m/s). */
function cutMean(mean: number, sd: number): number {
  const z = mean / sd;
  if (z > 8) return mean; // the part below 0 weighs less than 1 in 10^15
  if (z < -8) return 0;
  const density = 0.3989422804014327 * exp(-0.5 * z * z); // 1/√(2π)
  // Φ = 1/2 + φ (z + z³/3 + z⁵/(3·5) + …): Marsaglia 2004, doi:10.18637/jss.v011.i04.
  let sum = z;
  let term = z;
  for (let n = 3; n < 400; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  const cut = mean * (0.5 + density * sum) + sd * density;
  return cut > 0 ? cut : 0;
}
