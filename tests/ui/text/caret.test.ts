/** Where somebody writes is known while what they write is no document yet. */
import { describe, expect, test } from 'vitest';
import type { Path } from '../../../src/engine/index.ts';
import { caretAt } from '../../../src/ui/text/caret.ts';
import { keysAt, wordsAt } from '../../../src/ui/text/schema.ts';

/** The caret is at the bar. */
const at = (text: string) => {
  const { path, key, word } = caretAt(text.slice(0, text.indexOf('|')).split('\n'));
  return { path: path.join('.'), key, word };
};

describe('the caret', () => {
  test.each([
    ['at the beginning', 'du|', '', null, 'du'],
    ['in a map', 'clients:\n  web:\n    lo|', 'clients.web', null, 'lo'],
    ['on an empty line, by its indent', 'clients:\n  web:\n    load: 1\n  |', 'clients', null, ''],
    ['at a value', 'services:\n  db:\n    threads: 1|', 'services.db', 'threads', '1'],
    [
      'at a value that is not there yet',
      'services:\n  db:\n    queue: |',
      'services.db',
      'queue',
      '',
    ],
    [
      'in the second entry of a list',
      'clients:\n  web:\n    steps:\n      - call: a\n      - ca|',
      'clients.web.steps.1',
      null,
      'ca',
    ],
    [
      'below the first key of an entry',
      'clients:\n  web:\n    steps:\n      - call: a\n        ti|',
      'clients.web.steps.0',
      null,
      'ti',
    ],
    [
      'in a list that stands right below its key',
      'clients:\n  web:\n    steps:\n    - call: a\n    - call: |',
      'clients.web.steps.1',
      'call',
      '',
    ],
    [
      'in brackets',
      'services:\n  db: { threads: 2, queue: { cap|',
      'services.db.queue',
      null,
      'cap',
    ],
    ['at a value in brackets', 'services: { db: { threads: |', 'services.db', 'threads', ''],
    [
      'in a list in brackets',
      'clients:\n  web: { steps: [{ call: a, patterns: [{ retry: {} }, { ti|',
      'clients.web.steps.0.patterns.1',
      null,
      'ti',
    ],
    ['behind brackets that are closed', 'a: { b: [1] }\nse|', '', null, 'se'],
    ['below a comment', 'services:\n  db:\n# why\n    thr|', 'services.db', null, 'thr'],
    ['below a quoted key', '"services":\n  \'d b\':\n    thr|', 'services.d b', null, 'thr'],
  ])('%s', (_, text, path, key, word) => {
    expect(at(text)).toEqual({ path, key, word });
  });
});

describe('what may stand there', () => {
  test('the keys of a service, with help and default', () => {
    const keys = keysAt(['services', 'any']);
    const threads = keys.find(({ name }) => name === 'threads')!;
    expect(threads.help).toMatch(/^Worker threads per replica/);
    expect(threads.initial).toBe('16');
    expect(keys.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['work', 'steps', 'queue']),
    );
  });

  test('every pattern in a stack, and the libraries of one', () => {
    const stack: Path = ['clients', 'any', 'steps', 0, 'patterns', 0];
    expect(keysAt(stack).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['timeout', 'retry', 'circuitBreaker', 'bulkhead']),
    );
    expect(wordsAt([...stack, 'circuitBreaker', 'like'])).toEqual(
      expect.arrayContaining(['resilience4j', 'polly', 'opossum']),
    );
  });

  test('nothing where nothing is known', () => {
    expect(keysAt(['services', 'db', 'no such key'])).toEqual([]);
    expect(wordsAt(['title'])).toEqual([]);
  });
});
