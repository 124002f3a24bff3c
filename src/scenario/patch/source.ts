/**
 * Where everything stands in a text: a tree like that of its data, in which each value, key and
 * anchor knows its range of characters. What is between them (blanks, comments, commas) belongs to
 * nobody, and so stays as it is when something is put in the place of a range.
 */
import { type CST, isAlias, isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { composed, keyOf } from '../document.ts';

/** Characters from `from` to before `to`. */
export interface Range {
  from: number;
  to: number;
}

/** A value. A range without characters: nothing is written, which stands for null. */
export interface Spot extends Range {
  kind: 'map' | 'list' | 'scalar' | 'alias';
  /** It stands within brackets, or has them. */
  flow: boolean;
  /** Its anchor and tag, which stand before it. */
  props: Range | null;
  anchor: (Range & { name: string }) | null;
  /** What an alias stands for. */
  target: Spot | null;
  /** Of a map or list, in the order of the text. */
  items: Item[];
}

/** A key with its value, or an entry of a list; it begins with its key or dash. */
export interface Item extends Range {
  /** null in a list. */
  key: string | null;
  keyRange: Range | null;
  /** Where a value would follow: behind the colon or dash; null: there is no colon. */
  after: number | null;
  value: Spot;
}

/** The tree of a text that can be read without flaws; null: it is empty. */
export function sourceOf(text: string): Spot | null {
  const [document] = composed(text, undefined, true);
  if (!document?.contents) return null;
  return new Builder().value(document.contents, document.contents.srcToken, [], 0, false);
}

type Tokens = readonly CST.SourceToken[];

class Builder {
  /** The last one of each name so far: that is whom an alias means. */
  readonly #anchors = new Map<string, Spot>();

  /**
   * @param before what stands between the colon or dash and the value
   * @param at where the value would be if there is none
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
    // What has none ends where its last value does, whatever follows.
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

/** The characters of a token; of a block, those from its first item to the end of its first. */
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
