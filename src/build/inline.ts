/**
 * Puts the bodies of small methods where they are called, before the sources are bundled. V8 does
 * the same at run time, but only so far: its budget is used up in the middle of a request's way,
 * and where it ends changes with every line that is written. So methods on that way say `@inline`
 * in their comments, and where their calls are replaced it says `@hot`: there, and in what is put
 * there. All other calls stay what they are.
 *
 * What is put there lies on one line, so that every other line keeps its number. A call is replaced
 * where it is a statement, what is returned, assigned or declared, or the beginning of a condition;
 * one of a method that only returns an expression, anywhere. Receiver and arguments are evaluated
 * once, in their order. A method that some subclass has of its own is never put anywhere.
 */
import { dirname, relative } from 'node:path';
import ts from 'typescript';
import { Callees } from './callees.ts';
import { type Borrowed, type Marked, type Module, modulesOf, type Origin } from './modules.ts';
import { type Edit, flat, spliced } from './splice.ts';
import * as syntax from './syntax.ts';

/** Where a piece of code was written and where it stands. */
interface Scope {
  /** The one in which it was written. */
  module: Module;
  /** All of the function that it is a part of. */
  body: ts.Node;
  /** That function, and those in which it has been put, the outermost first. */
  path: readonly ts.Node[];
  /** What its parameters and locals are called where it stands; null: it has not moved. */
  names: Map<string, string> | null;
  self: string;
  goal: Goal;
}

/** Where results go. */
interface Goal {
  /** Of the block that ends with them; '' where they are those of the whole function. */
  label: string;
  /** What is set to them; null: nothing is. */
  into: string | null;
}

const WHOLE: Goal = { label: '', into: null };

/**
 * @returns by path, of the modules in which calls were replaced or that lend to them: their text
 * @throws Error when a function is marked and none of its calls could be replaced
 */
export function inlined(folder: string): Map<string, string> {
  const modules = modulesOf(folder);
  const inliner = new Inliner(modules);
  const texts = new Map<string, string>();
  for (const module of modules.values())
    if (module.hot.length > 0) texts.set(module.path, inliner.rewritten(module));
  for (const { lent, path, text } of modules.values()) {
    const names = [...lent].map((name) => `${name} as ${name}$lent`);
    if (lent.size > 0)
      texts.set(path, `${texts.get(path) ?? text}export { ${names.join(', ')} };\n`);
  }
  inliner.callees.check();
  return texts;
}

class Inliner {
  readonly callees: Callees;
  private readonly modules: ReadonlyMap<string, Module>;
  /** The one that is being rewritten. */
  private module!: Module;
  /** Numbers handed out, for names that nobody else has. */
  private count = 0;

  constructor(modules: ReadonlyMap<string, Module>) {
    this.modules = modules;
    this.callees = new Callees([...modules.values()]);
  }

  rewritten(module: Module): string {
    this.module = module;
    const edits: Edit[] = [];
    for (const hot of module.hot) {
      const body = hot.body!;
      const scope = { module, body, path: [hot], names: null, self: 'this', goal: WHOLE };
      this.collect(body, scope, edits);
    }
    const imports = [...module.borrowed.values()].map(({ name, alias, from }) => {
      const what = name === '*' ? `* as ${alias}` : `{ ${name} as ${alias} }`;
      return `import ${what} from '${from}';\n`;
    });
    return spliced(module.text, 0, module.text.length, edits) + imports.join('');
  }

  /** What is called, if its body may stand there instead. */
  private calleeOf(node: ts.Node | undefined, { module, path }: Scope): Marked | null {
    const callee = this.callees.of(node, module);
    return callee && !path.includes(callee.node) ? callee : null;
  }

  /** Notes what changes in a node: calls, and in code that has moved its names. */
  private collect(node: ts.Node, scope: Scope, edits: Edit[]): void {
    if (ts.isTypeNode(node) || this.replace(node, scope, edits)) return;
    if (scope.names && this.rename(node, scope, edits)) return;
    ts.forEachChild(node, (child) => this.collect(child, scope, edits));
  }

  /** The text of a node, on one line. */
  private textOf(node: ts.Node, scope: Scope): string {
    const edits: Edit[] = [];
    this.collect(node, scope, edits);
    return flat(spliced(scope.module.text, node.getStart(), node.end, edits));
  }

  /** In code that has moved. @returns whether the node is done with */
  private rename(node: ts.Node, scope: Scope, edits: Edit[]): boolean {
    const put = (text: string) => edits.push([node.getStart(), node.end, text]);
    if (node.kind === ts.SyntaxKind.ThisKeyword) put(scope.self);
    else if (ts.isReturnStatement(node) && this.endsBody(node, scope))
      this.leave(node, scope, edits);
    else if (ts.isIdentifier(node)) {
      if (!syntax.isKey(node)) put(this.nameOf(node.text, scope));
    } else if (ts.isShorthandPropertyAssignment(node))
      put(`${node.name.text}: ${this.nameOf(node.name.text, scope)}`);
    else if (ts.isBindingElement(node) && !node.propertyName && ts.isIdentifier(node.name)) {
      const { end, text } = node.name;
      edits.push([end, end, `: ${this.nameOf(text, scope)}`]);
      if (node.initializer) this.collect(node.initializer, scope, edits);
    } else return false;
    return true;
  }

  /** What a name in code that has moved is called where it stands. */
  private nameOf(name: string, { module, names, path }: Scope): string {
    const local = names?.get(name);
    if (local !== undefined) return local;
    const origin = module.origin(name);
    if (!origin) return name;
    if (module === this.module) {
      if (!syntax.declaredIn(path[0]!).has(name)) return name;
      throw new Error(`@hot: a name of ${module.path} is also that of a local: ${name}`);
    }
    const key = `${origin.from} ${origin.name}`;
    const { borrowed } = this.module;
    if (!borrowed.has(key)) borrowed.set(key, this.borrow(name, origin));
    return borrowed.get(key)!.alias;
  }

  private borrow(local: string, { from, name }: Origin): Borrowed {
    const alias = `${local}$${++this.count}`;
    const owner = this.modules.get(from);
    if (!owner) return { name, alias, from };
    const path = relative(dirname(this.module.path), from).replaceAll('\\', '/');
    const isLent = name !== '*' && !owner.exported.has(name);
    if (isLent) owner.lent.add(name);
    return {
      name: isLent ? `${name}$lent` : name,
      alias,
      from: path.startsWith('.') ? path : `./${path}`,
    };
  }

  private endsBody(node: ts.ReturnStatement, { path }: Scope): boolean {
    return syntax.functionAround(node) === path.at(-1);
  }

  /** A `return` in code that has moved. */
  private leave(node: ts.ReturnStatement, scope: Scope, edits: Edit[]): void {
    const { expression } = node;
    const { label, into } = scope.goal;
    if (label === '') {
      if (expression) this.collect(expression, scope, edits);
      return;
    }
    const value = expression ? `${this.textOf(expression, scope)};` : '';
    const sets = value !== '' && into !== null ? `${into} = ` : '';
    edits.push([node.getStart(), node.end, `{ ${sets}${value} break ${label}; }`]);
  }

  /** @returns whether this very node is a call whose body was put there, or consists of one */
  private replace(node: ts.Node, scope: Scope, edits: Edit[]): boolean {
    if (ts.isIfStatement(node)) return this.replaceCondition(node, scope, edits);
    if (ts.isCallExpression(node)) return this.replaceExpression(node, scope, edits);
    const site = syntax.siteOf(node);
    const callee = site && this.calleeOf(site.call, scope);
    if (!site || !callee) return false;
    const call = site.call as ts.CallExpression;
    if (ts.isReturnStatement(node)) {
      if (!this.endsBody(node, scope)) return false;
      edits.push([node.getStart(), node.end, this.blockOf(call, callee, scope, scope.goal)]);
      return true;
    }
    const into = site.into ? this.textOf(site.into, scope) : null;
    const head = site.declares ? `let ${into}; ` : '';
    edits.push([node.getStart(), node.end, head + this.blockOf(call, callee, scope, into)]);
    return true;
  }

  /** The beginning of a condition is evaluated before it. */
  private replaceCondition(node: ts.IfStatement, scope: Scope, edits: Edit[]): boolean {
    const call = syntax.beginningOf(node.expression);
    const callee = this.calleeOf(call, scope);
    const isElse = ts.isIfStatement(node.parent) && node.parent.elseStatement === node;
    if (!callee || syntax.valueOf(callee.node) || isElse) return false;
    const into = `is$${++this.count}`;
    const block = this.blockOf(call as ts.CallExpression, callee, scope, into);
    edits.push([node.getStart(), node.getStart(), `{ let ${into}; ${block} `]);
    const rest = (child: ts.Node): void => {
      if (child === call) edits.push([call.getStart(), call.end, into]);
      else if (child.pos <= call.pos && child.end >= call.end) ts.forEachChild(child, rest);
      else this.collect(child, scope, edits);
    };
    ts.forEachChild(node, rest);
    edits.push([node.end, node.end, ' }']);
    return true;
  }

  /** A function that only returns an expression, which may stand anywhere. */
  private replaceExpression(call: ts.CallExpression, scope: Scope, edits: Edit[]): boolean {
    const callee = this.calleeOf(call, scope);
    const value = callee && syntax.valueOf(callee.node);
    if (!value) return false;
    const receiver = receiverOf(call);
    const paths = syntax.isPure(value);
    const given = [...(receiver ? [receiver] : []), ...call.arguments];
    if (!given.every((one) => syntax.isSimple(one, paths))) return false;
    const names = new Map<string, string>();
    callee.node.parameters.forEach(({ name }, i) => {
      const argument = call.arguments[i];
      names.set(name.getText(), argument ? this.textOf(argument, scope) : 'undefined');
    });
    const path = [...scope.path, callee.node];
    const self = receiver ? this.textOf(receiver, scope) : '';
    const inner = { module: callee.module, body: value, path, names, self, goal: WHOLE };
    edits.push([call.getStart(), call.end, `(${this.textOf(value, inner)})`]);
    this.callees.used(callee);
    return true;
  }

  /**
   * A body as a block of statements.
   * @param goal where its results go: where those of the code around go, or into a variable
   */
  private blockOf(
    call: ts.CallExpression,
    callee: Marked,
    scope: Scope,
    goal: Goal | string | null,
  ): string {
    const id = ++this.count;
    const { node, module } = callee;
    const body = node.body!;
    const { names, self, head } = this.given(call, callee, scope, id);
    const staysHere = goal === null || typeof goal === 'string';
    const own = staysHere ? { label: `end$${id}`, into: goal } : goal;
    const inner = { module, body, path: [...scope.path, node], names, self, goal: own };
    const code = this.textOf(body, inner).slice(1, -1);
    this.callees.used(callee);
    const block = `{ ${head}${code}`;
    if (!staysHere) return `${block} ${own.label === '' ? 'return' : `break ${own.label}`}; }`;
    return code.includes(`break ${own.label};`) ? `${own.label}: ${block} }` : `${block} }`;
  }

  /** What a body is given: its names where it stands, and what is evaluated before it. */
  private given(
    call: ts.CallExpression,
    { node }: Marked,
    scope: Scope,
    id: number,
  ): { names: Map<string, string>; self: string; head: string } {
    const names = new Map<string, string>();
    const receiver = receiverOf(call);
    let self = receiver ? this.textOf(receiver, scope) : '';
    let head = '';
    if (receiver && !this.isSteady(receiver, scope)) {
      head = `const self$${id} = ${self}; `;
      self = `self$${id}`;
    }
    const set = syntax.assignedIn(node.body!);
    node.parameters.forEach(({ name, initializer }, i) => {
      const parameter = name.getText();
      const argument = call.arguments[i];
      const literal = initializer?.getText() ?? 'undefined';
      const text = argument ? this.textOf(argument, scope) : literal;
      const own = `${parameter}$${id}`;
      const isSame = argument && !set.has(parameter) && this.isSteady(argument, scope);
      names.set(parameter, isSame ? text : own);
      if (!isSame) head += `let ${own} = ${text}; `;
    });
    for (const name of syntax.declaredIn(node.body!)) names.set(name, `${name}$${id}`);
    return { names, self, head };
  }

  /** Is it the same whenever it is evaluated? */
  private isSteady(node: ts.Expression, { module, body }: Scope): boolean {
    if (ts.isPropertyAccessExpression(node))
      return module.imports.get(node.expression.getText())?.name === '*';
    if (ts.isIdentifier(node)) return !syntax.assignedIn(body).has(node.text);
    return syntax.isSimple(node, false);
  }
}

const receiverOf = ({ expression }: ts.CallExpression): ts.Expression | null =>
  ts.isPropertyAccessExpression(expression) ? expression.expression : null;
