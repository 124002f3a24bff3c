/** What a stranger writes comes back in messages: cut, on one line, and steering nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/scenario/names.ts';
import { formatProblem, harmless, type Problem } from '../../src/scenario/problems.ts';
import { read } from '../../src/scenario/read.ts';
import { readReplay } from '../../src/scenario/replay.ts';
import { fromFragment } from '../../src/scenario/url.ts';
import { always } from '../always.ts';
import { EXAMPLE } from './example.ts';

const LONG = 'x'.repeat(7500);
/** A line end, an escape sequence, a direction override, marks that stack, half a pair. */
const STEERING = `a\n\u001b[2J\u009b\u202e\u2066\u200f\u0300${'\u0301'.repeat(50)}\ud800b`;
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|\p{M}{3}/u;

/** Every place of the example, with a hostile key, id or value in it. */
function* hostile(text: string): Generator<string> {
  const document = (): unknown => JSON.parse(JSON.stringify(example));
  const example: unknown = read(EXAMPLE).spec;
  function* places(value: unknown, path: (string | number)[]): Generator<(string | number)[]> {
    if (typeof value !== 'object' || value === null) return;
    yield path;
    for (const [key, part] of Object.entries(value))
      yield* places(part, [...path, Array.isArray(value) ? Number(key) : key]);
  }
  for (const path of places(example, [])) {
    for (const how of ['key', 'values'] as const) {
      const copy = document();
      const at = path.reduce((part, key) => (part as never)[key], copy) as Record<string, unknown>;
      if (how === 'key') at[text] = { [text]: text };
      else for (const key of Object.keys(at)) at[key] = text;
      yield JSON.stringify(copy);
    }
  }
}

function inspect(problems: readonly Problem[], text: string): void {
  for (const problem of problems) {
    const line = formatProblem('f.yaml', problem);
    expect(line, text.slice(0, 20)).not.toMatch(FORBIDDEN);
    expect(line).not.toMatch(/x{81}/);
    expect(line.length).toBeLessThan(1300);
  }
}

test.each([LONG, STEERING, LONG + STEERING])('in any place of a scenario, %#', (text) => {
  let count = 0;
  for (const source of hostile(text)) {
    const { problems } = read(source);
    count += problems.length;
    inspect(problems, source);
  }
  expect(count).toBeGreaterThan(50);
});

test('in YAML itself, in a replay and in --set', () => {
  for (const text of [LONG, STEERING]) {
    for (const source of [
      `${text}: *${text}`,
      `? ${text}\n: [`,
      `a: !${text} 1\nb: &${text} {`,
      `${text}: 1\n${text}: 2`,
      `"${text}": "${text}`,
    ])
      inspect(read(source).problems, source);
    inspect(readReplay(JSON.stringify({ calls: [{ [text]: text }], [text]: 1 })).problems, text);
    inspect(read(EXAMPLE, { set: [[text, text]] }).problems, text);
    inspect(read(EXAMPLE, { set: [[`services.${text}.threads`, '1']] }).problems, text);
  }
});

test('in a link', () => {
  for (const text of [LONG, STEERING.replace('\ud800', '')])
    for (const link of [`#${encodeURIComponent(text)}`, `#a?v=${encodeURIComponent(text)}`]) {
      const why = fromFragment(link, new Map());
      expect(why).toEqual(expect.any(String));
      expect(why).not.toMatch(FORBIDDEN);
      expect((why as string).length).toBeLessThan(200);
    }
});

test('nesting does not make a path without end', () => {
  const key = 'k'.repeat(70);
  const deep = `{ "${key}": `.repeat(150) + '1' + ' }'.repeat(150);
  inspect(read(`{ "duration": "1s", "clients": { "web": ${deep} } }`).problems, 'deep');
});

test('letters of other scripts stay as they are', () => {
  for (const text of ['größe', 'наблюдение', '服務', 'é e\u0301', '🙂'])
    expect(harmless(text)).toBe(text);
});

test('names are suggested in time, however many are wrong and however long they are', () => {
  const ids = (letter: string) =>
    Array.from(
      { length: 500 },
      (_, i) => `${letter}${'ab'.repeat(29)}${String(i).padStart(3, '0')}`,
    );
  const services = Object.fromEntries(ids('s').map((id) => [id, { work: 1 }]));
  const clients = Object.fromEntries(
    ids('t').map((id, i) => [`c${i}`, { load: { rate: 1 }, steps: [{ call: id }] }]),
  );
  const faults = ids('u').flatMap((on) => [1, 2].map((at) => ({ at, on, slow: 2 })));
  const started = performance.now();
  const { problems } = read(
    JSON.stringify({ version: 1, duration: 1000, services, clients, faults }),
  );
  // 35 s before there was a bound; half of what is left is reading.
  expect(performance.now() - started).toBeLessThan(5000);
  expect(problems[1]!.message).toContain('did you mean `sabab');
});

test.each([
  ['chekout', ['checkout', 'payments'], 'checkout'],
  ['maxAttemtps', ['maxAttempts', 'maxDelay'], 'maxAttempts'],
  ['minimumNumberOfCals', ['minimumNumberOfCalls', 'slidingWindowSize'], 'minimumNumberOfCalls'],
  ['CHECKOUT', ['checkout'], 'checkout'],
  ['ab', ['ba', 'cd'], 'ba'],
  ['a', ['b', 'bc'], 'b'],
  ['abcdef', ['ghijkl'], null],
  ['a'.repeat(60), ['a'.repeat(58) + 'bb', 'a'.repeat(59) + 'b'], 'a'.repeat(59) + 'b'],
  ['', ['a', 'long'], 'a'],
])('nearest to %j of %j is %j', (name, known, wanted) => {
  expect(nearest(name, known)).toBe(wanted);
});

/** The same distance without bounds, by definition. */
function plainly(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 1; j <= b.length; j++) d[0]![j] = j;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, d[i - 2]![j - 2]! + 1);
      d[i]![j] = least;
    }
  return d[a.length]![b.length]!;
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 12 });

test('what is looked at in part is what all of it says', () =>
  always(500, fc.tuple(letters, fc.tuple(letters, letters)), ([name, known]) => {
    const most = Math.min(5, Math.max(1, Math.floor(name.length / 3)));
    const steps = known.map((one) => plainly(name, one));
    const least = Math.min(...steps);
    expect(nearest(name, known)).toBe(least <= most ? known[steps.indexOf(least)] : null);
  }));
