/** What belongs together is there together: file and registration, mechanism and test. */
import ts from 'typescript';
import { eachNode, type File, type Finding, inside, type Rule } from './tree.ts';

const FOLDERS = ['.ci', 'docs', 'public', 'scenarios', 'src', 'tests'];
/** What people read, what the page starts from, and the tool files that must lie at the top. */
const TOP = [
  ...['README.md', 'CHANGELOG.md', 'LICENSE', 'index.html', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'vite.config.ts', 'svelte.config.js', 'playwright.config.ts'],
  ...['eslint.config.js', '.dependency-cruiser.cjs', '.prettierignore', '.gitignore', '.npmrc'],
];

/** `circuit-breaker` → `circuitBreaker`, its key in a scenario. */
const keyOf = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** The names of what lies in src/engine/patterns or faults: a file each, or a folder. */
function namesIn(files: readonly File[], folder: string): string[] {
  const own = files.filter(inside(folder)).map((file) => file.path.slice(folder.length + 1));
  const names = own.map((path) => path.split('/')[0]!.replace(/(\.(table|sign))?\.ts$/, ''));
  return [...new Set(names)].filter((name) => !['signs', 'tables', 'classes'].includes(name));
}

function importsOf(file: File | undefined): string[] {
  if (!file) return [];
  const all = file.nodes.filter(ts.isImportDeclaration);
  return all.map((node) => (node.moduleSpecifier as ts.StringLiteral).text);
}

/** By index, the files from which it takes what belongs to a name. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  signs: ['.sign.ts', '/sign.ts'],
  tables: ['.ts', '.table.ts', '/tables.ts'],
  classes: ['.ts', '/classes.ts'],
};

function unregistered(files: readonly File[]): Finding[] {
  const indexes = {
    'src/engine/patterns': ['signs', 'tables', 'classes'],
    'src/engine/faults': ['tables', 'classes'],
  };
  return Object.entries(indexes).flatMap(([folder, names]) =>
    names.flatMap((index) => {
      const path = `${folder}/${index}.ts`;
      const imported = importsOf(files.find((file) => file.path === path));
      const isListed = (name: string) =>
        OWN[index]!.some((file) => imported.includes(`./${name}${file}`));
      const missing = namesIn(files, folder).filter((name) => !isListed(name));
      return missing.map((name) => ({ path, line: 1, message: `does not list ${name}` }));
    }),
  );
}

const mentions = (file: File, name: string) =>
  new RegExp(`\\b(${name}|${keyOf(name)})\\b`).test(file.text);

function untested(files: readonly File[]): Finding[] {
  const tests = (folder: string) =>
    files.filter((file) => inside(`tests/engine/${folder}`)(file) && /\.test\.ts$/.test(file.path));
  const patterns = namesIn(files, 'src/engine/patterns').flatMap((name) => {
    const path = `tests/engine/patterns/${name}.test.ts`;
    const own = tests('patterns').some((file) => file.path === path && mentions(file, name));
    return own ? [] : [{ path, line: 1, message: `is missing, or does not mention ${name}` }];
  });
  const faults = namesIn(files, 'src/engine/faults').flatMap((name) => {
    if (tests('faults').some((file) => mentions(file, name))) return [];
    return [{ path: 'tests/engine/faults', line: 1, message: `no test mentions ${keyOf(name)}` }];
  });
  return [...patterns, ...faults];
}

function withoutPartner(files: readonly File[]): Finding[] {
  const namesOf = (pattern: RegExp) =>
    files.flatMap((file) => pattern.exec(file.path)?.[1] ?? []).sort();
  const scenarios = namesOf(/^scenarios\/(.+)\.ya?ml$/);
  const goldens = namesOf(/^tests\/golden\/(.+)\.json$/);
  const lone = (names: string[], others: string[]) => names.filter((n) => !others.includes(n));
  return [
    ...lone(scenarios, goldens).map((name) => ({
      path: `scenarios/${name}.yaml`,
      line: 1,
      message: `has no tests/golden/${name}.json: run the goldens once, and review it`,
    })),
    ...lone(goldens, scenarios).map((name) => ({
      path: `tests/golden/${name}.json`,
      line: 1,
      message: 'has no scenario: delete it',
    })),
  ];
}

const strayAtTop = (files: readonly File[]): Finding[] =>
  files
    .filter((file) => !TOP.includes(file.path) && !inside(...FOLDERS)(file))
    .map((file) => file.finding(1, 'is not in the layout: put it where it belongs'));

/** Panels are derived from the tables, so that a new pattern brings its own. */
function namingPanels(files: readonly File[]): Finding[] {
  const keys = new Set(namesIn(files, 'src/engine/patterns').map(keyOf));
  const check = eachNode(
    inside('src/ui/panels'),
    (node) =>
      ts.isStringLiteralLike(node) &&
      !ts.isImportDeclaration(node.parent) &&
      keys.has(node.text) &&
      `names the pattern '${node.text}': derive it from the table`,
  );
  return check(files);
}

const signs = 'src/engine/patterns/signs.ts';
const tables = 'src/engine/patterns/tables.ts';
const classes = 'src/engine/patterns/classes.ts';
const retry = { 'src/engine/patterns/retry.ts': '', 'src/engine/patterns/retry.table.ts': '' };
const registered = {
  ...retry,
  [signs]: `import { sign } from './retry.sign.ts';`,
  [tables]: `import { table } from './retry.table.ts';`,
  [classes]: `import { classes } from './retry.ts';`,
};
const breaker = { 'src/engine/patterns/circuit-breaker/polly.ts': '' };

export const completeRules: readonly Rule[] = [
  {
    name: 'every pattern and fault is registered',
    why: 'adding one is its file and a line',
    check: unregistered,
    sees: [
      { ...registered, [signs]: '' },
      { ...registered, [signs]: `import { sign } from './retry.table.ts';` },
      { ...registered, [tables]: '' },
      { ...registered, [classes]: '' },
      { ...breaker, [tables]: `// import './circuit-breaker/tables.ts'` },
      { 'src/engine/faults/slow.ts': '' },
    ],
    allows: [
      registered,
      {
        ...breaker,
        [signs]: `import { sign } from './circuit-breaker/sign.ts';`,
        [tables]: `import { table } from './circuit-breaker/tables.ts';`,
        [classes]: `import { classes } from './circuit-breaker/classes.ts';`,
      },
    ],
  },
  {
    name: 'every pattern and fault has a test',
    why: 'a mechanism that nobody checks is a guess',
    check: untested,
    sees: [
      retry,
      { ...retry, 'tests/engine/patterns/retry.test.ts': '' },
      { ...breaker, 'tests/engine/patterns/retry.test.ts': 'circuitBreaker' },
      { 'src/engine/faults/slow.ts': '', 'tests/engine/faults/faults.test.ts': 'slowly' },
    ],
    allows: [
      { ...retry, 'tests/engine/patterns/retry.test.ts': '{ retry: {} }' },
      { ...breaker, 'tests/engine/patterns/circuit-breaker.test.ts': 'circuitBreaker' },
      { 'src/engine/faults/slow.ts': '', 'tests/engine/faults/faults.test.ts': 'slow: 10' },
    ],
  },
  {
    name: 'every scenario has its golden',
    why: 'a number that moves is seen in a diff',
    check: withoutPartner,
    sees: [{ 'scenarios/a.yaml': '' }, { 'tests/golden/a.json': '' }],
    allows: [
      { 'scenarios/a.yaml': '', 'tests/golden/a.json': '' },
      { 'scenarios/a.md': '', 'tests/golden/golden.test.ts': '' },
    ],
  },
  {
    name: 'the top of the repository is the layout',
    why: 'who opens it sees the map, and nothing that was merely dropped there',
    check: strayAtTop,
    sees: [{ 'notes.md': '' }, { 'lib/a.ts': '' }, { 'out.json': '' }],
    allows: [{ 'package.json': '' }, { 'src/a.ts': '' }, { '.ci/run': '' }, { LICENSE: '' }],
  },
  {
    name: 'no panel names a pattern',
    why: 'panels, sliders, signs, keys and tooltips come from the table of the pattern',
    check: namingPanels,
    sees: [{ ...breaker, 'src/ui/panels/a.ts': `if (name === 'circuitBreaker') b();` }],
    allows: [
      { ...breaker, 'src/ui/panels/a.ts': `// 'circuitBreaker'\nconst a = 'circuit';` },
      { ...breaker, 'src/scenario/a.ts': `const a = 'circuitBreaker';` },
    ],
  },
];

/** The keys that the files of a folder of patterns or faults stand for. */
export const keysIn = (files: readonly File[], folder: string): string[] =>
  namesIn(files, folder).map(keyOf).sort();
