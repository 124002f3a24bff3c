/** Moves within a text, by example. */
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/scenario/operation.ts';
import { after, SHOP } from './shop.ts';

describe('a move', () => {
  const move = (path: Operation['path'], to: Operation['path'], before?: string): Operation => ({
    ...{ kind: 'move', path, to },
    ...(before !== undefined && { before }),
  });

  test('takes the lines along, with the comments above and behind them', () => {
    const [work, call] = [
      '      # The work.\n      - work: 5ms   # five\n',
      '      - call: db # reads\n        latency: 1ms\n',
    ];
    const steps = ['services', 'api', 'steps'];
    expect(after(SHOP, move([...steps, 1], [...steps, 0]))).toBe(
      SHOP.replace(work + call, call + work),
    );
    expect(after(SHOP, move([...steps, 0], [...steps, 1]))).toBe(
      SHOP.replace(work + call, call + work),
    );
  });

  test('changes the order of keys', () => {
    expect(after(SHOP, move(['services', 'db'], ['services', 'db'], 'api'))).toBe(
      SHOP.replace('  db:\n', '').replace('  # It is slow', '  db:\n  # It is slow'),
    );
  });

  test('fits the indentation of another list', () => {
    expect(after('a:\n- x: 1 # c\n  y: 2\n- 2\nb:\n    - 3\n', move(['a', 0], ['b', 1]))).toBe(
      'a:\n- 2\nb:\n    - 3\n    - x: 1 # c\n      y: 2\n',
    );
  });

  test('within brackets writes it anew', () => {
    expect(after('a: [1, 2, { b: 3 }] # c\n', move(['a', 2], ['a', 0]))).toBe(
      'a: [{ b: 3 }, 1, 2] # c\n',
    );
  });
});
