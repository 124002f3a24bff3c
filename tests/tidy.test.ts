/**
 * Style and architecture, executed: the import table, what must never be, and what belongs to a
 * pattern, a fault or a scenario. Each rule first shows on small made-up trees that it sees what it
 * should and lets pass what it should; then it reads the project. What the tables must say is in
 * tidy/tables.test.ts, which has to load the engine.
 */
import { describe, expect, test } from 'vitest';
import { completeRules } from './tidy/complete.ts';
import { engineRules } from './tidy/engine.ts';
import { importRules } from './tidy/imports.ts';
import { stateRules } from './tidy/state.ts';
import { styleRules } from './tidy/style.ts';
import { wordRules } from './tidy/words.ts';
import { filesOf, filesOnDisk, type Rule, type Sample } from './tidy/tree.ts';

const files = filesOnDisk();
const rules = [
  ...importRules,
  ...stateRules,
  ...engineRules,
  ...styleRules,
  ...wordRules,
  ...completeRules,
];

const findingsIn = (rule: Rule, sample: Sample) => rule.check(filesOf(sample));
const print = (sample: Sample) => JSON.stringify(sample);

for (const rule of rules) {
  describe(rule.name, () => {
    test('sees what it should', () => {
      const missed = rule.sees.filter((sample) => findingsIn(rule, sample).length === 0);
      expect(missed.map(print)).toEqual([]);
      expect(rule.sees.length).toBeGreaterThan(0);
    });

    test('allows what it should', () => {
      const wronged = rule.allows.filter((sample) => findingsIn(rule, sample).length > 0);
      expect(wronged.map(print)).toEqual([]);
      expect(rule.allows.length).toBeGreaterThan(0);
    });

    test('holds in this tree', () => {
      const found = rule.check(files).map((f) => `${f.path}:${f.line} ${f.message}`);
      expect(found, rule.why).toEqual([]);
    });
  });
}

test('tidy reads the whole project', () => {
  const paths = files.map((file) => file.path);
  expect(paths).toContain('package.json');
  expect(paths).toContain('src/engine/index.ts');
  expect(paths).toContain('.ci/run');
});
