/**
 * A trace as an OpenTelemetry ExportTraceServiceRequest in JSON (OTLP 1.x): ids in hex, times in ns
 * as text. The run begins at the epoch.
 */
import type { Spec } from '../../engine/index.ts';
import type { Span, Trace } from './trace.ts';

// Kinds and codes of the protocol.
const [INTERNAL, SERVER, CLIENT] = [1, 2, 3];
const [OK, ERROR] = [1, 2];

interface Attribute {
  key: string;
  value: { stringValue: string } | { intValue: string } | { boolValue: boolean };
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code?: number; message?: string };
}

interface ScopeSpans {
  scope: { name: string };
  spans: OtlpSpan[];
}

export interface Otlp {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: ScopeSpans[] }[];
}

/** @param callers of each link, its caller */
export function otlpOf(spec: Spec, callers: ReadonlyMap<string, string>, trace: Trace): Otlp {
  const endMs = trace.trace.endMs ?? spec.duration;
  const byService = new Map<string, OtlpSpan[]>();
  for (const span of trace.spans) {
    const service = callers.get(span.on) ?? span.on;
    const own = byService.get(service) ?? [];
    byService.set(service, own);
    own.push(otlpSpan(trace, span, endMs));
  }
  return {
    resourceSpans: [...byService].map(([service, spans]) => ({
      resource: { attributes: [text('service.name', service)] },
      scopeSpans: [{ scope: { name: 'faultline' }, spans }],
    })),
  };
}

const text = (key: string, value: string): Attribute => ({ key, value: { stringValue: value } });

function otlpSpan({ trace }: Trace, span: Span, openMs: number): OtlpSpan {
  const { id, parent, kind, name, on, replica, startMs, endMs, outcome, reason } = span;
  const attributes = [text('faultline.kind', kind), text('faultline.on', on)];
  if (replica !== null)
    attributes.push({ key: 'faultline.replica', value: { intValue: String(replica) } });
  if (reason !== null) attributes.push(text('faultline.reason', reason));
  if (span.abandoned) attributes.push({ key: 'faultline.abandoned', value: { boolValue: true } });
  const code = outcome === null ? {} : { code: outcome === 'failed' ? ERROR : OK };
  return {
    traceId: hex(trace.id, 32),
    spanId: hex(`${trace.id} ${id}`, 16),
    ...(parent !== null && { parentSpanId: hex(`${trace.id} ${parent}`, 16) }),
    name: kind === 'attempt' ? `${on} ${name}` : name,
    kind: kind === 'call' || kind === 'attempt' ? CLIENT! : kind === 'work' ? SERVER! : INTERNAL!,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(Math.max(startMs, endMs ?? openMs)),
    attributes,
    status: { ...code, ...(reason !== null && { message: reason }) },
  };
}

const nanos = (ms: number): string => String(Math.round(ms * 1e6));

/** So many hex digits that stand for a text: FNV-1a of it, over and over. */
function hex(of: string, digits: number): string {
  let found = '';
  for (let salt = 0; found.length < digits; salt++) {
    let hash = 0x811c9dc5 ^ salt;
    for (const letter of `${salt} ${of}`)
      hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193);
    found += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return found.slice(0, digits);
}
