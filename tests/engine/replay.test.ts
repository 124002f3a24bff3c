/** How long a replay goes on: as long as any of its calls is under way. */
import { expect, test } from 'vitest';
import { failing, replayed } from '../conformance/retrying.ts';

const HOUR = 3_600_000;

test('calls that lie hours apart are all made', () => {
  const calls = replayed(
    '[]',
    [0, 1, 5].map((h) => ({ ...failing('ok'), at: h * HOUR })),
  );
  expect(calls.map(({ endedAt }) => endedAt)).toEqual([0, HOUR, 5 * HOUR]);
});

test('back-offs of more than a minute are waited for', () => {
  const stack = '[{ retry: { maxAttempts: 2, jitter: none, base: 90s, cap: 90s } }]';
  const [call] = replayed(stack, [failing('error', 'ok')]);
  expect(call).toMatchObject({ outcome: 'ok', endedAt: 90_000 });
});

test('so are timeouts of calls that never end', () => {
  const never = { at: 0, latencies: [null], outcomes: ['ok'] };
  expect(replayed('[{ timeout: { after: 2h } }]', [never])[0]).toMatchObject({
    outcome: 'timeout',
    endedAt: 2 * HOUR,
  });
  expect(replayed('[]', [never])[0]).toMatchObject({ outcome: null, endedAt: null });
});
