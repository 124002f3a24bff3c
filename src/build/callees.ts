/** What is marked to stand where it is called, and which calls call it. */
import ts from 'typescript';
import { Classes } from './classes.ts';
import type { Marked, Module, Origin } from './modules.ts';

export class Callees {
  private readonly marked: readonly Marked[];
  private readonly classes: Classes;
  private readonly idle: Set<Marked>;

  constructor(modules: readonly Module[]) {
    this.classes = new Classes(modules.map(({ file }) => file));
    this.marked = modules.flatMap(({ inline }) => inline);
    this.idle = new Set(this.marked);
  }

  /** What is called by code of that module, if it is marked and nothing else can be meant. */
  of(node: ts.Node | undefined, module: Module): Marked | undefined {
    if (!node || !ts.isCallExpression(node) || node.questionDotToken) return undefined;
    const { expression } = node;
    if (ts.isPropertyAccessExpression(expression)) return this.method(expression);
    return ts.isIdentifier(expression) ? this.function(module.origin(expression.text)) : undefined;
  }

  private method({ expression, name }: ts.PropertyAccessExpression): Marked | undefined {
    if (!this.marked.some((one) => one.isMethod && one.name === name.text)) return undefined;
    const type = this.classes.classOf(this.classes.typeOf(expression));
    if (type === null || this.classes.isOverridden(type, name.text)) return undefined;
    const member = this.classes.member(type, name.text);
    return this.marked.find(({ node }) => node === member);
  }

  private function(origin: Origin | null): Marked | undefined {
    return this.marked.find(
      ({ isMethod, name, module: { path } }) =>
        !isMethod && path === origin?.from && name === origin.name,
    );
  }

  /** A call of it was replaced. */
  used(callee: Marked): void {
    this.idle.delete(callee);
  }

  /** @throws Error when something is marked in vain */
  check(): void {
    for (const { name, module } of this.idle)
      throw new Error(`@inline: no call of ${name} of ${module.path} is replaced`);
  }
}
