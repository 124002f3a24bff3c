/**
 * The documents say what the sources say. `npm run docs` writes the parts that are made; in an
 * ordinary run a part that is stale fails, and so does a key or figure that no document shows.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createRun, isMap } from '../../src/engine/index.ts';
import { jsonSchema } from '../../src/scenario/json-schema.ts';
import { read } from '../../src/scenario/read.ts';
import { fromFragment } from '../../src/scenario/url.ts';
import { names, specOf } from '../scenarios/library.ts';
import { root } from '../tidy/tree.ts';
import { type Document, documents } from './documents.ts';
import { made } from './reference.ts';
import { keysOf } from './schema.ts';

const MADE = /(<!-- made: ([a-z ]+) -->\n)[^]*?(<!-- end -->)/g;

/** The document with its made parts as they are now. */
const fresh = ({ text }: Document): string =>
  text.replace(MADE, (_all, begin: string, name: string, end: string) => {
    const make = made[name];
    if (!make) throw new Error(`nobody makes '${name}'`);
    return `${begin}\n${make()}\n\n${end}`;
  });

const documentAt = (path: string): Document => documents.find((one) => one.path === path)!;

for (const document of documents.filter(({ text }) => text.includes('<!-- made: ')))
  test(`what is made of ${document.path} is up to date: else run \`npm run docs\``, () => {
    const now = fresh(document);
    if (process.env['UPDATE_DOCS']) writeFileSync(join(root, document.path), now);
    else expect(document.text).toBe(now);
  });

test('everything that can be made stands in a document', () => {
  const used = documents.flatMap(({ text }) => [...text.matchAll(MADE)].map(([, , name]) => name));
  expect(used.sort()).toEqual(Object.keys(made).sort());
});

const format = documentAt('docs/format.md');

/** All keys in the YAML of the format's page. */
const shown = new Set<string>();
function collect(value: unknown): void {
  if (Array.isArray(value)) value.forEach(collect);
  if (!isMap(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    shown.add(key);
    collect(inner);
  }
}
for (const { language, text } of format.blocks) if (language === 'yaml') collect(parse(text));

test('every key of a scenario has an example', () => {
  expect(keysOf(jsonSchema()).filter((key) => !shown.has(key) && key !== '$schema')).toEqual([]);
});

/** Names of fields, but of none that a scenario names: ids, reasons, states, patterns' figures. */
function fieldsOf(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) value.forEach((one) => fieldsOf(one, found));
  if (!isMap(value)) return found;
  for (const [key, inner] of Object.entries(value)) {
    found.add(key);
    if (['clients', 'services', 'links'].includes(key))
      Object.values(inner as object).forEach((one) => fieldsOf(one, found));
    else if (!['failures', 'causes', 'states', 'patterns'].includes(key)) fieldsOf(inner, found);
  }
  return found;
}

test('the fields of a result are those that the document tells', () => {
  const { text } = format.blocks.find(({ name }) => name === 'shop.yaml')!;
  const { spec } = read(text, { set: [['services.database.writes', 'true']] });
  const more = { at: 30_000, set: 'services.database.replicas', to: 2 };
  const run = createRun({ ...spec!, edits: [...spec!.edits, more] });
  run.advance();
  const partial = { limit: '', atMs: 0, message: '' };
  const fields = fieldsOf({ ...run.result(), partial, series: run.series() });
  for (const name of ['scenario', 'wallMs', 'pattern', 'like', 'state', 'states']) fields.add(name);
  const chapter = /^## The result$([^]*)/m.exec(format.text)![1]!;
  const spans = [...chapter.matchAll(/^\|.*\||^A latency.*/gm)].flatMap(
    ([line]) => line.match(/`[^`]*`/g) ?? [],
  );
  const names = spans.flatMap((span) => span.match(/\b[a-z][a-zA-Z0-9]*\b/g) ?? []);
  const others = ['mixed', 'true', 'checkout', 'payments', 'circuit', 'open'];
  expect([...new Set(names)].filter((name) => !others.includes(name)).sort()).toEqual(
    [...fields].sort(),
  );
});

test('links in the documents open', () => {
  const library = new Map(names.map((name) => [name, { spec: specOf(name), look: null }]));
  const links = documents.flatMap(({ text }) => text.match(/#[a-z-]+\?v=1[^\s`)]*/g) ?? []);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) {
    const opened = fromFragment(link, library);
    expect(opened, link).toMatchObject({ problems: [] });
  }
});
