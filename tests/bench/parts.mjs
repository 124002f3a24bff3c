// Nanoseconds per operation of the engine's smallest parts, each as the engine uses it: one process
// times them all, so the later ones run in a process that is no longer fresh.

const BATCH = 1 << 16;
const BATCHES = 5;
const MASK = 4095;

/** The fastest batch: what a neighbour on the machine adds is no property of the part. */
function nsPer(operations) {
  let best = Infinity;
  // The first batches are there to be compiled.
  for (let batch = -2; batch < BATCHES; batch++) {
    const fromMs = performance.now();
    operations(BATCH);
    const ns = ((performance.now() - fromMs) * 1e6) / BATCH;
    if (batch >= 0 && ns < best) best = ns;
  }
  return best;
}

/** Numbers to work on, made beforehand. */
const table = (make) => Float64Array.from({ length: MASK + 1 }, make);

/** Takes the next event and schedules another, with so many in the heap all the time. */
function heap({ EventQueue, Stream }, entries) {
  const queue = new EventQueue();
  const stream = new Stream('1', 'bench');
  const delays = table(() => Math.round(stream.exponential() * 1e7));
  for (let i = 0; i < entries; i++) queue.after(delays[i & MASK], 2, 0, i);
  return (n) => {
    for (let i = 0; i < n; i++) {
      queue.next(Infinity);
      queue.after(delays[i & MASK], 2, 0, i);
    }
  };
}

/** Kept, so that nothing is optimised away because nobody looks at it. */
const sink = { sum: 0.5 };

function draws({ Stream }, kind) {
  const stream = new Stream('1', 'bench');
  const loops = {
    quick: (n) => {
      for (let i = 0; i < n; i++) sink.sum += stream.quick();
    },
    double: (n) => {
      for (let i = 0; i < n; i++) sink.sum += stream.double();
    },
    exponential: (n) => {
      for (let i = 0; i < n; i++) sink.sum += stream.exponential();
    },
  };
  return loops[kind];
}

function samples({ Distribution, Stream }, spread) {
  const stream = new Stream('1', 'bench');
  const distribution = new Distribution(spread);
  return (n) => {
    for (let i = 0; i < n; i++) sink.sum += distribution.sample(stream);
  };
}

function logarithms({ ln, Stream }) {
  const stream = new Stream('1', 'bench');
  const values = table(() => stream.double() + 1e-9);
  return (n) => {
    for (let i = 0; i < n; i++) sink.sum += ln(values[i & MASK]);
  };
}

function exponentials({ exp, Stream }) {
  const stream = new Stream('1', 'bench');
  const values = table(() => -10 * stream.double());
  return (n) => {
    for (let i = 0; i < n; i++) sink.sum += exp(values[i & MASK]);
  };
}

function counting({ Histogram, Stream }) {
  const stream = new Stream('1', 'bench');
  const histogram = new Histogram();
  const values = table(() => Math.round(stream.exponential() * 2e7));
  return (n) => {
    for (let i = 0; i < n; i++) histogram.add(values[i & MASK]);
  };
}

function mixing({ Digest }) {
  const clock = { now: 0.5 };
  const digest = new Digest(clock);
  return (n) => {
    for (let i = 0; i < n; i++) {
      clock.now += 150_000.5;
      digest.mix(i, 3);
    }
  };
}

/** 2,000 calls per second with a timeout of 0.5 s and answers after 36 calls' time. */
function timers({ EventQueue, Pool, Timers }) {
  const queue = new EventQueue();
  const pool = new Pool({ patterns: [] }, 4, 4);
  const all = new Timers(queue, pool, 1);
  const lane = all.lane(5e8);
  const frames = Array.from({ length: 36 }, () => pool.take(1, null));
  return (n) => {
    for (let i = 0; i < n; i++) {
      const f = frames[i % 36];
      all.cancel(f, 1);
      queue.now += 500_000;
      while (queue.nextTime() <= queue.now) {
        const { now } = queue;
        queue.next(Infinity);
        queue.now = now;
        all.fire(lane);
      }
      all.start(lane, f, 1, 2);
    }
  };
}

const SPREADS = {
  constant: 10,
  exponential: { exponential: 10 },
  uniform: { uniform: [5, 15] },
  normal: { normal: { mean: 10, sd: 2 } },
  lognormal: { lognormal: { p50: 10, p99: 50 } },
  gamma: { gamma: { mean: 10, cv: 0.5 } },
  pareto: { pareto: { min: 5, alpha: 2 } },
  percentiles: { percentiles: { p50: 10, p90: 20, p99: 50 } },
};

/** Name → the loop that does it so often. */
const PARTS = {
  'heap: push + pop at 45 entries': (engine) => heap(engine, 45),
  'heap: push + pop at 1,500 entries': (engine) => heap(engine, 1500),
  'heap: push + pop at 20,000 entries': (engine) => heap(engine, 20_000),
  'draw: quick, 32 bits': (engine) => draws(engine, 'quick'),
  'draw: double, 53 bits': (engine) => draws(engine, 'double'),
  'draw: exponential': (engine) => draws(engine, 'exponential'),
  ...Object.fromEntries(
    Object.entries(SPREADS).map(([kind, spread]) => [
      `sample: ${kind}`,
      (engine) => samples(engine, spread),
    ]),
  ),
  'math: ln': logarithms,
  'math: exp': exponentials,
  'histogram: add': counting,
  'digest: mix': mixing,
  'timer: start + cancel': timers,
};

/** Each part's name and its nanoseconds. */
export function parts(engine) {
  const figures = Object.entries(PARTS).map(([name, make]) => [name, nsPer(make(engine))]);
  if (Number.isNaN(sink.sum)) throw new Error('a part handed back what is not a number');
  return Object.fromEntries(figures);
}
