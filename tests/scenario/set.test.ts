import { describe, expect, test } from 'vitest';
import { read } from '../../src/scenario/read.ts';
import { EXAMPLE } from './example.ts';

describe('--set and --seed', () => {
  const withSet = (path: string, value: string) => read(EXAMPLE, { set: [[path, value]] });

  test('change the scenario from the start, defaults included', () => {
    expect(withSet('services.payments.threads', '8').spec?.services['payments']?.threads).toBe(8);
    expect(
      withSet('services.stock.queue.capacity', '7').spec?.services['stock']?.queue.capacity,
    ).toBe(7);
    expect(withSet('faults[0].slow', '2x').spec?.faults[0]).toMatchObject({ slow: 2 });
    expect(
      withSet('services.payments.work', '{ exponential: 5ms }').spec?.services['payments']?.work,
    ).toEqual({
      exponential: 5,
    });
    expect(
      withSet('clients.shoppers.steps[0].patterns[1].retry.budget.keep', '1').problems,
    ).toEqual([]);
    expect(read(EXAMPLE, { seed: '7' }).spec?.seed).toBe('7');
  });

  test('find what a fallback tries under every spelling of it', () => {
    for (const tries of ['{ try: { call: b } }', '{ try: [{ call: b }] }', '[{ call: b }]']) {
      const text = `
duration: 1s
clients: { c: { load: { rate: 1 }, steps: [{ call: a, fallback: ${tries} }] } }
services: { a: , b: }`;
      for (const path of ['try.latency', 'try[0].latency', '[0].latency']) {
        const set = [[`clients.c.steps[0].fallback.${path}`.replace('.[', '['), '5ms']] as const;
        const { spec, problems } = read(text, { set });
        expect(problems).toEqual([]);
        expect(spec?.clients['c']?.steps).toMatchObject([{ fallback: { try: [{ latency: 5 }] } }]);
      }
    }
  });

  test.each([
    ['services.payment.threads', '8', 'unknown service `payment`; did you mean `payments`?'],
    ['services.payments.thread', '8', 'unknown key `thread`; did you mean `threads`?'],
    ['services.payments.threads', 'many', 'wanted a whole number 1–10000000, found "many"'],
    ['services.payments.threads', '[1', 'bad value: flow sequence must end with a ]'],
    ['faults[3].slow', '2', 'there is no such path in the scenario below `faults`'],
    [
      'nope',
      '2',
      'unknown key `nope`; wanted one of $schema, version, title, summary, seed, duration, ' +
        'warmup, deadlines, clients, services, faults, edits, look, variants, layout',
    ],
    ['', '2', 'there is no such path in the scenario'],
  ])('%s=%s is a problem of that option: %s', (path, value, message) => {
    expect(withSet(path, value).problems).toEqual([
      { path: `--set ${path}`, line: null, column: null, message, severity: 'error' },
    ]);
  });
});
