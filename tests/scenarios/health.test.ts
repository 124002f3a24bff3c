/** What the scenarios claim about who is asked whether it is well, and what becomes of it. */
import { expect, test } from 'vitest';
import { type Changes, holds, latency, replicate, served } from './library.ts';

const UP = 0.98;
const during = (name: string, client: string, from: number, to: number, changes: Changes = {}) =>
  replicate(name, changes).map(served(client, from, to));
const restarts = (name: string, service: string, changes: Changes = {}): number[] =>
  replicate(name, changes).map(({ result }) => result.services[service]!.restarts);

test('liveness-asks-the-database: all are restarted, and come back late and cold', () => {
  const name = 'liveness-asks-the-database';
  const claim = `${name}: served after the fault`;
  holds(claim, during(name, 'shoppers', 62, 80), { to: 0.2 });
  holds(`${claim}, all of it`, during(name, 'shoppers', 62, 95), { to: 0.6 });
  for (const count of restarts(name, 'shop')) expect(count).toBeGreaterThanOrEqual(6);
});

test('liveness-asks-the-database: readiness may ask it, or nobody', () => {
  const name = 'liveness-asks-the-database';
  const nobody = { 'services.shop.probes.liveness.calls': '[]' };
  const ready = { ...nobody, 'services.shop.probes.readiness.calls': '[database]' };
  const shoppers = (from: number, changes: Changes): number[] =>
    during(name, 'shoppers', from, 95, changes);
  holds(`${name}: nobody asks, served`, shoppers(62, nobody), { from: UP });
  holds(`${name}: readiness asks, served`, shoppers(70, ready), { from: UP });
  for (const changes of [nobody, ready])
    expect(Math.max(...restarts(name, 'shop', changes))).toBe(0);
});

test('no-thread-for-a-probe: the healthy are killed, and not back when all is well', () => {
  const name = 'no-thread-for-a-probe';
  holds(`${name}: served after the fault`, during(name, 'shoppers', 92, 104), { to: 0.1 });
  for (const count of restarts(name, 'shop')) expect(count).toBeGreaterThanOrEqual(6);
});

test('no-thread-for-a-probe: a thread for probes, and better one for each call', () => {
  const name = 'no-thread-for-a-probe';
  const own = { 'services.shop.probes.liveness.threads': 'own' };
  holds(`${name}, own: during`, during(name, 'shoppers', 40, 88, own), { to: 0.01 });
  holds(`${name}, own: after`, during(name, 'shoppers', 92, 104, own), { from: UP });
  const limited = {
    'services.shop.steps[1].oneOf[1].steps[0].patterns':
      '[{ fallback: [{ answer: cached }] }, { timeout: { after: 200ms } }]',
  };
  holds(`${name}, limited`, during(name, 'shoppers', 30, 104, limited), { from: UP });
  expect(Math.max(...restarts(name, 'shop', limited))).toBe(0);
});

test('slow-starter: killed before it is up, again and again; a startup probe waits for it', () => {
  const name = 'slow-starter';
  holds(`${name}: served`, during(name, 'readers', 100, 300), { from: 0.6, to: 0.72 });
  const probe = 'services.archive.probes.startup';
  const patient = { [probe]: '{ period: 5s, failureThreshold: 30 }' };
  holds(`${name}, patient: served`, during(name, 'readers', 110, 300, patient), { from: UP });
  expect(Math.max(...restarts(name, 'archive', patient))).toBe(0);
  // As impatient as the liveness probe, it is no help.
  const hasty = { [probe]: '{ period: 10s, failureThreshold: 3 }' };
  holds(`${name}, hasty: served`, during(name, 'readers', 110, 300, hasty), { to: 0.72 });
});

test('memory-leak: in step all run out of memory together, out of step in turn', () => {
  const name = 'memory-leak';
  holds(`${name}: served while they start`, during(name, 'shoppers', 93, 100), { to: 0.05 });
  const inTurn = { 'services.shop.balance.weights': '[10, 9, 8, 7]' };
  holds(`${name}: served`, during(name, 'shoppers', 80, 300), { to: 0.86 });
  holds(`${name}, in turn: served`, during(name, 'shoppers', 80, 300, inTurn), { from: 0.94 });
  // Twice the memory puts it off.
  const more = { 'services.shop.memory.limit': '2100MB' };
  holds(`${name}, more memory`, during(name, 'shoppers', 0, 170, more), { from: 0.99 });
});

test('lost-packets: the link is slow, not the service behind it; a hedge hides that', () => {
  const name = 'lost-packets';
  holds(`${name}: served`, during(name, 'shoppers', 32, 88), { to: 0.82 });
  for (const { result } of replicate(name)) {
    expect(result.services['prices']!.sojournMs.p99).toBeLessThan(85);
    expect(result.links['shop->prices']!.latencyMs.p99).toBeGreaterThan(200);
  }
  const hedged = { 'services.shop.steps[0].patterns': '[{ hedge: { after: 60ms } }]' };
  holds(`${name}, hedged: served`, during(name, 'shoppers', 32, 88, hedged), { from: 0.99 });
  const p99 = latency('shoppers', 'p99');
  const [plain, better] = [{}, hedged].map((changes) => replicate(name, changes).map(p99));
  plain!.forEach((ms, i) => expect(better![i]!).toBeLessThan(0.7 * ms));
});
