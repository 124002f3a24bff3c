/** Tables and examples in Markdown, made from what the engine says of its parameters. */
import { defaultText, formsOf, partsOf } from '../../src/cli/param-help.ts';
import type { Param } from '../../src/engine/tables.ts';

export type Row = readonly string[];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function markdown(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

/** A parameter, and those inside of it: key, values, default, meaning. */
function rowsOf(key: string, param: Param): Row[] {
  const [fallback = ''] = defaultText(param);
  const within = param.kind === 'list' ? `${key}[]` : key;
  const inside = partsOf(param).flatMap(([name, part]) => rowsOf(`${within}.${name}`, part));
  return [
    [
      code(key),
      formsOf(param).join(', '),
      fallback.replace(/^default /, '').replace('required', REQUIRED),
      param.help,
    ],
    ...inside,
  ];
}

const REQUIRED = '**required**';

/**
 * Without a column of defaults where nothing has one.
 * @param table parameters by their key in a scenario, such as `queue.capacity`
 */
export function paramTable(table: Readonly<Record<string, Param>>): string {
  const rows = Object.entries(table).flatMap(([key, param]) => rowsOf(key, param));
  const head = ['key', 'values', 'default', 'meaning'];
  if (rows.some(([, , fallback = '']) => fallback !== '' && fallback !== REQUIRED))
    return markdown(head, rows);
  return markdown(
    head.toSpliced(2, 1),
    rows.map((row) => row.toSpliced(2, 1)),
  );
}

/** A value on one line, as a scenario would write it. */
export function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
