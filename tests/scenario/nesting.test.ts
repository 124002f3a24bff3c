/** How deep steps may nest, and who may call whom. */
import { expect, test } from 'vitest';
import { read } from '../../src/scenario/read.ts';

const TOO_DEEP = [{ message: 'wanted steps nested at most 32 deep' }];

test('steps nest 32 deep and no deeper', () => {
  const nested = (depth: number): string => {
    let steps = '[{ work: 1 }]';
    for (let level = 1; level < depth; level++) steps = `[{ parallel: [{ steps: ${steps} }] }]`;
    return `duration: 1s\nservices: { a: { steps: ${steps} } }`;
  };
  expect(read(nested(32)).problems).toEqual([]);
  expect(read(nested(33)).problems).toMatchObject(TOO_DEEP);
});

test.each(['{ try: TRY }', '{ try: [TRY] }', '[TRY]'])('so do fallbacks written %s', (form) => {
  const nested = (depth: number): string => {
    let call = '{ call: b }';
    for (let level = 1; level < depth; level++)
      call = `{ call: b, name: n${level}, fallback: ${form.replace('TRY', call)} }`;
    return `duration: 1s\nservices: { a: { steps: [${call}] }, b: }`;
  };
  expect(read(nested(32)).problems).toEqual([]);
  expect(read(nested(33)).problems).toMatchObject(TOO_DEEP);
});

test('a fallback may call whoever waits for it: not every request tries it', () => {
  for (const tries of ['{ call: a }', '[{ call: a }]']) {
    const steps = `[{ call: b, fallback: { try: ${tries} } }]`;
    expect(read(`duration: 1s\nservices: { a: { steps: ${steps} }, b: }`).problems).toEqual([]);
  }
});
