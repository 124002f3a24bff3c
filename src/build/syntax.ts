/** Questions about pieces of syntax. */
import ts from 'typescript';

const { SyntaxKind } = ts;

/** A function whose body may stand where it is called. */
export type Callee = ts.MethodDeclaration | ts.FunctionDeclaration | ts.ArrowFunction;

export const functionAround = (node: ts.Node): ts.Node | undefined =>
  ts.findAncestor(node.parent, ts.isFunctionLike);

/** The call that a statement consists of, and where its value goes. */
export interface Site {
  call: ts.Expression | undefined;
  into?: ts.Expression | ts.BindingName;
  /** That name is declared by the statement. */
  declares?: boolean;
}

export function siteOf(node: ts.Node): Site | null {
  if (ts.isReturnStatement(node)) return { call: node.expression };
  if (ts.isVariableStatement(node)) {
    const [first, ...others] = node.declarationList.declarations;
    if (!first || others.length > 0 || !ts.isIdentifier(first.name)) return null;
    return { call: first.initializer, into: first.name, declares: true };
  }
  if (!ts.isExpressionStatement(node)) return null;
  const { expression } = node;
  if (!ts.isBinaryExpression(expression)) return { call: expression };
  const { left, operatorToken, right } = expression;
  const assigns = operatorToken.kind === SyntaxKind.EqualsToken && isSimple(left, true);
  return assigns ? { call: right, into: left } : null;
}

/** What of an expression is evaluated first. */
export function beginningOf(expression: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(expression)) return beginningOf(expression.expression);
  if (ts.isPrefixUnaryExpression(expression)) return beginningOf(expression.operand);
  return ts.isBinaryExpression(expression) ? beginningOf(expression.left) : expression;
}

/** The expression that is all there is to a function, or null. */
export function valueOf({ body }: Callee): ts.Expression | null {
  if (!body || !ts.isBlock(body)) return body ?? null;
  const [only, ...others] = body.statements;
  if (!only || others.length > 0 || !ts.isReturnStatement(only)) return null;
  return only.expression ?? null;
}

/** Not a name of its own, but a key: of a property, in a pattern, of a label. */
export function isKey(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent))
    return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent);
}

/** Collects from all nodes within one. */
function collected<T>(node: ts.Node, from: (child: ts.Node) => T | null): Set<T> {
  const found = new Set<T>();
  const visit = (child: ts.Node): void => {
    const one = from(child);
    if (one !== null) found.add(one);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return found;
}

const isCount = (operator: ts.SyntaxKind): boolean =>
  operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken;

/** What a node sets, or null. */
function setBy(node: ts.Node): ts.Expression | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const sets = kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
    return sets ? node.left : null;
  }
  const isUnary = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
  return isUnary && isCount(node.operator) ? node.operand : null;
}

/** Names that are set in a node. */
export const assignedIn = (node: ts.Node): Set<string> =>
  collected(node, (child) => {
    const set = setBy(child);
    return set && ts.isIdentifier(set) ? set.text : null;
  });

/** Names that are declared in a node. */
export const declaredIn = (node: ts.Node): Set<string> =>
  collected(node, (child) => {
    const declares =
      ts.isVariableDeclaration(child) || ts.isBindingElement(child) || ts.isParameter(child);
    return declares && ts.isIdentifier(child.name) ? child.name.text : null;
  });

/** Does evaluating it change nothing, as far as can be seen? */
export const isPure = (node: ts.Node): boolean =>
  collected(node, (child) => ts.isCallExpression(child) || setBy(child) !== null || null).size ===
  0;

const WORDS = [
  SyntaxKind.ThisKeyword,
  SyntaxKind.NullKeyword,
  SyntaxKind.TrueKeyword,
  SyntaxKind.FalseKeyword,
];

/** A name or literal, or `paths` too: fields of such. */
export function isSimple(node: ts.Node, paths: boolean): boolean {
  if (ts.isPropertyAccessExpression(node) || ts.isNonNullExpression(node))
    return paths && isSimple(node.expression, paths);
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  return ts.isIdentifier(node) || ts.isNumericLiteral(node) || WORDS.includes(node.kind);
}
