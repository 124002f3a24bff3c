/** Packets are lost each way, and sent again and again until they get through. */
import { expect, test } from 'vitest';
import { fates, simulate } from '../../simulate.ts';

test('a lost packet costs its retransmissions, and arrives', () => {
  const yaml = (share: string) => `
duration: 30s
clients: { a: { load: { users: 1, iterations: 1 }, steps: [{ call: api, latency: 1ms }] } }
services: { api: { work: 10ms } }
faults: [{ at: 0, on: a->api, loss: { share: ${share} } }]`;
  expect(fates(simulate(yaml('0')))).toEqual({ a: 'ok at 12' });
  const [, late] = /^ok at (\d+)$/.exec(Object.values(fates(simulate(yaml('90%'))))[0]!)!;
  expect(Number(late)).toBeGreaterThan(12);
  expect((Number(late) - 12) % 200).toBe(0);
});

test('losses of request and answer add up as two geometric ones', () => {
  const result = simulate(`
duration: 21s
clients:
  web:
    load: { stages: [{ for: 0s, to: 1000/s }, { for: 20s, to: 1000/s }, { for: 0s, to: 0/s }] }
    steps: [{ call: api }]
services: { api: { threads: 100000, work: 0 } }
faults: [{ at: 0, on: web->api, loss: { share: 30%, retransmit: 2ms } }]`);
  const { latencyMs, offered } = result.clients['web']!;
  // P(k losses in all) = (k + 1) p^k (1 - p)²: mean 2p / (1 - p), variance 2p / (1 - p)².
  const [mean, deviation] = [0.6 / 0.7, Math.sqrt(0.6) / 0.7];
  const off = Math.abs(latencyMs.mean! / 2 - mean);
  expect(off).toBeLessThan((4 * deviation) / Math.sqrt(offered));
  // 49 % lose nothing, 78 % one packet at most, 92 % two.
  expect([latencyMs.p50, latencyMs.p90]).toEqual([2, 4]);
});
