/** `trace`: runs a scenario and shows what became of one of its requests. */
import { csvOf } from '../analysis/csv.ts';
import { clock } from '../analysis/clock.ts';
import { percent, time } from '../analysis/figures.ts';
import { criticalPath, type Segment } from '../analysis/trace/critical-path.ts';
import { otlpOf } from '../analysis/trace/otlp.ts';
import { type Span, type Trace, traceIn, type Which } from '../analysis/trace/trace.ts';
import { type Spec, topologyOf } from '../engine/index.ts';
import { unknownName } from '../scenario/names.ts';
import { found as quoted, harmless } from '../scenario/problems.ts';
import { opened, save } from './csv-file.ts';
import { baseName } from './input.ts';
import { complain, type Paint, paintFor, print, printJson } from './output.ts';
import { type ScenarioOptions, specOf } from './spec.ts';
import { BadInput, DONE, FAILED } from './status.ts';
import { cut } from './table.ts';
import { WIDTH } from './terminal.ts';

export interface TraceCommandOptions extends ScenarioOptions {
  nth?: string;
  slowest?: boolean;
  failed?: boolean;
  client?: string;
  json?: boolean;
  otlp?: boolean;
  csv?: string;
}

export async function trace(file: string, options: TraceCommandOptions): Promise<number> {
  const which = whichOf(options);
  const spec = await specOf(file, options);
  const { client = null } = options;
  if (client !== null && !Object.hasOwn(spec.clients, client))
    throw new BadInput(`--client: ${unknownName(client, Object.keys(spec.clients), 'client')}`);
  const csv = options.csv === undefined ? null : opened(options.csv, [file]);
  const traced = traceIn(spec, which, client);
  if (!traced) {
    complain(`${baseName(file)}: there is no such request`);
    return FAILED;
  }
  const unsaved = csv === null ? null : save(csv, options.csv!, traceCsv(traced), LOST);
  show(spec, traced, options);
  if (unsaved !== null) complain(unsaved);
  return unsaved === null ? DONE : FAILED;
}

const LOST = 'the trace was not written';

function show(spec: Spec, traced: Trace, { json, otlp }: TraceCommandOptions): void {
  const callers = new Map(topologyOf(spec).links.map(({ id, from }) => [id, from]));
  if (otlp) printJson(otlpOf(spec, callers, traced));
  else if (json) printJson(traced);
  else print(waterfall(traced, paintFor(process.stdout)));
}

function whichOf({ nth, slowest, failed }: TraceCommandOptions): Which {
  const asked = [nth !== undefined, slowest, failed].filter(Boolean).length;
  if (asked > 1) throw new BadInput('wanted one of --nth, --slowest and --failed, found several');
  if (slowest) return 'slowest';
  if (failed) return 'failed';
  const n = Number(nth ?? 1);
  if (!Number.isSafeInteger(n) || n < 1)
    throw new BadInput(`--nth: wanted a whole number from 1, found ${quoted(nth)}`);
  return { nth: n };
}

/** Columns of the bars. */
const BARS = 40;

/** A line per span: its name, how long it took, and when. */
function waterfall({ trace: request, spans }: Trace, paint: Paint): string[] {
  const { id, startMs, durationMs, outcome, cause } = request;
  const lastMs = Math.max(startMs, ...spans.map((span) => span.endMs ?? span.startMs));
  const critical = new Map(criticalPath(spans).map((one) => [one.span, one]));
  const took = durationMs === null ? 'still under way at the end' : time(durationMs);
  const how = [outcome ?? '', cause ?? ''].filter(Boolean).join(': ');
  const names = spans.map((span) => `${'  '.repeat(depthOf(spans, span))}${nameOf(span)}`);
  const width = Math.min(Math.max(...names.map((name) => name.length)), WIDTH - BARS - 14);
  return [
    cut(`${harmless(id)} at ${clock(startMs, 3)}: ${how}, ${took}`, WIDTH),
    '',
    ...spans.map((span, i) => {
      const length = span.endMs === null ? '' : time(span.endMs - span.startMs);
      const name = cut(harmless(names[i]!), width).padEnd(width);
      const bar = barOf(span, startMs, lastMs, critical.get(span.id));
      const line = `${name} ${length.padStart(9)}  ${bar}`.trimEnd();
      return span.outcome === 'failed' ? paint.alarm(line) : line;
    }),
    '',
    ...share(spans, durationMs),
  ];
}

const nameOf = ({ kind, name, on, replica, reason, abandoned }: Span): string => {
  const where = kind === 'queue' || kind === 'work' ? ` ${on}` : '';
  const at = replica === null ? '' : ` #${replica}`;
  const notes = [reason ?? '', abandoned ? 'abandoned' : ''].filter(Boolean).join(', ');
  return `${name}${where}${kind === 'attempt' ? at : ''}${notes && ` (${notes})`}`;
};

function depthOf(spans: readonly Span[], { parent }: Span): number {
  return parent === null ? 0 : 1 + depthOf(spans, spans[parent]!);
}

/** `#` on the critical path, `.` after the caller has left, `=` otherwise. */
function barOf(span: Span, fromMs: number, toMs: number, segment: Segment | undefined): string {
  const scale = BARS / Math.max(toMs - fromMs, 1e-6);
  const at = (ms: number): number => Math.round((ms - fromMs) * scale);
  const columns = (startMs: number, endMs: number): [number, number] => {
    const from = Math.min(BARS - 1, at(startMs));
    return [from, Math.max(from + 1, at(endMs))];
  };
  const [from, to] = columns(span.startMs, span.endMs ?? toMs);
  const [first, last] = segment ? columns(segment.startMs, segment.endMs) : [0, 0];
  const sign = span.abandoned ? '.' : '=';
  return Array.from({ length: to }, (_, i) =>
    i < from ? ' ' : i >= first && i < last ? '#' : sign,
  ).join('');
}

/** Where the time of the request went. */
function share(spans: readonly Span[], durationMs: number | null): string[] {
  if (durationMs === null || durationMs === 0) return [];
  const sums = new Map<string, number>();
  for (const { span, startMs, endMs } of criticalPath(spans)) {
    const { kind, name, on } = spans[span]!;
    const key = kind === 'network' ? 'network' : `${name} ${on}`;
    sums.set(key, (sums.get(key) ?? 0) + endMs - startMs);
  }
  const most = [...sums].sort(([, a], [, b]) => b - a).slice(0, 4);
  const parts = most.map(([name, ms]) => `${harmless(name)} ${percent(ms / durationMs)}`);
  return [cut(`Critical path (#): ${parts.join(', ')}`, WIDTH)];
}

const HEAD = ['id', 'parent', 'kind', 'name', 'on', 'replica', 'startMs', 'endMs', 'outcome'];

const traceCsv = ({ spans }: Trace): string =>
  csvOf([
    [...HEAD, 'reason', 'abandoned'],
    ...spans.map((one) => [
      ...[one.id, one.parent, one.kind, one.name, one.on, one.replica, one.startMs, one.endMs],
      ...[one.outcome, one.reason, one.abandoned ? 'true' : ''],
    ]),
  ]);
