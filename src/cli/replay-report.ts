/** The report of a replay: totals first, then calls and transitions. */
import type { PatternSpec, ReplayedCall, ReplayResult, ScriptedCall } from '../engine/index.ts';
import { count, NONE, percent } from '../analysis/figures.ts';
import type { Paint } from './output.ts';
import { more } from './report.ts';
import { table, wrap } from './table.ts';

const SHOWN_MAX = { calls: 40, transitions: 20 } as const;

export function replayReport(
  patterns: readonly PatternSpec[],
  script: readonly ScriptedCall[],
  { calls, transitions }: ReplayResult,
  paint: Paint,
): string[] {
  const sections = [outcomesOf(calls), callsOf(script, calls), transitionsOf(transitions)];
  return [
    ...wrap(`${count(calls.length)} calls through ${stackText(patterns)}`).map(paint.bold),
    ...sections.flatMap((lines) =>
      lines.length < 2 ? [] : ['', paint.bold(lines[0]!), ...lines.slice(1)],
    ),
  ];
}

/** `retry, circuitBreaker (opossum)`, outermost first. */
function stackText(patterns: readonly PatternSpec[]): string {
  const names = patterns.flatMap((entry) =>
    Object.entries(entry).map(([name, { like, disabled }]) => {
      const notes = [...(like ? [like] : []), ...(disabled ? ['disabled'] : [])];
      return notes.length === 0 ? name : `${name} (${notes.join(', ')})`;
    }),
  );
  return names.length === 0 ? 'an empty stack' : names.join(', ');
}

function outcomesOf(calls: readonly ReplayedCall[]): string[] {
  const found = new Map<string, { all: number; admitted: number; attempts: number }>();
  for (const { outcome, admitted, attempts } of calls) {
    const name = outcome ?? 'never ends';
    const sums = found.get(name) ?? { all: 0, admitted: 0, attempts: 0 };
    sums.all++;
    sums.admitted += Number(admitted);
    sums.attempts += attempts.length;
    found.set(name, sums);
  }
  return table(
    [
      { head: 'outcome', text: true },
      ...['calls', 'of all', 'admitted', 'attempts'].map((head) => ({ head })),
    ],
    [...found]
      .sort(([, a], [, b]) => b.all - a.all)
      .map(([name, { all, admitted, attempts }]) => [
        ...[name, count(all), percent(all / calls.length)],
        ...[count(admitted), count(attempts)],
      ]),
  );
}

function callsOf(script: readonly ScriptedCall[], calls: readonly ReplayedCall[]): string[] {
  const shown = calls.slice(0, SHOWN_MAX.calls);
  const rows = shown.map((call, index) => [
    String(index),
    instant(script[index]?.at ?? null),
    call.outcome ?? NONE,
    instant(call.endedAt),
    call.admitted ? String(call.attempts.length) : 'refused',
    call.stateBefore === null ? '' : `${call.stateBefore} → ${call.stateAfter ?? NONE}`,
  ]);
  const columns = [
    ...[{ head: 'call' }, { head: 'at' }, { head: 'outcome', text: true }],
    ...[{ head: 'ended' }, { head: 'attempts' }, { head: 'breaker', text: true }],
  ];
  return [...table(columns, rows), ...more(calls.length, shown.length)];
}

function transitionsOf(transitions: ReplayResult['transitions']): string[] {
  const shown = transitions.slice(0, SHOWN_MAX.transitions);
  const rows = shown.map(({ at, pattern, from, to }) => [instant(at), pattern, `${from} → ${to}`]);
  const columns = [
    ...[{ head: 'at' }, { head: 'pattern', text: true }, { head: 'change', text: true }],
  ];
  return [...table(columns, rows), ...more(transitions.length, shown.length)];
}

/** Logs are compared below 1 ms, so nothing is rounded. */
const instant = (ms: number | null): string => (ms === null ? NONE : `${ms} ms`);
