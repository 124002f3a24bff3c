/** Lanes: as many as there are different things, and nothing covers anything. */
import { expect, test } from 'vitest';
import type { EditSpec, FaultSpec } from '../../../src/engine/index.ts';
import { lanesOfEdits, lanesOfFaults } from '../../../src/ui/timeline/marks.ts';
import { setWords } from '../../../src/analysis/set-words.ts';
import { specNamed } from '../runs.ts';

const pauseAt = (at: number, lasts: number | null): FaultSpec => ({
  ...specNamed('stop-the-world').faults[0]!,
  at,
  for: lasts,
});

test('faults of the same words share a lane', () => {
  const { names, marks } = lanesOfFaults(specNamed('stop-the-world').faults);
  expect(names).toEqual(['search pause on 1 replica']);
  expect(marks.map(({ lane, under }) => [lane, under])).toEqual(Array(6).fill([0, 0]));
  expect(lanesOfFaults(specNamed('graceful-degradation').faults).names).toHaveLength(2);
});

test('of those that overlap in one lane, each is drawn lower than the last', () => {
  const faults = [pauseAt(10, 10), pauseAt(15, 10), pauseAt(30, null), pauseAt(40, 1)];
  expect(lanesOfFaults(faults).marks.map(({ under }) => under)).toEqual([0, 1, 0, 1]);
});

const edit = (at: number, to: number, set = 'services.api.threads'): EditSpec => ({ at, set, to });

test('edits have a lane for each path, and words where there is room for them', () => {
  const edits = [edit(10, 4), edit(12, 5), edit(20, 6, 'services.db.threads'), edit(98, 7)];
  const { names, marks } = lanesOfEdits({ edits, faults: [] }, 100, 1000, setWords);
  expect(names).toEqual(['api.threads', 'db.threads']);
  const sides = marks.map(({ edit: { at }, lane, side }) => [at, lane, side]);
  expect(sides).toEqual([
    [10, 0, 'left'],
    [12, 0, 'right'],
    [98, 0, 'left'],
    [20, 1, 'right'],
  ]);
});

test('without room on either side words wait until they are asked for', () => {
  const { marks } = lanesOfEdits(
    { edits: [edit(50, 4), edit(51, 5), edit(52, 6)], faults: [] },
    100,
    400,
    setWords,
  );
  expect(marks.map(({ side }) => side)).toEqual(['left', null, 'right']);
});

test('an edit that is moved keeps its key', () => {
  const keys = (edits: EditSpec[]) =>
    lanesOfEdits({ edits, faults: [] }, 100, 400, setWords).marks.map(({ key }) => key);
  expect(keys([edit(10, 4), edit(30, 5)])).toEqual(keys([edit(29, 4), edit(30, 5)]));
});

test.each([
  ['services.checkout.replicas', 6, 'checkout.replicas = 6'],
  ['services.api.idempotency', { keep: 86_400_000 }, 'api.idempotency = keep 24 h'],
  ['services.api.queue.timeout', 250, 'api.queue.timeout = 250 ms'],
  ['services.a.steps[1].patterns[0].circuitBreaker.disabled', true, 'a.circuit breaker = off'],
  ['services.a.steps[1].patterns[0].cache.coalesce', true, 'a.cache.coalesce = on'],
  ['clients.web.load.rate', 90, 'web.load.rate = 90/s'],
  ['services.api.steps[0].work.lognormal.p99', 40, 'api.work.lognormal.p99 = 40 ms'],
  ['faults[0].at', 72_800, 'search pause start = 1:12.8'],
  ['faults[0].disabled', true, 'search pause = off'],
  ['services.a.steps[1].patterns[0].circuitBreaker.failureRateThreshold', 40, /= 40 %$/],
  ['services.a.steps[1].patterns[0].circuitBreaker.waitDurationInOpenState', 3e4, /= 30 s$/],
  ['services.a.steps[1].patterns[0].circuitBreaker.waitDurationInOpenState.max', null, /= none$/],
  [
    'services.a.steps[1].patterns[0].circuitBreaker.waitDurationInOpenState',
    { initial: 10_000, multiplier: 1.5, max: null },
    /= initial 10 s, multiplier 1.5, max none$/,
  ],
  ['services.a.steps[1].patterns[0].retry.jitter', { add: { share: 0.1 } }, /= add 10 %$/],
  ['services.a.steps[1].patterns[0].retry.retryOn', ['timeout', 'error'], /= timeout, error$/],
])('%s to %j is said with its unit', (set, to, words) => {
  const { faults } = specNamed('stop-the-world');
  const { marks } = lanesOfEdits({ edits: [{ at: 0, set, to }], faults }, 100, 400, setWords);
  expect(marks[0]!.words).toMatch(words);
});

test('until the tables have come, it is said what an edit sets, but not to what', () => {
  const { marks } = lanesOfEdits({ edits: [edit(10, 4)], faults: [] }, 100, 400, null);
  expect(marks[0]).toMatchObject({ value: '…', words: 'api.threads = …' });
});
