// What a page says of a run that is over: its story, an answer, a request, what failed ones have in
// common.
import { CURVES } from './curves.mjs';
import { twoTier } from './load.mjs';

const timed = (work) => {
  const fromMs = performance.now();
  work();
  return performance.now() - fromMs;
};
const middle = (sorted) => sorted[sorted.length >> 1];

/** The two tiers at 5,000 requests per second, the second one slower for half a minute. */
function troubled(read, seconds) {
  const spec = twoTier(read, { seconds, busier: 2.5 });
  const fault = { at: (seconds * 1000) / 2, for: 30_000, on: 'b', slow: 3 };
  spec.faults = [{ share: null, replicas: null, disabled: false, ...fault }];
  return spec;
}

function recorded({ createRun, IntervalStore }, spec) {
  const run = createRun(spec, { checkpoints: true, intervals: true });
  run.advance();
  const store = new IntervalStore(run.intervalLayout);
  store.put(run.takeIntervals());
  const { transitions } = run;
  return { run, recording: { spec, store, transitions, result: run.result() } };
}

/** @param size of a system of so many services; null: the two tiers over ten minutes */
export function story(engine, { services }) {
  const { read, storyOf, Asked, whyOf } = engine;
  const spec =
    services === null
      ? troubled(read, 600)
      : read(JSON.stringify(CURVES.services.scenario(services))).spec;
  const { recording } = recorded(engine, spec);
  const storyMs = timed(() => storyOf(recording));
  const [client] = Object.keys(spec.clients);
  const asking = () =>
    whyOf(new Asked(recording), {
      ...{ of: 'clients', on: client, about: 'failed' },
      atMs: spec.duration / 2 + 10_000,
    });
  return { storyMs, whyMs: timed(asking) };
}

/**
 * The slowest request of ten minutes, and any of them, by a checkpoint that comes from another
 * thread.
 */
export function trace(engine) {
  const { createRun, read, traceOf, slowestIn, slowestOf } = engine;
  const spec = troubled(read, 600);
  const { run } = recorded(engine, spec);
  const follow = (atMs, wanted) => {
    const from = structuredClone(run.before(atMs));
    const again = createRun(spec);
    if (from) again.restore(from);
    if (!traceOf(again, wanted)) throw new Error(`no request ${JSON.stringify(wanted)}`);
  };
  const slowestMs = timed(() => {
    const slowest = slowestOf(structuredClone(slowestIn(run)), null);
    follow(slowest.startMs, slowest);
  });
  const waits = [];
  for (let i = 1; i <= 40; i++) {
    const nth = Math.floor(((i * 0.618034) % 1) * 2_900_000) + 1;
    // By the rate: the page looks up the interval.
    waits.push(timed(() => follow((nth / 5000) * 1000 - 2000, { client: null, nth })));
  }
  waits.sort((a, b) => a - b);
  return { slowestMs, middle: middle(waits), p95: waits[Math.floor(waits.length * 0.95)] };
}

/** Half a minute of which all attempts are compared, in a run of a million of them. */
export function contrast(engine) {
  const { read, contrastOf } = engine;
  const spec = troubled(read, 100);
  let news = 0;
  let found;
  const part = { fromMs: 0, toMs: spec.duration, reason: null };
  const ms = timed(() => (found = contrastOf(spec, part, () => news++)));
  return { ms, news, attempts: found.failed + found.others };
}
