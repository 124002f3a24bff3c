/** The parts of a request that made it take as long as it did: together its latency. */
import type { Span } from './trace.ts';

export interface Segment {
  /** A span without parts of its own. */
  span: number;
  startMs: number;
  endMs: number;
}

/** In time order; empty if the request has not ended. */
export function criticalPath(spans: readonly Span[]): Segment[] {
  const [root] = spans;
  if (!root || root.endMs === null) return [];
  const children = new Map<number, Span[]>();
  for (const span of spans)
    if (span.parent !== null)
      children.set(span.parent, [...(children.get(span.parent) ?? []), span]);
  const path: Segment[] = [];
  walk(root, root.endMs, children, path);
  return path.reverse();
}

/** Backward from an instant: what ended last was waited for. */
function walk(
  span: Span,
  endMs: number,
  children: ReadonlyMap<number, readonly Span[]>,
  path: Segment[],
): void {
  const parts = children.get(span.id) ?? [];
  if (parts.length === 0) {
    if (endMs > span.startMs) path.push({ span: span.id, startMs: span.startMs, endMs });
    return;
  }
  let atMs = endMs;
  while (atMs > span.startMs) {
    const last = lastBefore(parts, atMs, span);
    if (!last) return;
    walk(last, atMs, children, path);
    atMs = last.startMs;
  }
}

/** The part that was under way until then; of several, the one whose outcome became the whole's. */
function lastBefore(parts: readonly Span[], atMs: number, whole: Span): Span | undefined {
  const under = parts.filter(({ startMs, endMs }) => startMs < atMs && (endMs ?? Infinity) >= atMs);
  const exact = under.filter(({ endMs }) => endMs === atMs);
  const among = exact.length > 0 ? exact : under;
  return among.find(({ outcome }) => outcome === whole.outcome) ?? among[0];
}
