/**
 * What the rules of tidy look at: the project's own text files, from disk or made up, each with its
 * syntax tree, and the words in which they report.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface Finding {
  path: string;
  line: number;
  /** What is wrong and what to do instead. */
  message: string;
}

/** Path → text: a tree as small as a rule needs to show what it sees. */
export type Sample = Readonly<Record<string, string>>;

export interface Rule {
  name: string;
  why: string;
  check: (files: readonly File[]) => Finding[];
  /** Each of these trees has a finding … */
  sees: readonly Sample[];
  /** … and none of these has. */
  allows: readonly Sample[];
}

const TARGET = ts.ScriptTarget.ES2022;

export class File {
  readonly path: string;
  readonly text: string;
  #source: ts.SourceFile | undefined;
  #nodes: readonly ts.Node[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Code that TypeScript can read, the scripts of .svelte files among it. */
  get isCode(): boolean {
    return /\.(ts|js|mjs|cjs|svelte)$/.test(this.path);
  }

  private get code(): string {
    return this.path.endsWith('.svelte') ? scriptsOf(this.text) : this.text;
  }

  get lines(): string[] {
    return this.text.replace(/\n$/, '').split('\n');
  }

  get source(): ts.SourceFile {
    return (this.#source ??= ts.createSourceFile(this.path, this.code, TARGET, true));
  }

  /** All of its nodes, in the order in which they stand. */
  get nodes(): readonly ts.Node[] {
    return (this.#nodes ??= nodesOf(this.source));
  }

  finding(at: number | ts.Node, message: string): Finding {
    const line = typeof at === 'number' ? at : this.lineOf(at);
    return { path: this.path, line, message };
  }

  lineOf(node: ts.Node): number {
    return this.source.getLineAndCharacterOfPosition(node.getStart(this.source)).line + 1;
  }
}

/** The scripts of a .svelte file at the lines where they stand; all the rest becomes blank. */
function scriptsOf(text: string): string {
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  let from = 0;
  let out = '';
  for (const match of text.matchAll(/(<script[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[1]!.length;
    out += blank(text.slice(from, start)) + match[2]!;
    from = start + match[2]!.length;
  }
  return out + blank(text.slice(from));
}

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const isText = (path: string) =>
  /\.(ts|js|mjs|cjs|svelte|json|ya?ml|md|css|html|sh|txt)$|(^|\/)[^./]+$|(^|\/)\.[^/]+$/.test(path);

/** All text files under the root but what .gitignore names: what is or could be committed. */
export function filesOnDisk(): File[] {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean);
  const skip = new Set(['.git', ...ignored]);
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => !skip.has(entry.name))
      .flatMap((entry) => {
        const path = folder ? `${folder}/${entry.name}` : entry.name;
        return entry.isDirectory() ? walk(path) : [path];
      });
  const paths = walk('').filter(isText).sort();
  return paths.map((path) => new File(path, readFileSync(join(root, path), 'utf8')));
}

export const filesOf = (sample: Sample): File[] =>
  Object.entries(sample).map(([path, text]) => new File(path, text));

/** A rule's check that looks at one file at a time. */
export const each =
  (where: (file: File) => boolean, check: (file: File) => Finding[]): Rule['check'] =>
  (files) =>
    files.filter(where).flatMap(check);

/** All nodes below, in the order in which they stand. */
export function nodesOf(node: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const add = (child: ts.Node): void => {
    nodes.push(child);
    ts.forEachChild(child, add);
  };
  ts.forEachChild(node, add);
  return nodes;
}

/** A check that asks of each node what, if anything, is wrong with it. */
export const eachNode = (
  where: (file: File) => boolean,
  wrong: (node: ts.Node, file: File) => string | null | undefined | false,
): Rule['check'] =>
  each(
    (file) => file.isCode && where(file),
    (file) => {
      const findings: Finding[] = [];
      for (const node of file.nodes) {
        const message = wrong(node, file);
        if (message) findings.push(file.finding(node, message));
      }
      return findings;
    },
  );

/** A check that asks of each line of text what, if anything, is wrong with it. */
export const eachLine = (
  where: (file: File) => boolean,
  wrong: (line: string) => string | false,
): Rule['check'] =>
  each(where, (file) =>
    file.lines.flatMap((line, i) => {
      const message = wrong(line);
      return message ? [file.finding(i + 1, message)] : [];
    }),
  );

export const inside =
  (...folders: string[]) =>
  (file: File): boolean =>
    folders.some((folder) => file.path.startsWith(`${folder}/`));
