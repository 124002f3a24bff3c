/** Words that must not stand in the project, or not there. */
import ts from 'typescript';
import { eachLine, eachNode, type File, inside, type Rule } from './tree.ts';

const everywhere = () => true;

function bannedType(node: ts.Node): string | false {
  if (ts.isEnumDeclaration(node)) return 'enum: write a union of literals, or constants';
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name) && node.name.text !== 'global')
    return 'namespace: a file is one already';
  return node.kind === ts.SyntaxKind.AnyKeyword && 'any: write unknown, and look at what it is';
}

const SWITCHES = new Set(['only', 'skip', 'todo', 'fixme']);
const RUNNERS = /^(x|f)?(test|it|describe|suite|bench)$/;

function switchedOff(node: ts.Node): string | false {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
    return (
      /^[xf](test|it|describe)$/.test(node.expression.text) && `${node.expression.text}: run it`
    );
  if (!ts.isPropertyAccessExpression(node) || !SWITCHES.has(node.name.text)) return false;
  let runner: ts.Expression = node.expression;
  while (ts.isPropertyAccessExpression(runner)) runner = runner.expression;
  const found = ts.isIdentifier(runner) && RUNNERS.test(runner.text);
  return found && `.${node.name.text}: every test runs, or is deleted`;
}

/** Words that must not stand anywhere, put together here so that this file holds none of them. */
const join = (...parts: string[]) => parts.join('');
const LEFT_OVER = new RegExp(`\\b(${join('TO', 'DO')}|${join('FIX', 'ME')}|${join('X', 'XX')})\\b`);
const SILENCED = new RegExp(`@ts-(${join('ig', 'nore')}|${join('no', 'check')})`);
const FOLDERS = [join('wo', 'rk'), join('ho', 'me'), join('ro', 'ot'), join('Us', 'ers')];
const MACHINE = new RegExp(
  [
    `(^|[\\s'"\`(=:])/(${FOLDERS.join('|')})/`,
    `\\.\\./${join('sha', 'red')}\\b`,
    `\\b(registry|artifactory|nexus|npm)\\.[a-z0-9-]+\\.[a-z]{2,}`,
    `"${join('res', 'olved')}": "http`,
  ].join('|'),
);

/** The service worker downloads the page's own files. */
const asksNobody = (file: File) => inside('src')(file) && !inside('src/offline')(file);

const A = 'src/engine/model/a.ts';
const T = 'tests/a.test.ts';

export const wordRules: readonly Rule[] = [
  {
    name: 'no enum, namespace or any',
    why: 'types are erased, not compiled, and say what a value is',
    check: eachNode(everywhere, bannedType),
    sees: [
      { [A]: 'enum State { open }' },
      { [A]: 'declare const enum State { open }' },
      { [A]: 'namespace a { export const b = 1; }' },
      { [A]: 'const a = JSON.parse(b) as any;' },
      { [T]: 'function f(a: any[]) {}' },
    ],
    allows: [
      { [A]: `// any enum\nconst any = { enum: 'namespace' };` },
      { [A]: `declare module 'seedrandom/lib/alea' { export default 1; }` },
      { [A]: 'declare global { var a: 1 }' },
    ],
  },
  {
    name: 'every test runs',
    why: 'a test that is switched off protects nothing and looks as if it did',
    check: eachNode(inside('tests'), switchedOff),
    sees: [
      { [T]: `test.only('a', () => {});` },
      { [T]: `describe.skip('a', () => {});` },
      { [T]: `it.concurrent.todo('a');` },
      { [T]: `xit('a', () => {});` },
    ],
    allows: [
      { [T]: `test('a test.only', () => { list.skip(1); });` },
      { [T]: `test.skipIf(!full)('a', () => {});` },
    ],
  },
  {
    name: 'nothing is left for later, and no checker is silenced',
    why: 'what is missing belongs into an issue, where it is seen',
    check: eachLine(everywhere, (line) => {
      if (LEFT_OVER.test(line)) return 'a note to oneself: do it, or open an issue';
      return SILENCED.test(line) && 'a silenced checker: mend the type';
    }),
    sees: [
      { [A]: `// ${join('TO', 'DO')}: more` },
      { 'README.md': `${join('FIX', 'ME')}` },
      { [A]: `// @ts-${join('ig', 'nore')}` },
    ],
    allows: [{ [A]: `const todo = 'todo';` }, { [T]: '// @ts-expect-error: not a number' }],
  },
  {
    name: 'nothing names the machine it was written on',
    why: 'a clone works wherever it lands',
    check: eachLine(everywhere, (line) => {
      const found = MACHINE.exec(line)?.[0].trim();
      return found !== undefined && `'${found}': paths are relative, hosts are configuration`;
    }),
    sees: [
      { 'README.md': `see /${join('wo', 'rk')}/main` },
      { [A]: `import '../../${join('sha', 'red')}/a.ts';` },
      { '.npmrc': `registry=https://${join('reg', 'istry')}.example.org/` },
      { 'package-lock.json': `"${join('res', 'olved')}": "https://example.org/a.tgz"` },
    ],
    allows: [
      { 'README.md': 'rework/main, https://example.org/work/' },
      { [A]: `import '../model/${join('sha', 'red')}.ts';` },
    ],
  },
  {
    name: 'only the command line prints',
    why: 'a core hands back what it found; its surroundings show it',
    check: eachNode(
      (file) => inside('src')(file) && !inside('src/cli')(file),
      (node) =>
        ts.isPropertyAccessExpression(node) &&
        node.expression.getText() === 'console' &&
        `console.${node.name.text}: return it instead`,
    ),
    sees: [{ 'src/analysis/a.ts': 'console.log(1);' }],
    allows: [
      { 'src/cli/main.ts': 'console.log(1);' },
      { 'src/analysis/a.ts': `// console.log\nconst console = 1;` },
    ],
  },
  {
    name: 'nothing in src asks the network',
    why: 'the page works offline, and nobody else learns what is simulated',
    check: eachNode(asksNobody, (node) => {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
      const name = node.expression.getText().replace(/^(window|globalThis|self|navigator)\./, '');
      return (
        /^(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)$/.test(name) &&
        `${name}: bundle it`
      );
    }),
    sees: [{ 'src/ui/a.ts': `await fetch('a');` }, { 'src/ui/a.ts': `new WebSocket('a');` }],
    allows: [
      { 'src/ui/a.ts': `cache.fetch('a'); // fetch('a')` },
      { 'src/offline/a.ts': `await fetch('a');` },
    ],
  },
];
