/** Where one looks first, something is wrong to see. */
import { expect, test } from 'vitest';
import type { Level } from '../../src/ui/stage/readings.ts';
import { LOOKS } from './looks.ts';
import { NAMES } from './names.ts';
import { shown } from './runs.ts';
import { boardAt } from './stage/boards.ts';

test('there is an instant for every scenario', () => {
  expect(Object.keys(LOOKS).sort()).toEqual([...NAMES].sort());
});

/** Scenarios in which clients are well by design: something protects them. */
const WELL = ['hedged-requests', 'retries-hide-blips', 'stop-the-world', 'optimistic-locking'];

test.each(Object.entries(LOOKS))('%s at %d s', (name, second) => {
  const run = shown(name);
  const board = boardAt(run, run.store.indexAt(second * 1000));
  const { clients, services } = run.spec;
  const levels: Level[] = Object.keys(clients).map((id) => board.client(id)!.level);
  if (WELL.includes(name)) levels.push(...Object.keys(services).map((id) => levelOf(id)));
  expect(levels.some((level) => level !== 'quiet')).toBe(true);

  /** A service with a fault counts: its rim is drawn. */
  function levelOf(id: string): Level {
    return board.fault(id) === '' ? board.service(id)!.level : 'hurt';
  }
});
