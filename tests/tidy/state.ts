/**
 * No state that outlives or joins two runs: what a module holds at its top level must not change
 * after it has loaded. Building a table there is fine; so is a container whose type says read-only.
 */
import ts from 'typescript';
import { each, File, type Finding, inside, nodesOf, type Rule } from './tree.ts';

const SCRATCH =
  /^(Float(32|64)|(Big)?U?[Ii]nt(8|16|32|64))(Clamped)?Array$|^(DataView|ArrayBuffer)$/;
const HARMLESS = /^(RegExp|Text(En|De)coder|Intl\.\w+)$/;
const MUTATORS =
  /^(add|clear|copyWithin|delete|fill|pop|push|reverse|set(\w*)|shift|sort|splice|unshift)$/;

function unwrap(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node))
    return unwrap(node.expression);
  return node;
}

const isReadonlyType = (type: ts.TypeNode | undefined): boolean =>
  type !== undefined &&
  ((ts.isTypeOperatorNode(type) && type.operator === ts.SyntaxKind.ReadonlyKeyword) ||
    (ts.isTypeReferenceNode(type) && /^Readonly/.test(type.typeName.getText())));

/** An initial value that says itself that it does not change, or cannot. */
function isFixed(declaration: ts.VariableDeclaration): boolean {
  const value = declaration.initializer && unwrap(declaration.initializer);
  if (!value || isReadonlyType(declaration.type)) return true;
  if (ts.isAsExpression(value))
    return value.type.getText() === 'const' || isReadonlyType(value.type);
  return ts.isCallExpression(value) && value.expression.getText() === 'Object.freeze';
}

/** A container that is there to be filled: `new Map()`, `[]`, `{}`, `$state(…)`. */
function container(declaration: ts.VariableDeclaration): string | null {
  const value = declaration.initializer && unwrap(declaration.initializer);
  if (!value || isFixed(declaration)) return null;
  if (ts.isNewExpression(value)) {
    const of = value.expression.getText();
    return HARMLESS.test(of) ? null : `new ${of}`;
  }
  if (ts.isArrayLiteralExpression(value)) return value.elements.length ? null : '[]';
  if (ts.isObjectLiteralExpression(value)) return value.properties.length ? null : '{}';
  const rune = ts.isCallExpression(value) && value.expression.getText();
  return rune && /^\$state\b/.test(rune) ? rune : null;
}

/** The variable whose contents an expression such as `a.b[0].c` reaches into. */
function base(node: ts.Expression): ts.Identifier | null {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const { expression } = node;
    return ts.isIdentifier(expression) ? expression : base(expression);
  }
  const wrapped = ts.isNonNullExpression(node) || ts.isAsExpression(node);
  return wrapped || ts.isParenthesizedExpression(node) ? base(node.expression) : null;
}

/** What a node changes inside of, if it changes something. */
function changed(node: ts.Node): ts.Identifier | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return assigns ? base(node.left) : null;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const steps = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken];
    return steps.includes(node.operator) ? base(node.operand) : null;
  }
  if (ts.isDeleteExpression(node)) return base(node.expression);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  return MUTATORS.test(node.expression.name.text) ? base(node.expression) : null;
}

function functionAround(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/** Is the name declared again between here and the top, so that it is another variable? */
function isShadowed(use: ts.Identifier): boolean {
  for (let at = functionAround(use); at; at = functionAround(at)) {
    for (const node of nodesOf(at))
      if (
        (ts.isParameter(node) || ts.isVariableDeclaration(node)) &&
        namesOf(node.name).includes(use.text)
      )
        return true;
  }
  return false;
}

const topLevel = (file: File): ts.VariableDeclarationList[] =>
  file.source.statements.filter(ts.isVariableStatement).map((s) => s.declarationList);

const namesOf = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((e) => (ts.isBindingElement(e) ? namesOf(e.name) : []));

/** What another module holds is as shared as what this one does. */
function importedNames(file: File): string[] {
  const clauses = file.source.statements.filter(ts.isImportDeclaration).map((s) => s.importClause);
  return clauses.flatMap((clause) => {
    const bindings = clause?.namedBindings;
    const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    return [clause, ...named].flatMap((binding) => binding?.name?.text ?? []);
  });
}

/** A component's own script runs once per instance: its variables are not the module's. */
const moduleOf = (file: File): File =>
  file.path.endsWith('.svelte') ? new File(file.path, onlyModule(file.text)) : file;

const onlyModule = (text: string) =>
  text.replace(/<script(?![^>]*\bmodule\b)[^>]*>[\s\S]*?<\/script>/g, (part) =>
    part.replace(/[^\n]/g, ' '),
  );

function stateIn(whole: File): Finding[] {
  const file = moduleOf(whole);
  const findings: Finding[] = [];
  const held = new Set(importedNames(file));
  const scratch = file.path === 'src/engine/kernel/math.ts';
  for (const list of topLevel(file)) {
    if (!(list.flags & ts.NodeFlags.Const))
      findings.push(file.finding(list, 'a top-level let: pass it in, or keep it in the run'));
    for (const declaration of list.declarations) {
      const value = declaration.initializer;
      if (scratch && value && isScratch(value)) continue;
      const found = container(declaration);
      const fix = 'keep it in the run, or give it a Readonly type';
      if (found) findings.push(file.finding(declaration, `a top-level ${found}: ${fix}`));
      for (const name of namesOf(declaration.name)) held.add(name);
    }
  }
  for (const node of file.nodes) {
    const target = changed(node);
    if (target && held.has(target.text) && functionAround(node) && !isShadowed(target))
      findings.push(file.finding(node, `changes '${target.text}', which all runs share`));
    if (isMutableStatic(node)) findings.push(file.finding(node, 'a static that can change'));
  }
  return findings;
}

const isScratch = (value: ts.Expression) =>
  ts.isNewExpression(value) && SCRATCH.test(value.expression.getText());

function isMutableStatic(node: ts.Node): boolean {
  if (!ts.isPropertyDeclaration(node)) return false;
  const kinds = new Set(node.modifiers?.map((modifier) => modifier.kind));
  return kinds.has(ts.SyntaxKind.StaticKeyword) && !kinds.has(ts.SyntaxKind.ReadonlyKeyword);
}

const A = 'src/engine/model/a.ts';
const MATH = 'src/engine/kernel/math.ts';

export const stateRules: readonly Rule[] = [
  {
    name: 'modules of engine and ui hold no mutable state',
    why: 'compare needs two of everything, and a second run must not feel the first',
    check: each((file) => file.isCode && inside('src/engine', 'src/ui')(file), stateIn),
    sees: [
      { [A]: 'let next = 0;' },
      { [A]: 'export var next = 0;' },
      { [A]: 'const cache = new Map<string, number>();' },
      { [A]: 'const seen: WeakMap<object, number> = new WeakMap();' },
      { [A]: 'const pool: Frame[] = [];' },
      { [A]: 'export const byName: Record<string, number> = {};' },
      { [A]: 'const buffer = new Float64Array(1);' },
      { [A]: 'const counter = { n: 0 };\nexport const next = () => counter.n++;' },
      { [A]: 'const list = [1];\nfunction add() { list.push(2); }' },
      { [A]: 'const made = make();\nfunction add() { made.rows[0]!.n += 2; }' },
      { [A]: 'class Pool { static count = 0; }' },
      { [A]: 'const { edge } = table();\nfunction f() { edge[0] = 1; }' },
      { [A]: `import { t } from './t.ts';\nexport const f = () => { t.n = 1; };` },
      { [MATH]: 'let calls = 0;' },
      { 'src/ui/state/a.svelte.ts': 'export const open = $state({ yes: true });' },
      { 'src/ui/kit/A.svelte': '<script module>\nlet count = 0;\n</script>' },
    ],
    allows: [
      { [A]: 'const names = [1, 2] as const;\nconst table: Table = { name: 1 };' },
      { [A]: 'const byName: ReadonlyMap<string, number> = new Map([["a", 1]]);' },
      { [A]: 'const none: readonly number[] = [];\nconst frozen = Object.freeze([]);' },
      { [A]: 'const ln: Readonly<Float64Array> = new Float64Array(9).fill(1);' },
      { [A]: 'const t = table();\nfor (const i of [0]) t[i] = 1;' },
      { [A]: 'const t = { n: 0 };\nfunction f(t: { n: number }) { t.n = 1; }' },
      { [A]: '// let next = 0;\nfunction f() { let n = 0; const list = []; list.push(n++); }' },
      { [A]: 'const re = /x/;\nclass Pool { static readonly size = 9; free = []; }' },
      { [MATH]: 'const bits = new Float64Array(1);\nconst f = (x) => { bits[0] = x; };' },
      { 'src/ui/kit/A.svelte': '<script module></script><script>\nlet count = 0;\n</script>' },
      { 'src/worker/a.ts': 'let running = 0;' },
    ],
  },
];
