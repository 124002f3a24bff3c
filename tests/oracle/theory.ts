/**
 * Closed forms of queueing theory, each with its source. Rates are per ms and durations in ms, or
 * any other pair that fits. λ arrivals, μ services of one server, a = λ/μ, ρ = a/c.
 *
 * [K] L. Kleinrock, Queueing Systems I, 1975. [H] M. Harchol-Balter, Performance Modeling and
 * Design of Computer Systems, 2013. [RL] M. Reiser and S. Lavenberg, Mean-Value Analysis of Closed
 * Multichain Queuing Networks, J. ACM 27, 1980. [BW] O. Boxma and P. de Waal, Multiserver Queues
 * with Impatient Customers, ITC 14, 1994. [BH] F. Baccelli and G. Hebuterne, On Queues with
 * Impatient Customers, Performance '81.
 */

/** Erlang B: share of arrivals that find all c servers busy and are lost. [H] 16.3, recursion. */
export function erlangB(c: number, a: number): number {
  let b = 1;
  for (let k = 1; k <= c; k++) b = (a * b) / (k + a * b);
  return b;
}

/** Erlang C: share of arrivals that must wait. [H] 14.3. */
export function erlangC(c: number, a: number): number {
  const b = erlangB(c, a);
  return (c * b) / (c - a * (1 - b));
}

/** Mean wait in M/M/c. */
export const mmcWait = (c: number, lambda: number, mu: number): number =>
  erlangC(c, lambda / mu) / (c * mu - lambda);

/** The wait in M/M/c that a share q of requests stays below: P(W > t) = C e^-(cμ - λ)t. */
export const mmcWaitPercentile = (c: number, lambda: number, mu: number, q: number): number =>
  Math.max(0, Math.log(erlangC(c, lambda / mu) / (1 - q)) / (c * mu - lambda));

/** Probabilities of n = 0, 1, … in hand where births(n) and deaths(n) are the rates. [K] 3.1. */
export function birthDeath(
  most: number,
  births: (n: number) => number,
  deaths: (n: number) => number,
): number[] {
  const p = [1];
  for (let n = 1; n <= most; n++) p.push((p[n - 1]! * births(n - 1)) / deaths(n));
  const sum = p.reduce((all, one) => all + one, 0);
  return p.map((one) => one / sum);
}

export interface Bounded {
  /** Share of arrivals refused. */
  refused: number;
  queueMean: number;
  /** Mean wait of those admitted. */
  wait: number;
  /** Share of servers at work. */
  utilization: number;
}

/** M/M/c/K: at most K in hand, those waiting included. [K] 3.6. */
export function mmck(c: number, K: number, lambda: number, mu: number): Bounded {
  const p = birthDeath(
    K,
    () => lambda,
    (n) => mu * Math.min(n, c),
  );
  const refused = p[K]!;
  const queueMean = p.reduce((sum, one, n) => sum + one * Math.max(0, n - c), 0);
  const busy = p.reduce((sum, one, n) => sum + one * Math.min(n, c), 0);
  return {
    refused,
    queueMean,
    wait: queueMean / (lambda * (1 - refused)),
    utilization: busy / c,
  };
}

/** Pollaczek-Khinchine: mean wait in M/G/1 from the work's first two moments. [K] 5.6. */
export const pollaczekKhinchine = (lambda: number, mean: number, square: number): number =>
  (lambda * square) / (2 * (1 - lambda * mean));

/**
 * The share of arrivals that find the server busy in D/M/1: the root σ < 1 of σ = A*(μ - μσ), where
 * A*(s) = e^-s/λ. Found by iterating from 0. The wait is 0 or, with probability σ, exponential with
 * rate μ(1 - σ). [K] 6.4.
 */
export function dm1Sigma(lambda: number, mu: number): number {
  let sigma = 0;
  for (let i = 0; i < 10_000; i++) sigma = Math.exp((-mu * (1 - sigma)) / lambda);
  return sigma;
}

export interface Closed {
  /** Per unit of time, and from the first station's door to the last one's answer. */
  throughput: number;
  response: number;
  /** Mean number at each station. */
  queues: number[];
}

/** Exact mean-value analysis: N users, think time Z, one server per station. [RL], [H] 15.2. */
export function meanValue(demands: readonly number[], users: number, think: number): Closed {
  let queues = demands.map(() => 0);
  let throughput = 0;
  let response = 0;
  for (let n = 1; n <= users; n++) {
    const times = demands.map((demand, i) => demand * (1 + queues[i]!));
    response = times.reduce((sum, time) => sum + time, 0);
    throughput = n / (think + response);
    queues = times.map((time) => time * throughput);
  }
  return { throughput, response, queues };
}

export interface Impatient {
  /** Share that leaves. */
  lost: number;
  /** Mean wait of those served. */
  wait: number;
}

/**
 * M/M/c + D: each leaves who has waited for `patience`. The virtual wait has density
 * λ p(c-1) e^-(cμ - λ)x up to the patience, beyond it λ p(c-1) e^(λ·patience - cμ x), since those
 * who arrive then bring no work. [BW] eq. 2.10, [BH] 4.
 */
export function impatient(c: number, lambda: number, mu: number, patience: number): Impatient {
  const delta = c * mu - lambda;
  const ratios = Array.from({ length: c }, (_, j) => j).map((j) => {
    let p = 1;
    for (let i = 1; i <= j; i++) p *= lambda / mu / i;
    return p;
  });
  const full = lambda * ratios[c - 1]!;
  const decay = Math.exp(-delta * patience);
  const served = (full * (1 - decay)) / delta;
  const beyond = (full * decay) / (c * mu);
  const all = ratios.reduce((sum, p) => sum + p, 0) + served + beyond;
  // ∫ x e^-δx from 0 to the patience.
  const moment = full * ((1 - decay) / delta ** 2 - (patience * decay) / delta);
  const lost = beyond / all;
  return { lost, wait: moment / all / (1 - lost) };
}

/** I1(x) e^-x, by its integral (1/π) ∫ e^(x (cos θ - 1)) cos θ dθ over [0, π]. */
function scaledBessel(x: number): number {
  // The integrand is smooth and periodic, so the trapezoid rule converges at once.
  const points = 64;
  let sum = 0;
  for (let i = 0; i <= points; i++) {
    const theta = (Math.PI * i) / points;
    const weight = i === 0 || i === points ? 0.5 : 1;
    sum += weight * Math.exp(x * (Math.cos(theta) - 1)) * Math.cos(theta);
  }
  return sum / points;
}

/**
 * Share of requests that wait longer than t in M/M/1, last come first served: one that must wait
 * does so for a busy period, with density e^-(λ+μ)t I1(2t√λμ) / (t√ρ). [K] 5.8, 5.9 and 2.
 */
export function lifoWaitAbove(lambda: number, mu: number, t: number): number {
  const root = 2 * Math.sqrt(lambda * mu);
  const density = (x: number): number =>
    x === 0
      ? mu
      : (scaledBessel(root * x) * Math.exp((root - lambda - mu) * x)) /
        (x * Math.sqrt(lambda / mu));
  const steps = 400;
  const width = t / steps;
  let sum = density(0) + density(t);
  for (let i = 1; i < steps; i++) sum += density(i * width) * (i % 2 === 0 ? 2 : 4);
  return (lambda / mu) * (1 - (sum * width) / 3);
}

/** The t at which a falling share is 1 - q, by bisection. */
export function percentileOf(above: (t: number) => number, q: number): number {
  let high = 1;
  while (above(high) > 1 - q) high *= 2;
  let low = 0;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (above(middle) > 1 - q) low = middle;
    else high = middle;
  }
  return high;
}

export interface ImpatientAny {
  /** Share that leaves without service. */
  lost: number;
  /** Share that has to wait. */
  waits: number;
}

const STEP_MS = 0.01;

/**
 * M/M/c + G: each leaves who has waited for its own patience, which has run out by t with
 * probability G(t). The virtual wait has density λ p(c-1) exp(λ ∫(1 - G) - cμ x); an arrival that
 * meets x leaves with probability G(x). Baccelli and Hebuterne 1981; integrated numerically.
 */
export function impatientAny(
  c: number,
  lambda: number,
  mu: number,
  leftBy: (t: number) => number,
): ImpatientAny {
  let [term, idle] = [1, 0];
  for (let j = 0; j < c; j++) {
    if (j > 0) term *= lambda / mu / j;
    idle += term;
  }
  let [stays, waiting, leaving] = [0, 0, 0];
  for (let x = STEP_MS / 2, density = 1; density > 1e-12 || x < 1 / mu; x += STEP_MS) {
    const gone = leftBy(x);
    stays += (1 - gone) * STEP_MS;
    density = lambda * term * Math.exp(lambda * stays - c * mu * x);
    waiting += density * STEP_MS;
    leaving += density * gone * STEP_MS;
  }
  const all = idle + waiting;
  return { lost: leaving / all, waits: waiting / all };
}

/**
 * M/M/1, the shortest work first, none interrupted: mean wait, in units of the mean work. Work of
 * x waits R/(1 - ρ(x))², R the mean work in hand of whom an arrival meets, ρ(x) the load of work
 * up to x (Phipps 1956). R = ρ × mean for exponential work.
 */
export function shortestWait(rho: number, mean: number): number {
  let wait = 0;
  const step = 1e-4;
  for (let x = step / 2; x < 60; x += step) {
    const below = rho * (1 - (1 + x) * Math.exp(-x));
    wait += (Math.exp(-x) * step) / (1 - below) ** 2;
  }
  return rho * mean * wait;
}

/**
 * Of d queues drawn at random out of very many the shortest: mean time in units of the mean work,
 * for d = 2 the sum of load^(2^i − 2) over i ≥ 1 (Mitzenmacher 1996, theorem 3.5; Vvedenskaya and
 * others 1996).
 */
export function twoChoices(load: number): number {
  let time = 0;
  for (let i = 1; i < 30; i++) time += load ** (2 ** i - 2);
  return time;
}

/**
 * The σ of E_n/M/1, so that the mean time is 1/(1 − σ) units of work: σ = A*(μ(1 − σ)), with
 * A* the transform of the time between every nth of Poisson arrivals (Kleinrock I, 6.4).
 */
export function erlangRoot(n: number, load: number): number {
  let sigma = 0.5;
  for (let i = 0; i < 1000; i++) sigma = ((n * load) / (n * load + 1 - sigma)) ** n;
  return sigma;
}
