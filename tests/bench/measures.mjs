// What is measured of whole runs. Each function runs alone in a process of its own and hands back
// plain figures.
import { CURVES } from './curves.mjs';
import { specOf, twoTier } from './load.mjs';

/** Requests that came back, as the hand-written program counts them. */
const ended = ({ clients: { web } }) => web.succeeded + web.degraded + web.failed;

/** CPU time of all threads since `from`, the compiler's and the collector's among them. */
function cpuNs(from) {
  const { user, system } = process.cpuUsage(from);
  return (user + system) * 1000;
}

const timed = (work) => {
  const fromMs = performance.now();
  work();
  return performance.now() - fromMs;
};

function middle(list) {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** A whole run, as the command line makes it. */
function whole(createRun, spec, options) {
  const fromMs = performance.now();
  const run = createRun(spec, options);
  run.advance();
  const result = run.result();
  run.series();
  const wallMs = performance.now() - fromMs;
  if (result.partial) throw new Error(result.partial.message);
  return { result, wallMs };
}

/** Client requests per second of wall time, in a fresh process or one that has seen everything. */
export function speed({ createRun, read }, { zoo }) {
  if (zoo) whole(createRun, specOf(read, 'zoo'));
  const spec = twoTier(read);
  const cpu = process.cpuUsage();
  const { result, wallMs } = whole(createRun, spec);
  const requests = ended(result);
  return { reqps: (requests / wallMs) * 1000, cpuNs: cpuNs(cpu) / requests };
}

/** A run at any size, with checkpoints kept or not. */
export function long({ createRun, read }, { checkpoints, ...size }) {
  const spec = twoTier(read, size);
  const taking = { ms: 0, count: 0 };
  const fromMs = performance.now();
  const run = createRun(spec, { checkpoints });
  if (checkpoints) watch(run.kept, taking);
  run.advance();
  run.result();
  run.series();
  const wallMs = performance.now() - fromMs;
  if (!checkpoints) return { wallMs };
  const { kept } = run.kept;
  return {
    wallMs,
    takingMs: taking.ms,
    taken: taking.count,
    kept: kept.length,
    bytes: held(kept),
  };
}

/**
 * Notes how long each checkpoint takes: a few per cent of a run are too little to be seen in the
 * difference of two walls. A run asks `isDue`, takes the checkpoint, then hands it to `add`.
 */
function watch(kept, taking) {
  const { isDue, add } = kept;
  let fromMs = 0;
  kept.isDue = (events) => {
    const due = isDue.call(kept, events);
    if (due) fromMs = performance.now();
    return due;
  };
  kept.add = (checkpoint) => {
    add.call(kept, checkpoint);
    taking.ms += performance.now() - fromMs;
    taking.count++;
  };
}

/** From createRun until so much simulated time is computed. */
export function start({ createRun, read }) {
  const spec = twoTier(read, { seconds: 600, busier: 2.5 });
  const fromMs = performance.now();
  const run = createRun(spec, { checkpoints: true });
  const figures = {};
  for (const untilMs of [100, 1000, 10_000]) {
    run.advance(untilMs);
    figures[`to${untilMs}`] = performance.now() - fromMs;
  }
  return figures;
}

/** Needs --expose-gc. What is left after so many requests, in MB. */
export function memory({ createRun, read }) {
  const figures = [];
  const look = (requests) => {
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    const [heapMb, externalMb, rssMb] = [heapUsed, external, rss].map((bytes) => bytes / 1e6);
    figures.push({ requests, heapMb, externalMb, rssMb });
  };
  const spec = twoTier(read, { seconds: 5000 });
  look(0);
  const run = createRun(spec);
  for (const untilMs of [50_000, 500_000, 5_000_000]) {
    run.advance(untilMs);
    look(ended(run.result()));
  }
  return figures;
}

/** Bytes in the arrays of a checkpoint, looked at from outside; its other values are a few. */
function held(value) {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum, part) => sum + held(part), 0);
}

/** What saving and restoring costs with many calls in flight: the first time, and later. */
export function checkpoint({ createRun, read }, { slower }) {
  const seconds = 5 + slower / 10;
  const run = createRun(twoTier(read, { seconds: seconds + 60, slower }));
  run.advance(seconds * 1000);
  const { links } = run.result();
  const inFlight = Object.values(links).reduce((sum, link) => sum + link.inFlight, 0);
  const saves = [];
  const restores = [];
  let saved;
  for (let i = 0; i < 9; i++) {
    saves.push(timed(() => (saved = run.checkpoint())));
    run.advance(run.nowMs + 200);
    restores.push(timed(() => run.restore(saved)));
    run.advance(run.nowMs + 100);
  }
  return {
    inFlight,
    bytes: held(saved),
    reckoned: saved.bytes,
    save: middle(saves),
    firstSave: saves[0],
    restore: middle(restores),
    firstRestore: restores[0],
  };
}

/** Going back 2.5 s at 5,000 requests per second, ten times. */
export function rewind({ createRun, read }) {
  const run = createRun(twoTier(read, { seconds: 600, busier: 2.5 }), { checkpoints: true });
  const backs = [];
  const edits = [];
  for (let i = 0; i < 10; i++) {
    const atMs = 60_000 + i * 1700;
    run.advance(atMs);
    edits.push({ at: atMs - 2500, set: 'services.a.threads', to: 300 + i });
    backs.push(
      timed(() => {
        run.revise(edits);
        run.advance(atMs - 2500);
      }),
    );
  }
  const [first, second, ...others] = backs;
  return { first, second, others: middle(others), slowest: Math.max(...others) };
}

/** Nanoseconds of CPU time per request and event once everything is compiled. */
export function cost({ createRun, read }, { only }) {
  const run = createRun(twoTier(read, { seconds: 120, only }));
  run.advance(20_000);
  const before = { requests: ended(run.result()), events: run.events };
  const cpu = process.cpuUsage();
  run.advance();
  const ns = cpuNs(cpu);
  const requests = ended(run.result()) - before.requests;
  const events = run.events - before.events;
  return { perRequest: ns / requests, perEvent: ns / events, events: events / requests };
}

/** Bytes allocated per request, by how the heap grows while nothing is collected. */
export function allocation({ createRun, read }) {
  const run = createRun(twoTier(read, { seconds: 120 }));
  run.advance(60_000);
  globalThis.gc();
  const before = ended(run.result());
  const { heapUsed } = process.memoryUsage();
  run.advance(90_000);
  const grown = process.memoryUsage().heapUsed - heapUsed;
  return { bytesPerRequest: Math.round(grown / (ended(run.result()) - before)) };
}

/** Nanoseconds of CPU time per event at a point of a curve, once everything is compiled. */
export function curve({ createRun, read }, { knob, value, intervals }) {
  const { spec, problems } = read(JSON.stringify(CURVES[knob].scenario(value)));
  if (!spec) throw new Error(`${knob} ${value}: ${JSON.stringify(problems)}`);
  const run = createRun(spec, { intervals });
  const advance = (untilMs) => {
    while (run.nowMs < untilMs) {
      run.advance(Math.min(untilMs, run.nowMs + 1000));
      run.takeIntervals();
    }
  };
  advance(spec.duration / 3);
  const { events } = run;
  const cpu = process.cpuUsage();
  advance(spec.duration);
  return { perEvent: cpuNs(cpu) / (run.events - events) };
}

/** An edit at any instant of a long run: from there until the first frame of the other run. */
export function slider({ createRun, read }) {
  const run = createRun(twoTier(read, { seconds: 600, busier: 2.5 }), {
    checkpoints: true,
    intervals: true,
  });
  run.advance();
  const waits = [];
  // Instants as far from each other as can be, in no order.
  for (let i = 1; i <= 60; i++) {
    const atMs = Math.floor(((i * 0.618034) % 1) * 590_000);
    run.takeIntervals();
    waits.push(
      timed(() => {
        run.revise([{ at: atMs, set: 'services.a.threads', to: 300 + i }]);
        run.advance((Math.floor(atMs / 500) + 1) * 500);
        if (run.takeIntervals() === null) throw new Error(`no frame after ${atMs} ms`);
      }),
    );
    run.advance();
  }
  waits.sort((a, b) => a - b);
  return { middle: middle(waits), p95: waits[Math.floor(waits.length * 0.95)] };
}
