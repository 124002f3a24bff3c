/** A parameter's help: its range, default and unit from the table, then its help text. */
import { defaultOf, isMap, type Param } from '../engine/index.ts';
import { itemsOf } from '../scenario/leaves.ts';
import { formatMs } from '../scenario/units.ts';
import { write } from '../analysis/amounts.ts';
import { exact } from '../analysis/figures.ts';
import { wrap } from './table.ts';

/** `  maxAttempts: 1–100, default 3`, and the help text below. */
export function paramLines(name: string, param: Param, indent: number): string[] {
  const facts = [...formsOf(param), ...defaultText(param)].join(', ');
  return [
    ...wrap(`${name}: ${facts}`, indent),
    ...wrap(param.help, indent + 4),
    ...partsOf(param).flatMap(([key, part]) => paramLines(key, part, indent + 4)),
  ];
}

/** Its possible values. */
export function formsOf(param: Param): string[] {
  switch (param.kind) {
    case 'either':
      return [param.of.flatMap(formsOf).join(' or ')];
    case 'group':
      return [`{ ${Object.keys(param.of).join(', ')} }`];
    case 'choice':
      return [param.of.join(' | ')];
    case 'flag':
      return ['true | false'];
    case 'reasons':
      return ['a list of failure reasons'];
    case 'fallbacks':
      return ['an answer, a call, or a list of these'];
    case 'list':
      return [`a list of 1–${param.most} ${itemsOf(param)}`];
    case 'msOrShare':
      return ['a duration or a share'];
    case 'countOrShare':
      return ['a whole number or a share'];
    default: {
      const range = `${leastOf(param)}–${shown(param, param.max)}`;
      return [param.kind === 'ms' && param.spread ? `${range} or a distribution` : range];
    }
  }
}

const leastOf = (param: Extract<Param, { min: number }>): string =>
  param.kind === 'ms' && !param.zero && param.min === 0 ? '>0' : shown(param, param.min);

/** Its default; nothing if the parts of a group state theirs. */
export function defaultText(param: Param): string[] {
  const first = param.kind === 'either' ? param.of[0] : param;
  if (first?.kind === 'group') return first.optional ? ['default none'] : [];
  if (first?.kind === 'reasons' || first?.kind === 'fallbacks') return [];
  const value = defaultOf(param);
  if (value === undefined) return ['required'];
  return [`default ${first ? shown(first, value) : String(value)}`];
}

/** A value in the parameter's unit. */
function shown(param: Param, value: unknown): string {
  const { kind } = param;
  if (value === null) return 'none';
  if (Array.isArray(value) && kind === 'list')
    return value.map((one) => shown(param.of, one)).join(', ');
  if (isMap(value)) {
    const parts = new Map(partsOf(param));
    return Object.entries(value)
      .map(([key, one]) => `${key} ${shown(parts.get(key)!, one)}`)
      .join(' ');
  }
  if (typeof value !== 'number') return String(value);
  switch (kind) {
    case 'ms':
      return formatMs(value);
    case 'share':
      return `${Number((value * 100).toPrecision(12))} %`;
    case 'percent':
      return `${value} %`;
    case 'rate':
      return `${exact(value)}/s`;
    case 'factor':
      return `${exact(value)}×`;
    case 'size':
      return write('size', value);
    default:
      return exact(value);
  }
}

/** Its nested parameters. */
export function partsOf(param: Param): [string, Param][] {
  if (param.kind === 'group') return Object.entries(param.of);
  if (param.kind === 'list') return partsOf(param.of);
  const parts = param.kind === 'either' ? param.of.flatMap(partsOf) : [];
  const same = ([name, part]: [string, Param]) =>
    parts.findIndex(([other, its]) => other === name && its === part);
  return parts.filter((part, i) => same(part) === i);
}
