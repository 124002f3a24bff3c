/** What the scenarios claim about who is asked, and who is no longer asked. */
import { test } from 'vitest';
import { type Changes, holds, replicate, served } from './library.ts';

const UP = 0.98;
const during = (name: string, changes: Changes = {}, from = 25, to = 65): number[] =>
  replicate(name, changes).map(served('shoppers', from, to));
const balanced = (id: string, balance: string): Changes => ({
  [`services.${id}.balance`]: balance,
});

test('slow-replica: round robin loses a quarter, whoever counts what is under way does not', () => {
  const claim = 'slow-replica: served';
  holds(`${claim}, round robin`, during('slow-replica'), { from: 0.73, to: 0.77 });
  holds(`${claim}, random`, during('slow-replica', balanced('search', 'random')), { to: 0.78 });
  for (const policy of ['least-requests', 'peak-ewma'])
    holds(`${claim}, ${policy}`, during('slow-replica', balanced('search', policy)), { from: UP });
});

test('slow-replica: to callers with a balancer each, latency tells more than a count', () => {
  const own = (policy: string): number[] =>
    during('slow-replica', balanced('search', `{ policy: ${policy}, scope: caller }`));
  const claim = 'slow-replica, 20 balancers: served';
  holds(`${claim}, least-requests`, own('least-requests'), { to: 0.92 });
  holds(`${claim}, peak-ewma`, own('peak-ewma'), { from: UP });
});

test('black-hole: whoever seems least busy draws nearly all, the quickest half of them', () => {
  const claim = 'black-hole: served';
  holds(claim, during('black-hole'), { to: 0.25 });
  holds(`${claim}, peak-ewma`, during('black-hole', balanced('checkout', 'peak-ewma')), {
    to: 0.6,
  });
  const turn = during('black-hole', balanced('checkout', 'round-robin'));
  holds(`${claim}, round robin`, turn, { from: 0.73, to: 0.77 });
});

test('black-hole: ejection saves it, unless one of four is more than may be ejected', () => {
  const ejection = (more: string): Changes => ({ 'services.checkout.ejection': `{ ${more} }` });
  const claim = 'black-hole with ejection: served';
  const half = 'like: istio, maxEjectionPercent: 50%';
  holds(claim, during('black-hole', ejection(half)), { from: 0.99 });
  const byDefault = during('black-hole', ejection('like: istio'));
  holds(`${claim}, at most 10 %`, byDefault, { to: 0.25 });
});

test('everyone-ejected: ejection makes an outage of what half of the requests survive', () => {
  const claim = 'everyone-ejected: served';
  holds(claim, during('everyone-ejected', {}, 25, 40), { to: 0.01 });
  // And it goes on when the database is well again.
  holds(`${claim} after the fault`, during('everyone-ejected', {}, 41, 50), { to: 0.01 });
  const without = { 'services.catalog.ejection': 'null' };
  holds(`${claim} without`, during('everyone-ejected', without, 25, 40), { from: 0.45, to: 0.55 });
});

test('everyone-ejected: panic, or a limit on how many, saves what can be saved', () => {
  const saved: Changes[] = [
    { 'services.catalog.balance.panicThreshold': '50%' },
    { 'services.catalog.ejection.maxEjectionPercent': '50%' },
  ];
  const claim = 'everyone-ejected, protected: served';
  for (const changes of saved) {
    holds(claim, during('everyone-ejected', changes, 25, 40), { from: 0.45 });
    holds(`${claim} after`, during('everyone-ejected', changes, 41, 50), { from: UP });
  }
});
