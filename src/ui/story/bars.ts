/** A trace as rows of a waterfall. */
import type { Segment } from '../../analysis/trace/critical-path.ts';
import type { Span, SpanKind } from '../../analysis/trace/trace.ts';

export interface Row {
  span: Span;
  /** Nesting, from 0. */
  depth: number;
  name: string;
  /** In ms; null: it has not ended. */
  tookMs: number | null;
  /** Where its bar is, and the part of it on the critical path, in percent of the whole. */
  bar: Stretch;
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

/** @param lastMs where the whole ends */
export function rowsOf(
  spans: readonly Span[],
  path: readonly Segment[],
  fromMs: number,
  lastMs: number,
): Row[] {
  const whole = Math.max(lastMs - fromMs, 1e-6);
  const stretch = (startMs: number, endMs: number): Stretch => ({
    left: (100 * (startMs - fromMs)) / whole,
    width: (100 * (endMs - startMs)) / whole,
  });
  const segments = new Map(path.map((one) => [one.span, one]));
  const depths: number[] = [];
  return spans.map((span) => {
    const { id, parent, startMs, endMs } = span;
    const depth = (depths[id] = parent === null ? 0 : depths[parent]! + 1);
    const segment = segments.get(id);
    return {
      span,
      depth,
      name: nameOf(span),
      tookMs: endMs === null ? null : endMs - startMs,
      bar: stretch(startMs, endMs ?? lastMs),
      critical: segment ? stretch(segment.startMs, segment.endMs) : null,
    };
  });
}

function nameOf({ kind, name, on, replica }: Span): string {
  const part = PARTS[kind];
  if (part) return kind === 'network' || kind === 'backoff' ? part : `${part}, ${on}`;
  return kind === 'attempt' && replica !== null ? `${name}, replica ${replica}` : name;
}

/** When the last of it is over. */
export const endOf = (spans: readonly Span[]): number =>
  spans.reduce((last, { startMs, endMs }) => Math.max(last, endMs ?? startMs), 0);
