/** Leaves out private methods that nobody calls any more: their bodies stand where they were called. */
import ts from 'typescript';
import { spliced } from './splice.ts';

const isPrivate = ({ modifiers }: ts.MethodDeclaration): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) ?? false;

const linesOf = (text: string): string => text.replace(/[^\n]+/g, '');

/**
 * @param text of a module
 * @param names of marked methods
 * @returns the text without those of them that are private and unused; every line keeps its number
 */
export function withoutUnused(text: string, names: ReadonlySet<string>): string {
  const file = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ESNext, true);
  const methods = new Map<string, ts.MethodDeclaration>();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node) && isPrivate(node) && names.has(node.name.getText()))
      methods.set(node.name.getText(), node);
    if (ts.isIdentifier(node) && !ts.isMethodDeclaration(node.parent)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const unused = [...methods].filter(([name]) => !used.has(name)).map(([, node]) => node);
  const edits = unused.map((node): [number, number, string] => {
    const from = node.getFullStart();
    return [from, node.end, linesOf(text.slice(from, node.end))];
  });
  return spliced(text, 0, text.length, edits);
}
