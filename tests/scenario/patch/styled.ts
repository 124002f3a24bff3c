/**
 * Data as YAML in whatever style somebody might write it: blocks and brackets, quotes of each kind,
 * comments and blank lines anywhere, anchors, aliases and merged maps. It knows on which lines it
 * has put what.
 */
import type { Chance } from '../../fuzz/chance.ts';

type Data = Record<string, unknown>;
type Path = (string | number)[];

export interface Styled {
  text: string;
  /** First and last line of what is at a path, by the path as JSON; within brackets: of these. */
  lines: Map<string, readonly [number, number]>;
  /** What is within brackets or has them. */
  brackets: Set<string>;
  /** Comments with their lines; each is there once. */
  comments: { text: string; line: number }[];
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const hasParts = (value: unknown): value is Data | unknown[] =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;
const partsOf = (value: Data | unknown[]): [string | number, unknown][] =>
  isList(value) ? [...value.entries()] : Object.entries(value);

export class Styler {
  private readonly c: Chance;
  private readonly anchors: boolean;
  private readonly lines: string[] = [];
  private readonly places: Styled['lines'] = new Map();
  private readonly comments: Styled['comments'] = [];
  private readonly brackets = new Set<string>();
  /** The last line is one of a text that stands by itself. */
  private inText = false;
  /** Names by the value that they stand for, as JSON. */
  private readonly anchored = new Map<string, string>();

  constructor(c: Chance, { anchors }: { anchors: boolean }) {
    this.c = c;
    this.anchors = anchors;
  }

  style(data: Data): Styled {
    this.aside(0);
    this.block(data, [], 0);
    this.aside(0);
    const text = this.lines.join('\n') + (this.c.happens(0.8) ? '\n' : '');
    return { text, lines: this.places, brackets: this.brackets, comments: this.comments };
  }

  /** Perhaps a comment or an empty line of its own. */
  private aside(indent: number): void {
    if (this.c.happens(0.15)) {
      const text = this.comment();
      // Further in, it would be part of a text.
      const more = this.inText ? 0 : this.c.one([0, 0, 2]);
      this.lines.push(' '.repeat(indent + more) + text);
    }
    if (this.c.happens(0.05)) this.lines.push(this.c.one(['', '  ']));
  }

  /** A comment on the line that comes next. */
  private comment(): string {
    const text = `# c${this.comments.length}.${this.c.one([' said', '', ': [x', ' "q', '\ttab'])}`;
    this.comments.push({ text, line: this.lines.length });
    return text;
  }

  /** Ends a line, perhaps with a comment. */
  private end(line: string): void {
    this.inText = false;
    const gap = this.c.one([' ', '   ', '\t', ' \t']);
    if (this.c.happens(0.2)) this.lines.push(line + gap + this.comment());
    else this.lines.push(this.c.happens(0.05) ? `${line} ` : line);
  }

  private block(value: Data | unknown[], path: Path, indent: number): void {
    for (const [key, part] of isList(value) ? partsOf(value) : this.merged(value, indent)) {
      this.aside(indent);
      this.item(part, [...path, key], indent, ' '.repeat(indent) + this.mark(key));
    }
  }

  private mark(key: string | number): string {
    return typeof key === 'number' ? '-' : `${this.key(key)}:`;
  }

  /** Perhaps a part of a map comes from one that has an anchor. @returns what is left to write */
  private merged(value: Data, indent: number): [string, unknown][] {
    const entries = Object.entries(value);
    for (const [json, name] of this.anchored) {
      const other = JSON.parse(json) as unknown;
      if (isList(other) || !hasParts(other) || !this.c.happens(0.5)) continue;
      const isSame = ([key, part]: [string, unknown]): boolean =>
        JSON.stringify(value[key]) === JSON.stringify(part);
      if (!Object.entries(other).every(isSame)) continue;
      this.end(`${' '.repeat(indent)}<<: *${name}`);
      return entries.filter(([key]) => !Object.hasOwn(other, key));
    }
    return entries;
  }

  /** @param head the key with its colon, or a dash */
  private item(value: unknown, path: Path, indent: number, head: string): void {
    const first = this.lines.length;
    const json = JSON.stringify(value);
    const known = this.anchored.get(json);
    if (known !== undefined && this.c.happens(0.7)) this.end(`${head} *${known}`);
    else {
      const name = this.anchors && this.c.happens(0.25) ? `x${first}` : null;
      this.written(value, path, indent, name === null ? head : `${head} &${name}`);
      if (name !== null && known === undefined) this.anchored.set(json, name);
    }
    this.places.set(JSON.stringify(path), [first, this.lines.length - 1]);
  }

  private written(value: unknown, path: Path, indent: number, head: string): void {
    if (!hasParts(value)) this.leaf(value, indent, head);
    else if (this.c.happens(0.3)) this.bracketed(value, path, indent, head);
    else if (head.endsWith('-') && this.c.happens(0.8)) this.compact(value, path, indent + 2, head);
    else {
      this.end(head);
      const flat = isList(value) && head.endsWith(':') && this.c.happens(0.3);
      this.block(value, path, indent + (flat ? 0 : 2));
    }
  }

  private leaf(value: unknown, indent: number, head: string): void {
    const isWord = typeof value === 'string' && /^\w+$/.test(value);
    if (value === null && this.c.happens(0.7)) this.end(head);
    else if (isWord && this.c.happens(0.1)) {
      this.end(`${head} ${this.c.one(['|-', '>-'])}`);
      this.lines.push(' '.repeat(indent + 2) + value);
      this.inText = true;
    } else this.end(`${head} ${this.scalar(value)}`);
  }

  /** Its first item stands behind the dash. */
  private compact(value: Data | unknown[], path: Path, indent: number, head: string): void {
    for (const [index, [key, part]] of partsOf(value).entries()) {
      if (index > 0) this.aside(indent);
      const before = index === 0 ? `${head} ` : ' '.repeat(indent);
      this.item(part, [...path, key], indent, before + this.mark(key));
    }
  }

  private bracketed(value: Data | unknown[], path: Path, indent: number, head: string): void {
    const first = this.lines.length;
    if (this.c.happens(0.6)) this.end(`${head} ${this.inline(value)}`);
    else {
      const [open, close] = isList(value) ? '[]' : '{}';
      this.end(`${head} ${open}`);
      const parts = partsOf(value);
      for (const [index, [key, part]] of parts.entries()) {
        this.aside(indent + 4);
        const comma = index < parts.length - 1 || this.c.happens(0.3) ? ',' : '';
        const name = typeof key === 'number' ? '' : `${this.key(key)}: `;
        this.end(`${' '.repeat(indent + 4)}${name}${this.inline(part)}${comma}`);
      }
      this.end(`${' '.repeat(indent + 2)}${close}`);
    }
    const within = (part: unknown, at: Path): void => {
      this.places.set(JSON.stringify(at), [first, this.lines.length - 1]);
      this.brackets.add(JSON.stringify(at));
      if (hasParts(part)) for (const [key, one] of partsOf(part)) within(one, [...at, key]);
    };
    within(value, path);
  }

  private inline(value: unknown): string {
    if (!hasParts(value)) return this.scalar(value);
    const gap = this.c.one(['', ' ', '  ']);
    const parts = partsOf(value).map(([key, one]) =>
      typeof key === 'number' ? this.inline(one) : `${this.key(key)}: ${this.inline(one)}`,
    );
    const [open, close] = isList(value) ? '[]' : '{}';
    return `${open}${gap}${parts.join(this.c.one([',', ', ']))}${gap}${close}`;
  }

  private key(key: string): string {
    return this.c.happens(0.8) && /^[a-z]\w*$/i.test(key) ? key : this.quoted(key);
  }

  private scalar(value: unknown): string {
    if (typeof value !== 'string') return JSON.stringify(value);
    const isPlain = /^(?!null|true|false)[a-z][\w./%-]*( \w+)*$/i.test(value);
    return isPlain && this.c.happens(0.7) ? value : this.quoted(value);
  }

  private quoted(text: string): string {
    return this.c.happens(0.5) && /^[\w ./%-]*$/.test(text) ? `'${text}'` : JSON.stringify(text);
  }
}
