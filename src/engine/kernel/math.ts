/**
 * ln, exp and pow, and what is made from them, to the last bit alike in every JavaScript engine.
 * `Math.log`, `Math.exp` and `Math.pow` are not: browsers round up to a tenth of their results
 * differently. What is used here (+ - * / and sqrt on float64) is fixed by IEEE 754. Errors stay
 * below 1 ulp, as in the original: `ln` and `exp` are ported from fdlibm (e_log.c, e_exp.c), whose
 * notice follows.
 *
 * ====================================================
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 * ====================================================
 *
 * Departures from the original change no bit of any result, only the time. Numbers are scaled by
 * exact powers of two from a table instead of by writing their exponent: a 4-byte store before an
 * 8-byte load stalls the processor. Cases that differ by a term of 0 are one, and `exp` rounds x /
 * ln 2 down after adding a half whatever its sign: branches on random data are guessed wrong.
 */

// Scratch: one float64 and its two halves, written before they are read in the same function.
// The high half comes second on every platform that runs a browser.
const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

const SMALLEST = -1074;
/** TWO_TO[k - SMALLEST] is exactly 2^k, for k from -1074 to 1023. */
const TWO_TO = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1024 - SMALLEST);
  let power = Number.MIN_VALUE;
  for (let i = 0; i < powers.length; i++) {
    powers[i] = power;
    power *= 2;
  }
  return powers;
}

const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;
const TWO_54 = 18014398509481984;

const L1 = 6.66666666666673513e-1;
const L2 = 3.999999999940941908e-1;
const L3 = 2.857142874366239149e-1;
const L4 = 2.222219843214978396e-1;
const L5 = 1.818357216161805012e-1;
const L6 = 1.531383769920937332e-1;
const L7 = 1.479819860511658591e-1;

/** Natural logarithm: -Infinity at 0, NaN below. */
export function ln(x: number): number {
  double[0] = x;
  let high = halves[1]!;
  let k = 0;
  if (high < 0x00100000) {
    if (x === 0) return -Infinity;
    if (high < 0) return NaN;
    k = -54; // subnormal: scale up
    x *= TWO_54;
    double[0] = x;
    high = halves[1]!;
  }
  if (high >= 0x7ff00000) return x; // Infinity or NaN

  // x = 2^k (1 + f) with sqrt(1/2) < 1 + f < sqrt(2).
  const exponent = (high >> 20) - 1023;
  high &= 0x000fffff;
  const carry = (high + 0x95f64) >> 20;
  const f = x * TWO_TO[-SMALLEST - exponent - carry]! - 1;
  k += exponent + carry;

  if ((0x000fffff & (2 + high)) < 3) return lnNearOne(f, k);

  // ln(1 + f) from s = f / (2 + f): a polynomial of degree 14 in s.
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const r = z * (L1 + w * (L3 + w * (L5 + w * L7))) + w * (L2 + w * (L4 + w * L6));
  if (high < 0x6147a || high > 0x6b851) return k * LN2_HI - (s * (f - r) - k * LN2_LO - f);
  const square = 0.5 * f * f;
  return k * LN2_HI - (square - (s * (square + r) + k * LN2_LO) - f);
}

/** ln(2^k (1 + f)) for |f| < 2^-20, where three terms of the series suffice. */
function lnNearOne(f: number, k: number): number {
  if (f === 0) return k === 0 ? 0 : k * LN2_HI + k * LN2_LO;
  const r = f * f * (0.5 - 0.3333333333333333 * f);
  return k * LN2_HI - (r - k * LN2_LO - f);
}

const OVERFLOW = 7.09782712893383973096e2;
const UNDERFLOW = -7.4513321910194110842e2;
/** ln 2 / 2, rounded up in the upper word: below it fdlibm does not reduce. */
const HALF_LN2 = 0.3465735912322998;
const TWO_M28 = 3.7252902984619140625e-9;
const INV_LN2 = 1.442695040888963387;

const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;

/** e to the power of x. */
export function exp(x: number): number {
  if (!(x <= OVERFLOW)) return x + Infinity; // NaN too
  if (x < UNDERFLOW) return 0;
  if (Math.abs(x) < TWO_M28) return 1 + x;
  if (x === 1) return Math.E; // the polynomial would miss the last bit; V8 does the same

  // x = k ln 2 + r with |r| <= ln 2 / 2, r = hi - lo.
  const scaled = INV_LN2 * x;
  let k = Math.floor(scaled + 0.5);
  if (Math.abs(scaled - k) > 0.499999) k = nearHalf(x);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  if (k === 1024) return y * 2 * TWO_TO[1023 - SMALLEST]!;
  if (k >= SMALLEST) return y * TWO_TO[k - SMALLEST]!;
  return (y / 2) * Number.MIN_VALUE; // k = -1075
}

/** fdlibm's k where x / ln 2 is so near to a half that the side matters. */
function nearHalf(x: number): number {
  if (Math.abs(x) < HALF_LN2) return 0;
  return (INV_LN2 * x + (x < 0 ? -0.5 : 0.5)) | 0;
}

const WHOLE_MAX = 64;

/**
 * x to the power of y for x >= 0, or any x if y is a whole number of at most 64 in magnitude. Whole
 * powers are multiplied out, so 2^n and 10^n are exact while representable. All others are exp(y ln
 * x), with a relative error of about |y ln x| ulp.
 */
export function pow(x: number, y: number): number {
  if (y === 0.5) return Math.sqrt(x);
  const size = y < 0 ? -y : y;
  if (size > WHOLE_MAX || size !== Math.floor(size)) return exp(y * ln(x));
  let power = 1;
  let square = x;
  for (let n = size; n > 0; n >>= 1) {
    if ((n & 1) === 1) power *= square;
    square *= square;
  }
  return y < 0 ? 1 / power : power;
}

/** e^x - 1 without cancellation for small x: Kahan's method. */
function expm1(x: number): number {
  const power = exp(x);
  if (power === 1) return x;
  const less = power - 1;
  return less === -1 || power === Infinity ? less : (less * x) / ln(power);
}

/** Hyperbolic tangent, with an error of a few ulp. */
export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const less = expm1(2 * x);
  return less / (less + 2);
}

/** The cube root of x, with an error of about 1 ulp. */
export function cbrt(x: number): number {
  if (x === 0 || x - x !== 0) return x;
  const size = x < 0 ? -x : x;
  const near = exp(ln(size) / 3);
  // One Newton step removes the error of the logarithm.
  const root = near - (near - size / (near * near)) / 3;
  return x < 0 ? -root : root;
}
