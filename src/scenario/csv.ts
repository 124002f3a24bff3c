/** Recorded calls as CSV: a header `at,latency,outcome`, in any order, and a call per line. */
import { COLUMNS, readCall, type ReplayCall } from './calls-log.ts';
import { unknownName } from './names.ts';
import type { Plain } from '../engine/index.ts';
import { type Flaw, placed, type Problem, sorted, wholeProblem } from './problems.ts';

/** By file name, or by a first line that only CSV can have. */
export const isCsv = (text: string, file: string): boolean =>
  /\.csv$/i.test(file) || /^\ufeff?\s*"?(at|latency|outcome)"?\s*,/.test(text);

/** Reads all lines; an empty latency means that the call never ends. */
export function readCsv(text: string): { calls: ReplayCall[]; problems: Problem[] } {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const header = cellsOf(lines[first] ?? '');
  const wrong = headerProblem(header);
  if (wrong !== null) {
    const line = Math.max(first, 0) + 1;
    return { calls: [], problems: [{ ...wholeProblem(wrong), line, column: 1 }] };
  }
  const calls: ReplayCall[] = [];
  const problems: Problem[] = [];
  for (let index = first + 1, row = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const flaws: Flaw[] = [];
    const cells = cellsOf(line);
    const call = readCall(record(header, cells), ['calls', row++], flaws);
    if (cells.length > header.length)
      flaws.push({
        path: ['calls', row - 1],
        message: `wanted ${header.length} cells, found ${cells.length}`,
      });
    if (call && flaws.length === 0) calls.push(call);
    problems.push(...placed(flaws, () => ({ line: index + 1, column: 1 })));
  }
  return { calls, problems: sorted(problems) };
}

const cellsOf = (line: string): string[] =>
  line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

function headerProblem(header: readonly string[]): string | null {
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0)
    return `wanted a first line \`${COLUMNS.join(',')}\`, missing ${missing.join(' and ')}`;
  const stranger = header.find((name) => !COLUMNS.some((column) => column === name));
  if (stranger !== undefined) return unknownName(stranger, COLUMNS, 'column');
  return header.length > COLUMNS.length ? 'wanted each column once' : null;
}

function record(header: readonly string[], cells: readonly string[]): Plain {
  const call: Plain = {};
  for (const [index, name] of header.entries()) {
    const cell = cells[index] ?? '';
    if (cell !== '') call[name] = cell;
    else if (name === 'latency') call[name] = null;
  }
  return call;
}
