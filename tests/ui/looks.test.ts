/** Where one looks first, something is wrong to see. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { read } from '../../src/scenario/read.ts';
import type { Level } from '../../src/ui/stage/readings.ts';
import { NAMES } from './names.ts';
import { shown } from './runs.ts';
import { boardAt } from './stage/boards.ts';

const lookIn = (name: string): number => {
  const file = new URL(`../../scenarios/${name}.yaml`, import.meta.url);
  return read(readFileSync(file, 'utf8')).notes?.look ?? NaN;
};

/** Scenarios in which clients are well by design: something protects them. */
const WELL = [
  ...['hedged-requests', 'retries-hide-blips', 'stop-the-world', 'optimistic-locking'],
  ...['come-back-later', 'autoscaler-keeps-up'],
];

test.each(NAMES.map((name) => [name, lookIn(name)] as const))('%s at %d ms', (name, atMs) => {
  const run = shown(name);
  const board = boardAt(run, run.store.indexAt(atMs));
  const { clients, services } = run.spec;
  const levels: Level[] = Object.keys(clients).map((id) => board.client(id)!.level);
  if (WELL.includes(name)) levels.push(...Object.keys(services).map((id) => levelOf(id)));
  expect(levels.some((level) => level !== 'quiet')).toBe(true);

  /** A service with a fault counts: its rim is drawn. */
  function levelOf(id: string): Level {
    return board.fault(id) === '' ? board.service(id)!.level : 'hurt';
  }
});
