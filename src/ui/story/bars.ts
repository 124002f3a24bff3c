/** Traces as rows of a waterfall: several of them row by row on top of each other. */
import { criticalPath } from '../../analysis/trace/critical-path.ts';
import type { Span, SpanKind, Trace } from '../../analysis/trace/trace.ts';

/** A request in one of the variants. */
export interface Shown {
  /** Of the variant; '': there is only one. */
  letter: string;
  trace: Trace;
}

/** What is the same part in each trace, as far as they have it. */
export interface Row {
  /** Nesting, from 0. */
  depth: number;
  name: string;
  bars: Bar[];
}

export interface Bar {
  letter: string;
  span: Span;
  /** In ms; null: it has not ended. */
  tookMs: number | null;
  /** Where it is, and the part of it on the critical path, in percent of the whole. */
  at: Stretch;
  critical: Stretch | null;
}

interface Stretch {
  left: number;
  width: number;
}

/** Of parts that have none themselves. */
export const PARTS: Readonly<Partial<Record<SpanKind, string>>> = {
  work: 'work',
  queue: 'waiting',
  backoff: 'back-off',
  network: 'network',
};

interface Node extends Row {
  /** By kind, name and number among those alike. */
  children: Map<string, Node>;
}

/** @param wholeMs what 100 % stand for, from where each request begins */
export function rowsOf(shown: readonly Shown[], wholeMs: number): Row[] {
  const top = { children: new Map<string, Node>() };
  for (const one of shown) layer(one, wholeMs, top.children);
  return flat(top.children);
}

const flat = (nodes: ReadonlyMap<string, Node>): Row[] =>
  [...nodes.values()].flatMap((node) => [node, ...flat(node.children)]);

/** Puts a trace on those that are there. */
function layer({ letter, trace }: Shown, wholeMs: number, top: Node['children']): void {
  const { startMs: fromMs } = trace.trace;
  const whole = Math.max(wholeMs, 1e-6);
  const stretch = (startMs: number, endMs: number): Stretch => ({
    left: (100 * (startMs - fromMs)) / whole,
    width: (100 * (endMs - startMs)) / whole,
  });
  const segments = new Map(criticalPath(trace.spans).map((one) => [one.span, one]));
  const nodes: Node[] = [];
  /** How many parts with this name each part has. */
  const counts = new Map<string, number>();
  for (const span of trace.spans) {
    const { id, parent, startMs, endMs } = span;
    const like = `${span.kind} ${span.name} ${span.on}`;
    const ordinal = (counts.get(`${parent} ${like}`) ?? 0) + 1;
    counts.set(`${parent} ${like}`, ordinal);
    const above = parent === null ? null : nodes[parent]!;
    const beside = above?.children ?? top;
    const key = `${like} ${ordinal}`;
    const depth = above ? above.depth + 1 : 0;
    const node: Node = beside.get(key) ?? {
      depth,
      name: nameOf(span),
      bars: [],
      children: new Map(),
    };
    beside.set(key, (nodes[id] = node));
    const segment = segments.get(id);
    node.bars.push({
      letter,
      span,
      tookMs: endMs === null ? null : endMs - startMs,
      at: stretch(startMs, endMs ?? fromMs + whole),
      critical: segment ? stretch(segment.startMs, segment.endMs) : null,
    });
  }
}

function nameOf({ kind, name, on, replica }: Span): string {
  const part = PARTS[kind];
  if (part) return kind === 'network' || kind === 'backoff' ? part : `${part}, ${on}`;
  return kind === 'attempt' && replica !== null ? `${name}, replica ${replica}` : name;
}

/** When the last of it is over. */
export const endOf = (spans: readonly Span[]): number =>
  spans.reduce((last, { startMs, endMs }) => Math.max(last, endMs ?? startMs), 0);
