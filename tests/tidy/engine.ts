/** What must never be in the engine: chance, clocks, waiting, and maths that browsers differ in. */
import ts from 'typescript';
import { each, eachNode, inside, nodesOf, type Rule } from './tree.ts';

const engine = inside('src/engine');

/** Bit-identical in all engines; all else that Math offers is not, or is chance. */
const EXACT = new Set(
  'abs ceil floor round trunc sign min max sqrt fround imul clz32 PI E LN2 LN10 SQRT2'.split(' '),
);

const OUTSIDE = new Map<string, string>(
  Object.entries({
    Date: 'time comes from the event queue',
    performance: 'time comes from the event queue',
    setTimeout: 'put an event on the queue',
    setInterval: 'put an event on the queue',
    setImmediate: 'put an event on the queue',
    queueMicrotask: 'put an event on the queue',
    requestAnimationFrame: 'put an event on the queue',
    Promise: 'the engine never waits',
    crypto: 'draw from a named stream',
    Intl: 'depends on the locale',
    process: 'hand it in as an argument',
    globalThis: 'hand it in as an argument',
    console: 'return it, or throw with seed, time and entity',
    window: 'the engine has no page',
    document: 'the engine has no page',
    navigator: 'the engine has no page',
    self: 'the engine has no worker',
    postMessage: 'the engine has no worker',
  }),
);

/** Does the identifier stand for the value or type of that name, not for a key spelled alike? */
function refers(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  // A shorthand `{ process }` refers; whatever else has a name of its own declares it.
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return (parent as { name?: ts.Node }).name !== node && !ts.isLabeledStatement(parent);
}

function inexact(node: ts.Node): string | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.AsteriskAsteriskToken) return '**';
    if (kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken) return '**=';
  }
  if (!ts.isIdentifier(node) || node.text !== 'Math' || !refers(node)) return null;
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent)) return 'Math as a value';
  return EXACT.has(parent.name.text) ? null : `Math.${parent.name.text}`;
}

const isAsync = (node: ts.Node) =>
  ts.isAwaitExpression(node) ||
  (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
  node.kind === ts.SyntaxKind.AsyncKeyword;

/** A name that the file gives to something itself, such as a breaker's `window`, is that. */
function declaredIn(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(source)) {
    const declares =
      ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if ((declares || ts.isFunctionDeclaration(node)) && node.name && ts.isIdentifier(node.name))
      names.add(node.name.text);
  }
  return names;
}

function outside(node: ts.Node, own: ReadonlySet<string>): string | null {
  if (isAsync(node)) return 'async: the engine never waits, put an event on the queue';
  if (!ts.isIdentifier(node) || !refers(node) || own.has(node.text)) return null;
  const instead = OUTSIDE.get(node.text);
  return instead ? `${node.text}: ${instead}` : null;
}

export const engineRules: readonly Rule[] = [
  {
    name: 'the engine has no chance and no wall clock of its own',
    why: 'a run is a pure function of its spec: nothing else goes in',
    check: each(
      (file) => file.isCode && engine(file),
      (file) => {
        const own = declaredIn(file.source);
        return eachNode(engine, (node) => outside(node, own))([file]);
      },
    ),
    sees: [
      { 'src/engine/run.ts': 'const at = Date.now();' },
      { 'src/engine/run.ts': 'const at = new Date();' },
      { 'src/engine/run.ts': 'const at = performance.now();' },
      { 'src/engine/kernel/a.ts': 'setTimeout(() => {}, 1);' },
      { 'src/engine/kernel/a.ts': 'async function a() {}' },
      { 'src/engine/kernel/a.ts': 'const a = async () => 1;' },
      { 'src/engine/kernel/a.ts': 'await a();' },
      { 'src/engine/model/a.ts': 'export type Later = Promise<number>;' },
      { 'src/engine/model/a.ts': 'export const a = { process };' },
    ],
    allows: [
      { 'src/engine/run.ts': `// Date.now() and await\nconst text = 'new Date()';` },
      { 'src/engine/run.ts': 'function f(window: Calls) { return { window, n: window.n }; }' },
      { 'src/engine/run.ts': 'interface Clock { performance: number; process(): void }' },
      { 'src/engine/run.ts': 'const a = { Date: 1 }; a.Date; clock.performance.now();' },
      { 'src/worker/a.ts': 'const slice = async () => performance.now();' },
    ],
  },
  {
    name: 'the engine computes alike in all browsers',
    why: 'up to a tenth of the results of these differ in the last bit, and with them the digest',
    check: eachNode(engine, (node) => {
      const found = inexact(node);
      return found && `${found}: use kernel/math, a named stream, or multiply`;
    }),
    sees: [
      { 'src/engine/kernel/math.ts': 'const a = Math.log(2);' },
      { 'src/engine/model/a.ts': 'const a = Math.random();' },
      { 'src/engine/model/a.ts': 'const a = 2 ** 31;' },
      { 'src/engine/model/a.ts': 'a **= 2;' },
      { 'src/engine/model/a.ts': 'const { exp } = Math;' },
      { 'src/engine/model/a.ts': `const a = Math['ex' + 'p'](1);` },
    ],
    allows: [
      { 'src/engine/model/a.ts': 'const a = Math.floor(Math.sqrt(4)) * Math.PI;' },
      { 'src/engine/model/a.ts': '/** p ** 2, Math.exp */ const a = { Math: 1 }.Math;' },
      { 'src/analysis/a.ts': 'const a = Math.log(2);' },
    ],
  },
  {
    name: 'the engine does not depend on key order or locale',
    why: 'permuting the keys of a scenario, or opening it elsewhere, changes nothing',
    check: eachNode(engine, (node) => {
      if (ts.isForInStatement(node)) return 'for-in: iterate a sorted array';
      if (!ts.isPropertyAccessExpression(node)) return null;
      const { text } = node.name;
      return /^(toLocale\w*|localeCompare)$/.test(text) && `${text}: compare code points`;
    }),
    sees: [
      { 'src/engine/model/a.ts': 'for (const key in spec) use(key);' },
      { 'src/engine/model/a.ts': 'names.sort((a, b) => a.localeCompare(b));' },
      { 'src/engine/model/a.ts': '(1).toLocaleString();' },
    ],
    allows: [
      { 'src/engine/model/a.ts': `for (const key of keys) if ('a' in spec) use(key);` },
      { 'src/ui/kit/a.ts': '(1).toLocaleString();' },
    ],
  },
];
