/** A parameter that can be given in several forms can change its form, and what follows runs. */
import { describe, expect, test } from 'vitest';
import type { Spec } from '../../../src/engine/index.ts';
import { edited, editOf } from '../../../src/scenario/edits.ts';
import type { Selection } from '../../../src/ui/kit/selection.ts';
import { knobsOf } from '../../../src/ui/panels/knobs.ts';
import type { FormKnob, OptionalKnob } from '../../../src/ui/panels/param-knobs.ts';
import { specOf } from '../../simulate.ts';

const spec = specOf(`
duration: 20s
clients:
  web:
    load: { rate: 50/s }
    steps:
      - call: db
        patterns: [{ retry: {} }, { circuitBreaker: { waitDurationInOpenState: 7s } }]
services: { db: { replicas: 3, work: 20ms } }
faults: [{ at: 5s, on: db, crash: 1 }]`);
const retry: Selection = { kind: 'pattern', id: 'web->db', layer: 0 };
const breaker: Selection = { kind: 'pattern', id: 'web->db', layer: 1 };
const db: Selection = { kind: 'service', id: 'db' };

const formsIn = (of: Spec, selection: Selection): FormKnob[] =>
  knobsOf(of, selection).filter((knob) => knob.kind === 'form');

/** The spec with a form chosen. */
function chosen(of: Spec, { path, to }: FormKnob, form: string): Spec {
  const { edit, problems } = editOf(of, { at: 1000, set: path, to: to[form] });
  expect(problems).toEqual([]);
  return edited(of, [edit!]);
}

/** What can be turned after the choice: the end of each path, with its value. */
const knobsAt = (of: Spec, selection: Selection, { path }: FormKnob) =>
  Object.fromEntries(
    knobsOf(of, selection)
      .filter((knob) => knob.kind !== 'form' && knob.path.startsWith(path))
      .map((knob) => [knob.path.slice(path.length + 1), knob.value]),
  );

test('a fixed wait becomes one that grows from it, and back again it is the default', () => {
  const [wait] = formsIn(spec, breaker) as [FormKnob];
  expect(wait).toMatchObject({
    label: 'waitDurationInOpenState: form',
    value: 'a duration',
    default: 'a duration',
    of: ['a duration', 'initial, multiplier, max'],
  });
  const grown = chosen(spec, wait, 'initial, multiplier, max');
  expect(knobsAt(grown, breaker, wait)).toEqual({ initial: 7000, multiplier: 1.5, max: null });
  const [again] = formsIn(grown, breaker) as [FormKnob];
  expect(again.value).toBe('initial, multiplier, max');
  expect(knobsAt(chosen(grown, again, 'a duration'), breaker, again)).toEqual({ '': 60_000 });
});

test('a choice of words becomes a duration that is added, and that a share', () => {
  const [, jitter] = formsIn(spec, retry) as [FormKnob, FormKnob];
  expect(jitter.value).toBe('full, none, equal, decorrelated');
  const added = chosen(spec, jitter, 'add');
  expect(knobsAt(added, retry, jitter)).toEqual({ add: 100 });
  const [, , amount] = formsIn(added, retry) as [FormKnob, FormKnob, FormKnob];
  const shared = chosen(added, amount, 'a fraction');
  expect(knobsAt(shared, retry, amount)).toEqual({ share: 0.1 });
});

test('one replica does not become all of them', () => {
  const [crash] = formsIn(spec, db) as [FormKnob];
  expect([crash.path, crash.value]).toEqual(['faults[0].crash', 'a number']);
  expect(knobsAt(chosen(spec, crash, 'a fraction'), db, crash)).toEqual({ share: 0.1 });
});

describe.each([
  ['retry', retry],
  ['breaker', breaker],
  ['fault', db],
] as const)('%s', (_name, selection) => {
  test('every form begins with a value that may be set while the run goes on', () => {
    for (const knob of formsIn(spec, selection)) {
      expect(knob.of).toContain(knob.value);
      for (const form of knob.of) chosen(spec, knob, form);
    }
  });
});

// What must be given in a group cannot be left open when the group is turned on.
describe.each([
  [
    'retry',
    'grpc, maxAttempts: 3, initialBackoff: 100ms, maxBackoff: 1s, backoffMultiplier: 2',
    'retryThrottling',
    { maxTokens: 10, tokenRatio: 0.1 },
  ],
  ['retry', 'finagle', 'backoff', { start: 100, maximum: 10_000 }],
  ['hedge', 'grpc, maxAttempts: 3', 'retryThrottling', { maxTokens: 10, tokenRatio: 0.1 }],
  ['circuitBreaker', 'polly', 'breakDurationGenerator', { initial: 5000, multiplier: 1.5 }],
])('%s like %s: %s', (pattern, like, group, begin) => {
  test('is off, is turned on with figures that its library takes, and off again', () => {
    const at: Selection = { kind: 'pattern', id: 'web->db', layer: 0 };
    const off = specOf(`
duration: 20s
clients:
  web:
    load: { rate: 50/s }
    steps: [{ call: db, patterns: [{ ${pattern}: { like: ${like} } }] }]
services: { db: { work: 20ms } }`);
    const knobIn = (of: Spec) =>
      knobsOf(of, at).find((knob) => knob.path.endsWith(`.${group}`)) as OptionalKnob;
    const set = (of: Spec, to: unknown): Spec => {
      const { edit, problems } = editOf(of, { at: 1000, set: knobIn(of).path, to });
      expect(problems).toEqual([]);
      return edited(of, [edit!]);
    };
    expect(knobIn(off).value).toBe(false);
    const on = set(off, knobIn(off).on);
    expect(knobIn(on)).toMatchObject({ value: true, on: begin });
    expect(knobIn(set(on, null)).value).toBe(false);
  });
});
