/** Sizes and names: what keeps every file readable by whoever opens it first. */
import { basename } from 'node:path/posix';
import ts from 'typescript';
import { each, eachLine, eachNode, type File, inside, type Rule } from './tree.ts';

const LINES_MAX = 300;
const FUNCTION_LINES_MAX = 60;
const COLUMNS_MAX = 100;

const everywhere = () => true;
const code = (file: File) => file.isCode;
const source = inside('src', 'tests');

type FunctionWithBody = ts.FunctionLikeDeclaration & { body: ts.Node };

const hasBody = (node: ts.Node): node is FunctionWithBody =>
  ts.isFunctionLike(node) && (node as ts.FunctionLikeDeclaration).body !== undefined;

/** A function's own name, or that of the variable, key or call that it is given to. */
function nameOf(node: FunctionWithBody): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent))
    return parent.name.getText();
  return ts.isCallExpression(parent) ? `${parent.expression.getText()}(…)` : 'a function';
}

/** `describe` takes a function only to hold tests together. */
const isGroup = (node: ts.Node) =>
  ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());

function tooLong(node: ts.Node, file: File): string | null {
  if (!hasBody(node) || isGroup(node)) return null;
  const end = file.source.getLineAndCharacterOfPosition(node.end).line + 1;
  const lines = end - file.lineOf(node) + 1;
  if (lines <= FUNCTION_LINES_MAX) return null;
  return `${nameOf(node)} has ${lines} lines: at most ${FUNCTION_LINES_MAX}, split it`;
}

const NAMES: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^README\.md$/, /./, 'README.md'],
  [/\.svelte\.ts$/, /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.svelte\.ts$/, 'kebab-case.svelte.ts'],
  [/\.svelte$/, /^[A-Z][A-Za-z0-9]*\.svelte$/, 'PascalCase.svelte'],
  [/./, /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/, 'kebab-case'],
];
const SAYS_NOTHING = /^(utils?|helpers?|types|common|misc|data|manager)\.(svelte\.)?ts$/;

function badName(path: string): string | null {
  const name = basename(path);
  if (SAYS_NOTHING.test(name)) return `${name} says nothing: name it for the idea it holds`;
  const [, wanted, form] = NAMES.find(([which]) => which.test(name))!;
  if (!wanted.test(name)) return `${name}: file names are ${form}`;
  const folders = path.split('/').slice(0, -1);
  return folders.every((folder) => /^\.?[a-z0-9-]+$/.test(folder))
    ? null
    : 'folders are kebab-case';
}

const A = 'src/engine/model/a.ts';
const T = 'tests/a.test.ts';
const linesOf = (n: number) => 'a();\n'.repeat(n);

export const styleRules: readonly Rule[] = [
  {
    name: `files have at most ${LINES_MAX} lines`,
    why: 'files over a thousand lines are where the codebases we admire are hardest to read',
    check: each(code, (file) => {
      const lines = file.lines.length;
      return lines > LINES_MAX ? [file.finding(LINES_MAX + 1, `${lines} lines: split it`)] : [];
    }),
    sees: [{ [A]: linesOf(LINES_MAX + 1) }, { [T]: linesOf(400) }],
    allows: [{ [A]: linesOf(LINES_MAX) }, { 'scenarios/a.yaml': linesOf(400) }],
  },
  {
    name: `functions have at most ${FUNCTION_LINES_MAX} lines`,
    why: 'an algorithm should fit on one screen',
    check: eachNode(everywhere, tooLong),
    sees: [
      { [A]: `function f() {\n${linesOf(59)}}` },
      { [A]: `class A { m() {\n${linesOf(59)}} }` },
      { [A]: `const f = () => {\n${linesOf(59)}};` },
      { [T]: `test('a', () => {\n${linesOf(59)}});` },
    ],
    allows: [
      { [A]: `function f() {\n${linesOf(58)}}` },
      { [A]: `class A {\n${'m() {}\n'.repeat(90)}}` },
      { [T]: `describe('a', () => {\n${linesOf(99)}});` },
    ],
  },
  {
    name: `lines have at most ${COLUMNS_MAX} columns`,
    why: 'two files fit side by side',
    check: eachLine(code, (line) => {
      const columns = [...line].length;
      // An address cannot be broken.
      if (columns <= COLUMNS_MAX || /(\/\/|\*).*https?:\/\//.test(line)) return false;
      return `${columns} columns: break it, a text as well`;
    }),
    sees: [{ [A]: `const a = '${'x'.repeat(90)}';` }],
    allows: [
      { [A]: `// ${'é'.repeat(97)}` },
      { [A]: `// see https://example.org/${'x'.repeat(90)}` },
      { 'README.md': 'x'.repeat(300) },
    ],
  },
  {
    name: 'files are named for what they hold',
    why: 'one concept per file, found by its name',
    check: each(source, (file) => {
      const message = badName(file.path);
      return message ? [file.finding(1, message)] : [];
    }),
    sees: [
      { 'src/engine/eventQueue.ts': '' },
      { 'src/engine/event_queue.ts': '' },
      { 'src/engine/utils.ts': '' },
      { 'src/ui/kit/button.svelte': '' },
      { 'src/ui/state/Session.svelte.ts': '' },
      { 'src/engine/circuitBreaker/index.ts': '' },
    ],
    allows: [
      { 'src/engine/event-queue.ts': '' },
      { 'src/ui/kit/IconButton.svelte': '' },
      { 'src/ui/state/session.svelte.ts': '' },
      { 'tests/oracle/m-m-1.test.ts': '' },
      { 'tests/conformance/vectors/resilience4j-2.3.0.json': '' },
    ],
  },
];
