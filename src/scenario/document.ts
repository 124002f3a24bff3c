/**
 * YAML or JSON text as plain data, with the position of every value. It knows nothing of scenarios.
 * Aliases and merge keys become copies, so that a change in one place never shows in another; a
 * text that expands too far is rejected.
 */
import {
  type Alias,
  Composer,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type YAMLMap,
} from 'yaml';
import type { Path, Plain } from '../engine/index.ts';
import { type Flaw, type Place, short } from './problems.ts';
import { LIMITS, TOO_DEEP } from './limits.ts';
import { cleaned, excess } from './text.ts';

/** A flaw of the text itself, without a path. */
export interface TextFlaw extends Place {
  path: Path;
  message: string;
}

export interface Document {
  value: unknown;
  flaws: (Flaw | TextFlaw)[];
  /** False: nothing can be read. */
  readable: boolean;
  placeOf(path: Path, key: boolean): Place | null;
}

const NO_PLACE = (): null => null;

/** Reads a text; never throws. */
export function readDocument(source: string): Document {
  const clean = cleaned(source);
  if ('message' in clean)
    return { value: null, flaws: [{ path: [], ...clean }], readable: false, placeOf: NO_PLACE };
  const lines = new LineCounter();
  try {
    return compose(clean.text, lines);
  } catch (error) {
    const message = error instanceof RangeError ? TOO_DEEP : String(error);
    return { value: null, flaws: [{ path: [], message }], readable: false, placeOf: NO_PLACE };
  }
}

function compose(text: string, lines: LineCounter): Document {
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const unreadable = (flaws: TextFlaw[]): Document => ({
    value: null,
    flaws,
    readable: false,
    placeOf: NO_PLACE,
  });
  const over = excess(text);
  if (over) {
    lines.lineStarts = lineStarts(text);
    return unreadable([{ path: [], message: over.message, ...at(over.offset) }]);
  }
  const [document, second] = composed(text, lines);
  if (!document) return unreadable([{ path: [], message: 'found nothing', line: 1, column: 1 }]);
  const broken: TextFlaw[] = [];
  for (const error of [...document.errors, ...document.warnings]) {
    const place = at(error.pos[0]);
    // Further errors on the same line are usually consequences.
    if (broken.length >= BROKEN_MAX || broken.some(({ line }) => line === place.line)) continue;
    broken.push({ path: [], message: sentence(error.message), ...place });
  }
  if (second) {
    const message = 'wanted one document, found a second one after `---`';
    broken.push({ path: [], message, ...at(second.range[0]) });
  }
  if (broken.length > 0) return unreadable(broken);
  const reader = new Reader(document.contents, at);
  const value = reader.read(document.contents, []);
  const placeOf = (path: Path, key: boolean): Place | null => reader.placeOf(path, key);
  return { value, flaws: reader.flaws, readable: !reader.overfull, placeOf };
}

/** @param keepSourceTokens whether nodes keep their source tokens */
export function composed(text: string, lines = new LineCounter(), keepSourceTokens = false) {
  // Duplicate keys are found during conversion: the parser's own check is quadratic.
  const options = { uniqueKeys: false, prettyErrors: false, schema: 'core' } as const;
  const composer = new Composer({ ...options, keepSourceTokens });
  return [...composer.compose(new Parser(lines.addNewLine).parse(text), true)];
}

const BROKEN_MAX = 20;

function sentence(message: string): string {
  if (/call stack/.test(message)) return TOO_DEEP;
  // As in `{ set: services.api.steps[0].work }`.
  if (/flow-seq-start at node end/.test(message))
    return 'text with [ or ] in it must be in quotes inside { } or [ ]';
  // The parser's own messages quote no input.
  const words = message.split(/\s+/).map(short).join(' ');
  return words.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase());
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Converts one document and counts its values. */
class Reader {
  readonly flaws: TextFlaw[] = [];
  overfull = false;
  #made = 0;
  readonly #anchors = new Map<string, Node>();
  readonly #anchored = new Set<Node>();
  /** Cached per alias: a lookup by name walks the document. */
  readonly #targets = new Map<Alias, Node>();
  readonly #root: unknown;
  readonly #at: (offset: number) => Place;

  constructor(root: unknown, at: (offset: number) => Place) {
    this.#root = root;
    this.#at = at;
  }

  read(node: unknown, path: Path): unknown {
    if (this.overfull) return null;
    if (++this.#made > LIMITS.nodes || path.length > LIMITS.depth) {
      this.overfull = true;
      const much = `wanted at most ${LIMITS.nodes} values, ${LIMITS.depth} deep`;
      this.#flaw([], node, `${much}, found more (aliases are counted as often as used)`);
      return null;
    }
    this.#remember(node);
    if (isAlias(node)) return this.read(this.#follow(node, path), path);
    if (isMap(node)) return this.#readMap(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    if (!isScalar(node)) return null;
    const value = node.value ?? null;
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
    this.#flaw(path, node, 'wanted text, a number, true or false');
    return null;
  }

  /** The target of an alias: the last preceding anchor of that name. */
  #follow(node: Alias, path: Path): unknown {
    const target = this.#targets.get(node) ?? this.#anchors.get(node.source);
    if (target) this.#targets.set(node, target);
    else this.#flaw(path, node, `found an alias without an anchor, \`*${node.source}\``);
    return target;
  }

  #remember(node: unknown): void {
    if (!isNode(node) || !('anchor' in node) || typeof node.anchor !== 'string') return;
    if (this.#anchored.has(node)) return;
    this.#anchored.add(node);
    this.#anchors.set(node.anchor, node);
  }

  #readMap(node: YAMLMap, path: Path): Plain {
    const map: Plain = {};
    const merged: unknown[] = [];
    for (const pair of node.items) {
      const key = keyOf(pair);
      const here = [...path, key ?? ''];
      if (key === null) this.#flaw(path, pair.key, 'wanted a plain string as key');
      else if (key === '__proto__') this.#flaw(path, pair.key, '`__proto__` cannot be a key');
      else if (key === '<<') merged.push(pair.value);
      else if (Object.hasOwn(map, key)) this.#flaw(here, pair.key, `duplicate key \`${key}\``);
      else map[key] = this.read(pair.value, here);
    }
    for (const source of merged) this.#merge(map, source, path);
    return map;
  }

  /** `<<`: keys that are not written here come from there; in a list, the first match wins. */
  #merge(map: Plain, source: unknown, path: Path): void {
    this.#remember(source);
    const target = isAlias(source) ? this.#follow(source, path) : source;
    if (isSeq(target)) for (const item of target.items) this.#merge(map, item, path);
    else if (isMap(target)) {
      for (const [key, value] of Object.entries(this.#readMap(target, path)))
        if (!Object.hasOwn(map, key)) map[key] = value;
    } else this.#flaw(path, source, 'wanted a map to merge with `<<`');
  }

  #flaw(path: Path, node: unknown, message: string): void {
    this.flaws.push({ path, message, ...(this.#start(node) ?? { line: 1, column: 1 }) });
  }

  #start(node: unknown): Place | null {
    const range = node && typeof node === 'object' && 'range' in node ? node.range : null;
    return Array.isArray(range) ? this.#at(range[0]) : null;
  }

  /** Position of a path, or of its innermost ancestor in the text. */
  placeOf(path: Path, key: boolean): Place | null {
    let node = this.#root;
    let place = this.#start(node);
    for (const [index, part] of path.entries()) {
      if (isAlias(node)) node = this.#targets.get(node);
      if (isMap(node)) {
        const pair = node.items.find((item) => keyOf(item) === String(part));
        if (!pair) break;
        const atKey = (key && index === path.length - 1) || !isScalar(pair.value);
        place = this.#start(atKey ? pair.key : pair.value) ?? place;
        node = pair.value;
      } else if (isSeq(node) && typeof part === 'number' && node.items[part]) {
        node = node.items[part];
        place = this.#start(node) ?? place;
      } else break;
    }
    return place;
  }
}

/** A key as data; null: not a valid key. */
export function keyOf(pair: Pair): string | null {
  if (!isPair(pair) || !isScalar(pair.key)) return null;
  const { value } = pair.key;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}
