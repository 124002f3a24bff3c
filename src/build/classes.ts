/**
 * Of what class an expression is, as far as the text says so: by the types that are written beside
 * fields, parameters and results, by `new`, and by what a local is destructured from.
 */
import ts from 'typescript';
import { functionAround } from './syntax.ts';

/** The name of a class or interface; an array's ends in `[]`; null: unknown. */
type Type = string | null;

type Member = ts.ClassElement | ts.TypeElement;

interface Known {
  members: Map<string, Member>;
  base: Type;
}

type Typed = { type?: ts.TypeNode; initializer?: ts.Expression };

export class Classes {
  private readonly known = new Map<string, Known>();
  /** By interface: the classes that implement it. */
  private readonly makers = new Map<string, string[]>();
  /** By class, the type of its parameter, as an alias says: `type Replica = Replica<Service>`. */
  private readonly given = new Map<string, Type>();
  /** Names that stand for more than one. */
  private readonly shared = new Set<string>();

  constructor(files: readonly ts.SourceFile[]) {
    for (const file of files)
      for (const node of file.statements)
        if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) this.add(node);
        else if (ts.isTypeAliasDeclaration(node)) this.addAlias(node.type);
  }

  private addAlias(type: ts.TypeNode): void {
    if (!ts.isTypeReferenceNode(type) || type.typeArguments?.length !== 1) return;
    const { typeName: of } = type;
    const name = ts.isIdentifier(of) ? of.text : of.right.text;
    const argument = this.written(type.typeArguments[0]);
    const known = this.given.get(name);
    this.given.set(name, known === undefined || known === argument ? argument : null);
  }

  private add(node: ts.ClassDeclaration | ts.InterfaceDeclaration): void {
    const name = node.name!.text;
    if (this.known.has(name)) this.shared.add(name);
    const members = new Map<string, Member>();
    for (const member of node.members)
      if (member.name && ts.isIdentifier(member.name)) members.set(member.name.text, member);
    const named = (kind: ts.SyntaxKind): string[] => {
      const clause = node.heritageClauses?.find(({ token }) => token === kind);
      return (clause?.types ?? []).map(({ expression }) => expression.getText());
    };
    this.known.set(name, { members, base: named(ts.SyntaxKind.ExtendsKeyword)[0] ?? null });
    for (const of of named(ts.SyntaxKind.ImplementsKeyword))
      this.makers.set(of, [...(this.makers.get(of) ?? []), name]);
  }

  /** A member of a class or of those that it extends. */
  member(type: Type, name: string): Member | null {
    const known = type !== null && !this.shared.has(type) ? this.known.get(type) : undefined;
    if (!known) return null;
    return known.members.get(name) ?? this.member(known.base, name);
  }

  /** The one class that is meant: itself, or the only one that implements the interface. */
  classOf(type: Type): Type {
    const makers = this.makers.get(type ?? '') ?? [];
    return makers.length === 1 ? makers[0]! : type;
  }

  /** Has a class that extends this one a method of its own of that name? */
  isOverridden(type: string, name: string): boolean {
    return [...this.known].some(
      ([other, { base, members }]) =>
        base === type && (members.has(name) || this.isOverridden(other, name)),
    );
  }

  typeOf(node: ts.Node): Type {
    if (node.kind === ts.SyntaxKind.ThisKeyword)
      return ts.findAncestor(node, ts.isClassDeclaration)?.name?.text ?? null;
    if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node))
      return this.typeOf(node.expression);
    if (ts.isNewExpression(node)) return node.expression.getText();
    if (ts.isAsExpression(node)) return this.written(node.type);
    if (ts.isCallExpression(node))
      return ts.isPropertyAccessExpression(node.expression) ? this.typeOf(node.expression) : null;
    if (ts.isPropertyAccessExpression(node))
      return this.typeOfMember(this.typeOf(node.expression), node.name.text);
    if (ts.isElementAccessExpression(node)) {
      const list = this.typeOf(node.expression);
      return list?.endsWith('[]') ? list.slice(0, -2) : null;
    }
    return ts.isIdentifier(node) ? this.typeOfLocal(node) : null;
  }

  /** The type of a field, or of what a method returns. */
  private typeOfMember(type: Type, name: string): Type {
    const member = this.member(this.classOf(type), name);
    return member && this.typeFrom(member as Typed);
  }

  private typeFrom({ type, initializer }: Typed): Type {
    return this.written(type) ?? (initializer ? this.typeOf(initializer) : null);
  }

  /** What a written type names, `| null` and the like left out. */
  private written(type: ts.TypeNode | undefined): Type {
    if (!type) return null;
    if (ts.isTypeReferenceNode(type))
      return ts.isIdentifier(type.typeName) ? this.meant(type.typeName) : null;
    if (ts.isTypeOperatorNode(type)) return this.written(type.type);
    if (ts.isIndexedAccessTypeNode(type)) {
      const { indexType: key } = type;
      const isKey = ts.isLiteralTypeNode(key) && ts.isStringLiteral(key.literal);
      return isKey ? this.typeOfMember(this.written(type.objectType), key.literal.text) : null;
    }
    if (ts.isArrayTypeNode(type)) {
      const element = this.written(type.elementType);
      return element && `${element}[]`;
    }
    if (!ts.isUnionTypeNode(type)) return null;
    const parts = new Set(
      type.types.filter((part) => !ts.isLiteralTypeNode(part)).map((part) => this.written(part)),
    );
    return parts.size === 1 ? [...parts][0]! : null;
  }

  /** What a type's name stands for: a class's parameter, or itself. */
  private meant(name: ts.Identifier): Type {
    const around = ts.findAncestor(name, ts.isClassDeclaration);
    const isParameter = around?.typeParameters?.some((one) => one.name.text === name.text);
    return isParameter ? (this.given.get(around!.name!.text) ?? null) : name.text;
  }

  /** A parameter or local; null where several of that name have not the same type. */
  private typeOfLocal(name: ts.Identifier): Type {
    const types = new Set<Type>();
    const visit = (node: ts.Node): void => {
      if (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node))
        if (ts.isIdentifier(node.name) && node.name.text === name.text)
          types.add(ts.isBindingElement(node) ? this.typeOfPart(node) : this.typeFrom(node));
      ts.forEachChild(node, visit);
    };
    const around = functionAround(name);
    if (around) visit(around);
    return types.size === 1 ? [...types][0]! : null;
  }

  /** What is destructured is a field. */
  private typeOfPart({ name, propertyName, parent: { parent: from } }: ts.BindingElement): Type {
    if (!ts.isVariableDeclaration(from) || !from.initializer) return null;
    return this.typeOfMember(this.typeOf(from.initializer), (propertyName ?? name).getText());
  }
}
