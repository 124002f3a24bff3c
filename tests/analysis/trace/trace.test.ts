/**
 * Traces: their parts leave no gap, add up to the latency to the nanosecond, and to what the run
 * counts; following a request changes nothing; the same request is found in every variant.
 */
import { IntervalStore } from '../../../src/analysis/intervals.ts';
import { describe, expect, test } from 'vitest';
import { criticalPath } from '../../../src/analysis/trace/critical-path.ts';
import { otlpOf } from '../../../src/analysis/trace/otlp.ts';
import {
  findRequest,
  type Span,
  type Trace,
  traceIn,
  traceOf,
} from '../../../src/analysis/trace/trace.ts';
import { createRun, OUTCOMES, type Spec, topologyOf } from '../../../src/engine/index.ts';
import { read } from '../../../src/scenario/read.ts';
import { always } from '../../always.ts';
import { full } from '../../full.ts';
import { choosing } from '../../fuzz/scenarios.ts';
import { names, specOf as library } from '../../scenarios/library.ts';
import { specOf } from '../../simulate.ts';

const ns = (ms: number): number => Math.round(ms * 1e6);
const endOf = (span: Span): number => (span.endMs === null ? Infinity : ns(span.endMs));
const childrenOf = (spans: readonly Span[], of: Span): Span[] =>
  spans.filter(({ parent }) => parent === of.id);

/** Every instant of a span with parts belongs to one of them. */
function expectWhole(spans: readonly Span[]): void {
  for (const span of spans) {
    const parts = childrenOf(spans, span);
    let at = ns(span.startMs);
    for (const part of [...parts].sort((a, b) => a.startMs - b.startMs)) {
      expect(ns(part.startMs), `${span.name} › ${part.name}`).toBeLessThanOrEqual(at);
      expect(ns(part.startMs)).toBeGreaterThanOrEqual(ns(span.startMs));
      at = Math.max(at, endOf(part));
      if (!part.abandoned) expect(endOf(part)).toBeLessThanOrEqual(endOf(span));
    }
    if (parts.length > 0) expect(at, span.name).toBeGreaterThanOrEqual(endOf(span));
  }
}

/** All ways in which parts fill a span, each until the next begins: a hedge before it is over. */
function chains(spans: readonly Span[], span: Span, endNs: number): number[][] {
  const parts = childrenOf(spans, span);
  if (parts.length === 0) return [[span.id]];
  const starts = parts.map(({ startMs }) => ns(startMs));
  const fill = (atNs: number): number[][] =>
    parts
      .filter(({ startMs }) => ns(startMs) === atNs)
      .flatMap((part) => {
        const last = Math.min(endOf(part), endNs);
        const turns = new Set([last, ...starts.filter((at) => at > atNs && at < last)]);
        return [...turns].flatMap((turn) => {
          if (turn <= atNs) return [];
          const rest = turn === endNs ? [[]] : fill(turn);
          const inner = rest.length > 0 ? chains(spans, part, turn) : [];
          return inner.flatMap((first) => rest.map((then) => [...first, ...then]));
        });
      });
  return fill(ns(span.startMs));
}

function expectCritical({ trace, spans }: Trace): void {
  const path = criticalPath(spans);
  if (trace.durationMs === null || trace.durationMs === 0) return;
  const sum = path.reduce((all, { startMs, endMs }) => all + ns(endMs) - ns(startMs), 0);
  expect(sum).toBe(ns(trace.durationMs));
  expect(path[0]!.startMs).toBe(trace.startMs);
  expect(path.at(-1)!.endMs).toBe(trace.endMs);
  for (const [i, { startMs }] of path.entries())
    if (i > 0) expect(startMs).toBe(path[i - 1]!.endMs);
  if (spans.length > 40) return;
  const ids = path.map(({ span }) => span).join(' ');
  expect(chains(spans, spans[0]!, ns(trace.endMs!)).map((one) => one.join(' '))).toContain(ids);
}

const tracedIn = (spec: Spec, nth: number): Trace | null => traceIn(spec, { nth }, null);

/** Every eighth, or all. */
const some = names.filter((_, i) => full || i % 8 === 0);

describe.each(some)('%s', (name) => {
  const spec = library(name);
  test.each(['slowest', 'failed'] as const)('%s', (which) => {
    const found = findRequest(createRun(spec), which, null);
    if (!found) return;
    const run = createRun(spec);
    const traced = traceOf(run, found)!;
    expectWhole(traced.spans);
    expectCritical(traced);
    if (which === 'failed') expect(traced.trace.outcome).toBe('failed');
    else expect(['ok', 'degraded']).toContain(traced.trace.outcome);
    // Whoever follows a request changes nothing.
    const untilMs = Math.ceil(run.nowMs) + 1;
    run.advance(untilMs);
    const plain = createRun(spec);
    plain.advance(untilMs);
    expect(run.digest).toBe(plain.digest);
  });
});

test('all requests together are what the run counts', () => {
  const spec = specOf(`
duration: 6s
clients:
  users:
    load: { rate: 12/s }
    steps:
      - call: web
        patterns: [{ retry: { maxAttempts: 3, base: 20ms } }, { timeout: { after: 60ms } }]
      - parallel: [{ call: side, patterns: [{ hedge: { after: 15ms } }] }, { work: 5ms }]
services:
  web:
    threads: 2
    queue: { capacity: 3 }
    steps: [{ work: { exponential: 30ms } }, { call: db }]
  db: { threads: 3, work: { exponential: 20ms } }
  side: { replicas: 2, threads: 4, errors: 10%, work: { exponential: 10ms } }
`);
  const run = createRun(spec);
  run.advance();
  const { clients, links } = run.result();
  const traces = Array.from({ length: clients['users']!.offered }, (_, i) =>
    tracedIn(spec, i + 1)!,
  );
  expect(tracedIn(spec, traces.length + 1)).toBeNull();
  for (const [id, { calls, attempts }] of Object.entries(links)) {
    const all = traces.flatMap(({ spans }) => spans.filter(({ on }) => on === id));
    expect(all.filter(({ kind }) => kind === 'call').length, id).toBe(calls);
    expect(all.filter(({ kind }) => kind === 'attempt').length, id).toBe(attempts);
  }
  const good = traces.filter(({ trace }) => ['ok', 'degraded'].includes(trace.outcome ?? ''));
  const longest = Math.max(...good.map(({ trace }) => trace.durationMs!));
  expect(good.length).toBe(clients['users']!.succeeded + clients['users']!.degraded);
  expect(longest).toBe(clients['users']!.latencyMs.max);
  const slowest = traceIn(spec, 'slowest', null)!;
  expect(traces[slowest.trace.nth - 1]).toEqual(slowest);
  expect(slowest.trace.durationMs).toBe(longest);
  for (const traced of traces) expectCritical(traced);
});

test('from a checkpoint it is the same as from the start; an attempt leads to its request', () => {
  const spec = library('retry-storm');
  const run = createRun(spec, { checkpoints: true, intervals: true });
  run.advance();
  const store = new IntervalStore(run.intervalLayout!);
  store.put(run.takeIntervals()!);
  const from = (atMs: number) => {
    const other = createRun(spec);
    const checkpoint = run.before(atMs);
    expect(checkpoint).not.toBeNull();
    other.restore(checkpoint!);
    return other;
  };
  const nth = tracedIn(spec, 20_000)!;
  expect(traceOf(from(nth.trace.startMs), { client: null, nth: 20_000 })).toEqual(nth);
  const failed = traceIn(spec, 'failed', null)!;
  const root = findRequest(from(60_000), 'failed', null)!;
  expect(traceOf(from(root.startMs), root)).toEqual(failed);

  let [followed, late] = [0, 0];
  const { links } = store.layout;
  for (const [i, samples] of store.samples(store.indexAt(120_000)).entries())
    for (const sample of samples.filter((_, place) => full || place % 3 === 0)) {
      const sought = { ...sample, link: links[i]!.id };
      const found = findRequest(from(sample.beganMs), sought, null);
      // What a caller who had left by then began cannot be followed back.
      if (!found) continue;
      followed++;
      if (OUTCOMES[sample.outcome] === 'timeout') late++;
      const attempt = traceOf(from(found.startMs), found)!.spans.find(
        ({ kind, on, name, startMs }) =>
          kind === 'attempt' &&
          on === sought.link &&
          name === `attempt ${sample.attempt}` &&
          Math.abs(startMs - sample.beganMs) < 1e-3,
      );
      expect(attempt!.endMs!).toBeCloseTo(sample.endedMs, 2);
    }
  expect(followed).toBeGreaterThan(full ? 20 : 5);
  // Also those of which the caller has had enough.
  expect(late).toBeGreaterThan(0);
});

test('the same request is found whatever else is changed', () => {
  const ids = ['', '.disabled=true'].map((set) => {
    const path = 'clients.shoppers.steps[0].patterns[0].retry';
    const spec = library('retry-storm', set ? { [`${path}.disabled`]: 'true' } : {});
    return tracedIn(spec, 13_000)!.trace;
  });
  expect(ids[0]!.id).toBe(ids[1]!.id);
  expect(ids[0]!.startMs).toBe(ids[1]!.startMs);
  expect(ids[0]!.durationMs).not.toBe(ids[1]!.durationMs);
});

test('whatever the scenario, the parts are whole', async () => {
  let traced = 0;
  await always(25, choosing, ({ document }) => {
    const { spec } = read(JSON.stringify(document));
    if (!spec) return;
    for (const nth of [1, 2, 7, 40]) {
      const found = tracedIn(spec, nth);
      if (!found) continue;
      traced++;
      expectWhole(found.spans);
      expectCritical(found);
    }
  });
  expect(traced).toBeGreaterThan(25);
});

test('as OTLP it has ids of their length, parents that exist, and times in order', () => {
  const spec = library('retry-storm');
  const traced = traceIn(spec, 'failed', null)!;
  const callers = new Map(topologyOf(spec).links.map(({ id, from }) => [id, from]));
  const { resourceSpans } = otlpOf(spec, callers, traced);
  expect(resourceSpans.map(({ resource }) => resource.attributes[0])).toEqual(
    ['shoppers', 'checkout', 'database'].map((stringValue) => ({
      key: 'service.name',
      value: { stringValue },
    })),
  );
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
  expect(spans.length).toBe(traced.spans.length);
  const known = new Set(spans.map(({ spanId }) => spanId));
  expect(known.size).toBe(spans.length);
  expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined).length).toBe(1);
  for (const { traceId, spanId, parentSpanId, kind, status, ...times } of spans) {
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    if (parentSpanId !== undefined) expect(known).toContain(parentSpanId);
    expect([1, 2, 3]).toContain(kind);
    expect([undefined, 1, 2]).toContain(status.code);
    const { startTimeUnixNano: start, endTimeUnixNano: end } = times;
    expect(BigInt(end)).toBeGreaterThanOrEqual(BigInt(start));
  }
});
