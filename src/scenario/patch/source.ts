/**
 * Positions in a text: a tree parallel to its data, in which each value, key and anchor has a range
 * of characters. Text between ranges (blanks, comments, commas) belongs to none and is kept when a
 * range is replaced.
 */
import { type CST, isAlias, isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Path } from '../../engine/index.ts';
import { composed, keyOf } from '../document.ts';

/** Characters from `from` to before `to`. */
export interface Range {
  from: number;
  to: number;
}

/** A value. An empty range: nothing is written, which means null. */
export interface Spot extends Range {
  kind: 'map' | 'list' | 'scalar' | 'alias';
  /** It is in brackets, or has them. */
  flow: boolean;
  /** Its anchor and tag, in front of it. */
  props: Range | null;
  anchor: (Range & { name: string }) | null;
  /** The target of an alias. */
  target: Spot | null;
  /** For a map or list: its items in text order. */
  items: Item[];
}

/** A key with its value, or a list entry; it starts at its key or dash. */
export interface Item extends Range {
  /** null in a list. */
  key: string | null;
  keyRange: Range | null;
  /** Position for a value: after the colon or dash; null: there is no colon. */
  after: number | null;
  value: Spot;
}

/** The tree of a text without flaws; null: empty. */
export function sourceOf(text: string): Spot | null {
  const [document] = composed(text, undefined, true);
  if (!document?.contents) return null;
  return new Builder().value(document.contents, document.contents.srcToken, [], 0, false);
}

/** The index of an item; below 0 or beyond the last: there is none. */
export const indexOf = ({ kind, items }: Spot, key: string | number): number =>
  kind === 'list' ? Number(key) : items.findIndex((item) => item.key === String(key));

/** The value at a path; null: it is not in the text, or behind an alias. */
export function spotAt(root: Spot, path: Path): Spot | null {
  let spot: Spot | undefined = root;
  for (const key of path) spot = spot?.items[indexOf(spot, key)]?.value;
  return spot ?? null;
}

type Tokens = readonly CST.SourceToken[];

class Builder {
  /** The last anchor of each name so far: the target of an alias. */
  readonly #anchors = new Map<string, Spot>();

  /**
   * @param before tokens between the colon or dash and the value
   * @param at position of the value if there is none
   */
  value(node: unknown, token: unknown, before: Tokens, at: number, inFlow: boolean): Spot {
    const props = before.filter(isProp);
    const anchor = props.find(({ type }) => type === 'anchor');
    const end = props.length > 0 ? endOf(props.at(-1)!) : at;
    const spot: Spot = {
      ...(rangeOf(token as CST.Token | undefined) ?? { from: end, to: end }),
      kind: isMap(node) ? 'map' : isSeq(node) ? 'list' : isAlias(node) ? 'alias' : 'scalar',
      flow: inFlow,
      props: props.length > 0 ? { from: props[0]!.offset, to: end } : null,
      anchor: anchor
        ? { name: anchor.source.slice(1), from: anchor.offset, to: endOf(anchor) }
        : null,
      target: isAlias(node) ? (this.#anchors.get(node.source) ?? null) : null,
      items: [],
    };
    if (spot.anchor) this.#anchors.set(spot.anchor.name, spot);
    if (isMap(node) || isSeq(node)) this.#collection(node, spot);
    return spot;
  }

  #collection(node: YAMLMap | YAMLSeq, spot: Spot): void {
    const token = node.srcToken;
    // The pair in `[a: 1]` is a map, but has no token of its own.
    const all: readonly CST.CollectionItem[] = token && 'items' in token ? token.items : [];
    const hasBrackets = token?.type === 'flow-collection';
    spot.flow ||= hasBrackets;
    if (isMap(node)) for (const pair of node.items) spot.items.push(this.#pair(pair, spot.flow));
    else {
      const entries = hasBrackets ? all : all.filter(({ start }) => start.some(isDash));
      for (const [index, item] of node.items.entries())
        spot.items.push(this.#entry(item, entries[index]!, hasBrackets));
    }
    if (hasBrackets) return;
    // Without an end token, it ends with its last value.
    spot.from = spot.items[0]?.from ?? spot.from;
    spot.to = spot.items.at(-1)?.to ?? spot.to;
  }

  #pair(pair: Pair<unknown, unknown>, flow: boolean): Item {
    const { start, key, sep = [], value } = pair.srcToken!;
    const keyRange = rangeOf(key ?? undefined)!;
    const mark = start.find(({ type }) => type === 'explicit-key-ind');
    const colon = sep.findIndex(({ type }) => type === 'map-value-ind');
    const after = colon < 0 ? null : sep[colon]!.offset + 1;
    const spot = this.value(pair.value, value, sep.slice(colon + 1), after ?? keyRange.to, flow);
    const from = mark?.offset ?? keyRange.from;
    return { from, to: spot.to, key: keyOf(pair), keyRange, after, value: spot };
  }

  #entry(node: unknown, { start, value }: CST.CollectionItem, flow: boolean): Item {
    const dash = start.findLastIndex((token) => isDash(token) || token.type === 'comma');
    const mark = start[dash];
    const at = mark ? endOf(mark) : 0;
    const spot = this.value(node, value, start.slice(dash + 1), at, flow);
    const from = flow ? (spot.props?.from ?? spot.from) : mark!.offset;
    return { from, to: spot.to, key: null, keyRange: null, after: flow ? null : at, value: spot };
  }
}

const endOf = ({ offset, source }: CST.SourceToken): number => offset + source.length;
const isDash = ({ type }: CST.SourceToken): boolean => type === 'seq-item-ind';
const isProp = ({ type }: CST.SourceToken): boolean => type === 'anchor' || type === 'tag';

/** The characters of a token; for a block, from the first item to its end. */
function rangeOf(token: CST.Token | undefined): Range | null {
  if (!token) return null;
  const from = token.offset;
  switch (token.type) {
    case 'block-scalar': {
      const head = token.props.reduce((sum, part) => sum + sourceLength(part), 0);
      // Without the line break that ends its last line.
      const lines = token.source.replace(/\r?\n$/, '');
      return { from, to: from + head + lines.length };
    }
    case 'flow-collection':
      return { from, to: (token.end[0]?.offset ?? from) + 1 };
    case 'block-map':
    case 'block-seq':
      return { from, to: from };
    default:
      return 'source' in token ? { from, to: from + token.source.length } : null;
  }
}

const sourceLength = (token: CST.Token): number => ('source' in token ? token.source.length : 0);
