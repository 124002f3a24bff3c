// The sections of the bench. Whatever is compared runs in turn, one process each, so that a
// machine that slows down slows all of them down.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CURVES } from './curves.mjs';
import { atMost, heading, line, median, short, verdict } from './figures.mjs';

const MB = 1024 * 1024;
/** Some 50 calls are in flight in the two tiers; made slower by a factor, so many times more. */
const CALLS = 52;
const column = (rows, key) => rows.map((row) => row[key]);

/** So many rounds of each of these, in turn. @returns by name, the figures of all rounds */
function rounds(count, runs) {
  const found = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < count; round++)
    for (const [name, run] of Object.entries(runs)) found[name].push(run());
  return found;
}

/** Requests per second of wall time against the hand-written program. */
export function ratio({ measure, yardstick }) {
  const ROUNDS = 7;
  const found = rounds(ROUNDS, {
    hand: yardstick,
    fresh: () => measure('speed', { zoo: false }),
    zoo: () => measure('speed', { zoo: true }),
  });
  // Neighbours in time are compared, then the middle one of these ratios counts.
  const ratios = (cost, rows) => rows.map((row, i) => cost(found.hand[i]) / cost(row));
  const wall = ({ reqps }) => 1e9 / reqps;
  const cpu = ({ cpuNs }) => cpuNs;
  const { fresh, zoo } = found;
  heading(`Requests per second against a hand-written program (${ROUNDS} rounds in turn)`);
  line('hand-written program', found.hand.map(wall), 'ns/request');
  line('engine, fresh', fresh.map(wall), 'ns/request');
  line('engine, after every pattern has run', zoo.map(wall), 'ns/request');
  for (const [label, rows] of [
    ['ratio, fresh', fresh],
    ['ratio, after every pattern has run', zoo],
  ]) {
    const all = ratios(wall, rows);
    line(label, all, '×', verdict(median(all), 0.8, 1));
    line('  in CPU time of all threads', ratios(cpu, rows), '×');
  }
}

/** From the shell's call of the command line until it has ended. */
export function start({ root }) {
  const ROUNDS = 15;
  const launch = join(root, 'src/cli/launch.mjs');
  const scenario = join(root, 'scenarios/retry-storm.yaml');
  const node = (...args) => {
    const fromMs = performance.now();
    execFileSync(process.execPath, args, { stdio: 'ignore' });
    return performance.now() - fromMs;
  };
  const runs = {
    node: () => node('-e', '0'),
    help: () => node(launch, '--help'),
    validate: () => node(launch, 'validate', scenario),
    run: () => node(launch, 'run', scenario, '--until', '1s'),
  };
  // The first time scripts are made, and kept.
  for (const run of Object.values(runs)) run();
  const found = rounds(ROUNDS, runs);
  heading(`A command from call to end, without npm (${ROUNDS} rounds in turn)`);
  line('Node alone', found.node, 'ms');
  line('--help', found.help, 'ms', atMost(median(found.help), 80, ' ms'));
  line('validate', found.validate, 'ms', atMost(median(found.validate), 110, ' ms'));
  line('run, one second', found.run, 'ms');
}

/** Ten minutes at 5,000 requests per second, and how soon the first of it is there. */
export function long({ measure }) {
  const ROUNDS = 5;
  const size = { seconds: 600, busier: 2.5 };
  const { without, kept } = rounds(ROUNDS, {
    without: () => measure('long', size),
    kept: () => measure('long', { ...size, checkpoints: true }),
  });
  heading(`Ten minutes at 5,000 requests per second (${ROUNDS} rounds in turn)`);
  for (const [label, rows] of [
    ['no checkpoints', without],
    ['checkpoints kept', kept],
  ]) {
    const walls = column(rows, 'wallMs').map((ms) => ms / 1000);
    line(label, walls, 's', atMost(median(walls), 3, ' s'));
  }
  share(kept);

  const START_ROUNDS = 7;
  const starts = rounds(START_ROUNDS, { start: () => measure('start', {}) }).start;
  heading(`From createRun on, in a fresh process (${START_ROUNDS} rounds)`);
  const first = column(starts, 'to100');
  line('the first 100 ms are computed', first, 'ms', atMost(median(first), 50, ' ms'));
  line('the first second', column(starts, 'to1000'), 'ms');
  line('the first ten seconds', column(starts, 'to10000'), 'ms');
}

/** What taking checkpoints cost in these runs, and what they hold. */
function share(rows) {
  const shares = rows.map(({ takingMs, wallMs }) => (takingMs / wallMs) * 100);
  line('  taking them', shares, '% of the wall', atMost(median(shares), 3, ' %'));
  const held = column(rows, 'bytes').map((bytes) => bytes / MB);
  line('  bytes kept at the end', held, 'MiB', atMost(median(held), 64, ' MiB'));
  const [{ taken, kept }] = rows;
  console.log(`    ${taken} taken, ${kept} kept`);
}

/** What the page says of a run that is over. */
export function told({ measure }) {
  const ROUNDS = 5;
  const found = rounds(ROUNDS, {
    long: () => measure('story', { services: null }),
    large: () => measure('story', { services: 100 }),
    trace: () => measure('trace', {}),
    contrast: () => measure('contrast', {}),
  });
  heading(`What is said of a run, in a fresh process (${ROUNDS} rounds in turn)`);
  for (const [label, rows] of [
    ['ten minutes at 5,000/s', found.long],
    ['100 services', found.large],
  ]) {
    const stories = column(rows, 'storyMs');
    line(`story, ${label}`, stories, 'ms', atMost(median(stories), 50, ' ms'));
    line('  an answer to why', column(rows, 'whyMs'), 'ms');
  }
  const traces = column(found.trace, 'p95');
  line('a request of 3 million, from a checkpoint', column(found.trace, 'middle'), 'ms');
  line('  95 % of them', traces, 'ms', atMost(median(traces), 300, ' ms'));
  const slowest = column(found.trace, 'slowestMs');
  line('  the slowest of them', slowest, 'ms', atMost(median(slowest), 300, ' ms'));
  const [{ attempts, news }] = found.contrast;
  const contrasts = column(found.contrast, 'ms').map((ms) => ms / 1000);
  const label = `what differs, ${attempts.toLocaleString('en')} attempts, told ${news} times`;
  line(label, contrasts, 's', atMost(median(contrasts), 2, ' s'));
}

export function memory({ measure }) {
  const rows = measure('memory', {}, ['--expose-gc']);
  heading('Memory after so many requests, in MB after a collection (once)');
  console.log('        requests      heap  external       RSS');
  for (const { requests, heapMb, externalMb, rssMb } of rows) {
    const cells = [heapMb, externalMb, rssMb].map((mb) => short(mb).padStart(9));
    console.log(`  ${requests.toLocaleString('en').padStart(14)} ${cells.join(' ')}`);
  }
  const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64'];
  const { found } = rounds(3, { found: () => measure('allocation', {}, flags) });
  line('allocated', column(found, 'bytesPerRequest'), 'bytes/request');
}

const sizeText = (bytes) =>
  bytes < MB ? `${short(bytes / 1024)} KiB` : `${short(bytes / MB)} MiB`;

/** By how much the two tiers are made slower. */
const IN_FLIGHT = [1, 20, 400];

export function checkpoints({ measure }) {
  const ROUNDS = 5;
  const costs = rounds(
    ROUNDS,
    Object.fromEntries(IN_FLIGHT.map((n) => [n, () => measure('checkpoint', { slower: n })])),
  );
  heading(`A checkpoint (${ROUNDS} rounds in turn)`);
  for (const slower of IN_FLIGHT) {
    const rows = costs[slower];
    const [{ inFlight, bytes, reckoned }] = rows;
    const sizes = `${sizeText(bytes)}, which the engine reckons as ${sizeText(reckoned)}`;
    console.log(`  ${inFlight.toLocaleString('en')} calls in flight: ${sizes}`);
    line('  save', column(rows, 'save'), 'ms');
    line('  save, the first', column(rows, 'firstSave'), 'ms');
    line('  restore', column(rows, 'restore'), 'ms');
    line('  restore, the first', column(rows, 'firstRestore'), 'ms');
  }
  keeping(measure);

  const REWINDS = 7;
  const backs = rounds(REWINDS, { rewind: () => measure('rewind', {}) }).rewind;
  heading(`Going back 2.5 s at 5,000 requests per second (${REWINDS} rounds of ten)`);
  line('the first time', column(backs, 'first'), 'ms');
  line('the second time', column(backs, 'second'), 'ms');
  line('the middle one of the others', column(backs, 'others'), 'ms');
  line('the slowest of the others', column(backs, 'slowest'), 'ms');
  sliding(measure);
}

/** An edit anywhere in ten minutes at 5,000 requests per second. */
function sliding(measure) {
  const ROUNDS = 3;
  const { slider } = rounds(ROUNDS, { slider: () => measure('slider', {}) });
  heading(`From an edit at any instant to its first frame (${ROUNDS} rounds of 60)`);
  line('the middle one', column(slider, 'middle'), 'ms');
  const worst = column(slider, 'p95');
  line('95 % of them', worst, 'ms', atMost(median(worst), 100, ' ms'));
}

/** Keeping checkpoints where they are small and where they are large. */
function keeping(measure) {
  const ROUNDS = 3;
  for (const [slower, seconds] of [
    [1, 300],
    [400, 300],
  ]) {
    const size = { seconds, slower };
    const { without, kept } = rounds(ROUNDS, {
      without: () => measure('long', size),
      kept: () => measure('long', { ...size, checkpoints: true }),
    });
    const calls = (CALLS * slower).toLocaleString('en');
    heading(`Keeping checkpoints, ${calls} calls in flight (${ROUNDS} rounds in turn)`);
    line('no checkpoints', column(without, 'wallMs'), 'ms');
    line('checkpoints kept', column(kept, 'wallMs'), 'ms');
    share(kept);
  }
}

const STACKS = [
  ['no patterns', 'none'],
  ['timeout only', 'timeout'],
  ['retry only', 'retry'],
  ['breaker only', 'circuitBreaker'],
  ['all three', null],
];

export function parts({ measure }) {
  const ROUNDS = 7;
  const found = rounds(ROUNDS, { parts: () => measure('parts', {}) }).parts;
  heading(`Parts alone (${ROUNDS} rounds)`);
  for (const name of Object.keys(found[0])) line(name, column(found, name), 'ns');

  const costs = rounds(
    ROUNDS,
    Object.fromEntries(STACKS.map(([label, only]) => [label, () => measure('cost', { only })])),
  );
  heading(`The two tiers once compiled, by pattern, in CPU time (${ROUNDS} rounds in turn)`);
  for (const [label] of STACKS) {
    line(label, column(costs[label], 'perRequest'), 'ns/request');
    const events = short(costs[label][0].events);
    line(`  at ${events} events per request`, column(costs[label], 'perEvent'), 'ns/event');
  }
}

/** Slopes that are tried, from flat to nothing but a logarithm. */
const SLOPES = 1000;

/**
 * Of all lines a + b ln(1 + x) without a negative part, the one whose largest ratio to a point is
 * the smallest.
 * @returns that ratio at each point
 */
function offLine(points) {
  let best = null;
  for (let i = 0; i <= SLOPES; i++) {
    const share = i / SLOPES;
    const ratios = points.map(([x, y]) => y / (1 - share + share * Math.log1p(x)));
    const middle = Math.sqrt(Math.max(...ratios) * Math.min(...ratios));
    const off = ratios.map((ratio) => Math.max(ratio / middle, middle / ratio));
    if (!best || Math.max(...off) < Math.max(...best)) best = off;
  }
  return best;
}

/** How the cost of an event grows with each knob, as the command line runs and as the page does. */
export function curves({ measure }) {
  const ROUNDS = 3;
  for (const [knob, { values }] of Object.entries(CURVES))
    for (const intervals of [false, true]) {
      const point = (value) => () => measure('curve', { knob, value, intervals });
      const found = rounds(
        ROUNDS,
        Object.fromEntries(values.map((value) => [value, point(value)])),
      );
      const costs = values.map((value) => [value, median(column(found[value], 'perEvent'))]);
      const off = offLine(costs);
      heading(
        `${knob}${intervals ? ', with intervals for the page' : ''} (${ROUNDS} rounds in turn)`,
      );
      values.forEach((value, i) => {
        const label = value.toLocaleString('en');
        line(label, column(found[value], 'perEvent'), `ns/event, ${short(off[i])} × off the line`);
      });
      line('furthest off', [Math.max(...off)], '×', atMost(Math.max(...off), 1.5, ' ×'));
    }
}
