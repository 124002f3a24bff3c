/** The engine's modules as the inliner needs them: what each imports, declares and has marked. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import type { Callee } from './syntax.ts';

/** Where a name is declared, and how it is called there; `*`: all of that file. */
export interface Origin {
  from: string;
  name: string;
}

/** A method or function that may stand where it is called. */
export interface Marked {
  module: Module;
  name: string;
  node: Callee;
  isMethod: boolean;
}

/** An import for a body that has moved here, and what it is called here. */
export interface Borrowed extends Origin {
  alias: string;
}

const hasTag = (node: ts.Node, tag: string): boolean =>
  ts.getJSDocTags(node).some(({ tagName }) => tagName.text === tag);

const isExported = ({ modifiers }: { modifiers?: ts.NodeArray<ts.ModifierLike> }): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

export class Module {
  readonly path: string;
  readonly text: string;
  readonly file: ts.SourceFile;
  /** By local name. */
  readonly imports = new Map<string, Origin>();
  readonly locals = new Set<string>();
  readonly exported = new Set<string>();
  /** What others need of it although it does not export it. */
  readonly lent = new Set<string>();
  readonly borrowed = new Map<string, Borrowed>();
  /** What says `@inline`, and what says `@hot`. */
  readonly inline: Marked[] = [];
  readonly hot: (ts.MethodDeclaration | ts.FunctionDeclaration)[] = [];

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    this.file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    for (const statement of this.file.statements) this.add(statement);
  }

  private add(statement: ts.Statement): void {
    if (ts.isImportDeclaration(statement)) this.addImport(statement);
    else if (ts.isVariableStatement(statement)) this.addVariables(statement);
    else if (ts.isFunctionDeclaration(statement)) {
      this.addLocal(statement.name, isExported(statement));
      this.addMarked(statement, false);
    } else if (ts.isClassDeclaration(statement)) {
      this.addLocal(statement.name, isExported(statement));
      for (const member of statement.members)
        if (ts.isMethodDeclaration(member)) this.addMarked(member, true);
    }
  }

  private addImport({ importClause: clause, moduleSpecifier }: ts.ImportDeclaration): void {
    if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
    const { text } = moduleSpecifier as ts.StringLiteral;
    const from = text.startsWith('.') ? resolve(dirname(this.path), text) : text;
    const add = (local: ts.Identifier, name: string) =>
      this.imports.set(local.text, { from, name });
    if (clause.name) add(clause.name, 'default');
    const list = clause.namedBindings;
    if (list && ts.isNamespaceImport(list)) add(list.name, '*');
    else
      for (const { isTypeOnly, name, propertyName } of list?.elements ?? [])
        if (!isTypeOnly) add(name, (propertyName ?? name).text);
  }

  private addVariables(statement: ts.VariableStatement): void {
    for (const { name, initializer: node } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name)) continue;
      this.addLocal(name, isExported(statement));
      if (node && ts.isArrowFunction(node) && hasTag(statement, 'inline'))
        this.inline.push({ module: this, name: name.text, node, isMethod: false });
    }
  }

  private addLocal(name: ts.Identifier | undefined, exported: boolean): void {
    if (!name) return;
    this.locals.add(name.text);
    if (exported) this.exported.add(name.text);
  }

  private addMarked(node: ts.MethodDeclaration | ts.FunctionDeclaration, isMethod: boolean): void {
    if (!node.body || !node.name) return;
    if (hasTag(node, 'hot')) this.hot.push(node);
    const name = node.name.getText();
    if (hasTag(node, 'inline')) this.inline.push({ module: this, name, node, isMethod });
  }

  /** Where a name of this module is declared; null when it is no name of the module's. */
  origin(name: string): Origin | null {
    const own = this.locals.has(name) ? { from: this.path, name } : null;
    return this.imports.get(name) ?? own;
  }
}

/** All modules of a folder, by path. */
export function modulesOf(folder: string): Map<string, Module> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  const paths = names
    .filter((name) => /(?<!\.d)\.ts$/.test(name))
    .map((name) => join(folder, name));
  return new Map(paths.map((path) => [path, new Module(path, readFileSync(path, 'utf8'))]));
}
