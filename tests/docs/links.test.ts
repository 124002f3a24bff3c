/** What the documents point at is there: files, headings, paths in code spans, scripts of npm. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { patternTables, versionsOf } from '../../src/engine/tables.ts';
import { LAYERS } from '../tidy/layers.ts';
import { root } from '../tidy/tree.ts';
import { anchorsOf, type Document, documents, parts } from './documents.ts';

const isThere = (path: string): boolean => existsSync(join(root, path));
const known = new Map(documents.map((document) => [document.path, document]));

/** Links within the repository that lead nowhere. */
function brokenLinks({ path, prose }: Pick<Document, 'path' | 'prose'>): string[] {
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const there = join(dirname(path), file);
    if (file !== '' && !isThere(there)) return true;
    const document = file === '' ? { prose } : known.get(there);
    return anchor !== undefined && !(document && anchorsOf(document).includes(anchor));
  });
}

/** A path in a code span. Of one with NAME in it the folder must be there. */
const PATH = /`((?:src|tests|scenarios|public|docs)\/[\w@./-]*)`/g;

const missingPaths = ({ prose }: Pick<Document, 'prose'>): string[] =>
  [...prose.matchAll(PATH)]
    .map(([, path = '']) => path)
    .filter((path) => !isThere(path.replace(/[^/]*NAME.*/, '')));

const { bin, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
  'bin' | 'scripts',
  Record<string, string>
>;

/** Scripts and tools that are named and not there. */
function missingScripts(text: string): string[] {
  const run = [...text.matchAll(/\bnpm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name);
  const tools = [...text.matchAll(/\bnpx ([a-z][\w-]*)/g)].map(([, name = '']) => name);
  return [
    ...run.filter((name) => !Object.hasOwn(scripts, name)),
    ...tools.filter((name) => !Object.hasOwn(bin, name) && !isThere(`node_modules/.bin/${name}`)),
  ];
}

describe('the check', () => {
  const sample = (text: string) => ({ path: 'docs/sample.md', ...parts(text) });

  test('sees links that lead nowhere', () => {
    const text = '# Here and there\n[a](no.md) [b](#nowhere) [c](../README.md#nowhere)\n';
    const found = brokenLinks(sample(`${text}[d](#here-and-there) [e](../README.md)\n`));
    expect(found).toEqual(['no.md', '#nowhere', '../README.md#nowhere']);
  });

  test('sees paths, scripts and tools that are not there', () => {
    expect(missingPaths(sample('`src/nowhere.ts`, `src/engine/`, `src/NAME.ts`'))).toEqual([
      'src/nowhere.ts',
    ]);
    const text = 'npm run -s nowhere, npm run build, npx nothing, npx vitest run';
    expect(missingScripts(text)).toEqual(['nowhere', 'nothing']);
  });

  test('leaves code alone', () => {
    expect(brokenLinks(sample('```\n[a](no.md)\n```\n'))).toEqual([]);
  });
});

for (const document of documents)
  test(`${document.path} names nothing that is not there`, () => {
    expect(brokenLinks(document), 'links').toEqual([]);
    // The changelog is about its own day.
    if (document.path === 'CHANGELOG.md') return;
    expect(missingPaths(document), 'paths').toEqual([]);
    expect(missingScripts(document.text), 'scripts and tools').toEqual([]);
  });

describe('the architecture', () => {
  const { text, blocks } = known.get('docs/architecture.md')!;

  test('maps every folder of the sources', () => {
    const folders = (path: string): string[] =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);
    const names = ['src', 'src/engine', 'src/engine/model', 'src/ui'].flatMap(folders);
    const map = blocks.find(({ name }) => name === 'map')!;
    const missing = names.filter((name) => !new RegExp(`^ *${name}/`, 'm').test(map.text));
    expect(missing).toEqual([]);
  });

  test('has a row for every layer', () => {
    const rows = [...text.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell = '']) => cell);
    const layers = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(layers.sort()).toEqual(LAYERS.map(({ name }) => name).sort());
  });
});

test('the evidence names every library', () => {
  const { text } = known.get('docs/numbers.md')!;
  const chapter = /^## The libraries$([^]*?)^## /m.exec(text)![1]!;
  const told = [...chapter.matchAll(/^\| `(\w+)` \|(.*)$/gm)].flatMap(([, name, cells = '']) =>
    [...cells.matchAll(/`([^`]+)`/g)].map(([, like]) => `${name} ${like}`),
  );
  const all = [...patternTables.values()].flatMap((table) =>
    versionsOf(table).map(([like]) => `${table.name} ${like}`),
  );
  expect(told.sort()).toEqual(all.filter((one) => !one.endsWith(' plain')).sort());
});
