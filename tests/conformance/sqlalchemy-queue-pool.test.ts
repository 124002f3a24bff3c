/**
 * The pool against sequences recorded from SQLAlchemy 2.0.54's QueuePool, with a clock of its own
 * and a creator that opens nothing, nobody waiting: which connection is checked out, whether it is
 * opened for that, or tried out, and what is idle, in use and open after every step.
 */
import { expect, test } from 'vitest';
import type { QueuePool } from '../../src/engine/patterns/bulkhead/sqlalchemy.ts';
import { Alone } from '../engine/patterns/alone.ts';
import { recorded } from './vectors.ts';

interface Sequence {
  config: {
    pool_size: number;
    max_overflow?: number;
    recycle?: number;
    pre_ping?: boolean;
    use_lifo?: boolean;
  };
  /**
   * [advance, seconds | checkout, call, connection (-1: none), opened, tried | return, call], then
   * idle, in use, open, and the connections that were closed.
   */
  steps: (string | number | number[])[][];
}

/** Long enough to be told apart, and never waited for. */
const CONNECT_MS = 2;
const PING_MS = 1;

class Recorded {
  readonly alone: Alone<QueuePool>;
  /** By the library's number of a connection: when it was opened. */
  private readonly openedNs = new Map<number, number>();

  constructor({ config }: Sequence) {
    this.alone = new Alone('bulkhead', 'sqlalchemy', {
      poolSize: config.pool_size,
      maxOverflow: config.max_overflow ?? 10,
      poolTimeout: 0,
      poolRecycle: config.recycle === undefined ? -1 : config.recycle * 1000,
      poolPrePing: config.pre_ping ?? false,
      poolUseLifo: config.use_lifo ?? false,
      connect: CONNECT_MS,
      ping: PING_MS,
    });
  }

  take([op, what, connection, opened, tried]: (string | number | number[])[], at: string): void {
    const { alone, openedNs } = this;
    if (op === 'advance') return alone.advance(Number(what) * 1000);
    if (op === 'return') return alone.leave(Number(what));
    const id = alone.enter();
    expect(id, at).toBe(what);
    expect(alone.fates[id]! > 0, at).toBe(connection === -1);
    if (connection === -1) return;
    if (opened === 1) openedNs.set(Number(connection), alone.nowNs);
    const delayMs = (alone.timers.get(`${id}/1`) ?? 0) / 1e6;
    expect(delayMs, at).toBe(opened === 1 ? CONNECT_MS : tried === 1 ? PING_MS : 0);
    const slot = alone.world.pool.slots[alone.frames[id]!.slots]!;
    expect(slot, at).toBe(openedNs.get(Number(connection)));
    alone.timers.clear();
  }
}

test('connections go round as in SQLAlchemy, in 2,000 steps', () => {
  let steps = 0;
  for (const [i, sequence] of recorded<Sequence>('sqlalchemy-queuepool-2.0.54').entries()) {
    const played = new Recorded(sequence);
    for (const step of sequence.steps) {
      const at = `sequence ${i}, step ${steps}: ${JSON.stringify(step)}`;
      played.take(step, at);
      const { idle, taken, total } = played.alone.pattern;
      expect([idle.count, taken, total], at).toEqual(step.slice(-4, -1));
      steps++;
    }
  }
  expect(steps).toBe(2000);
});
