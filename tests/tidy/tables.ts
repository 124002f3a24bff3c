/** What the tables must say of all that has one, and of each parameter: pages are made of them. */
import {
  columnsOf,
  defaultOf,
  type DistributionTable,
  type EntityTable,
  type FaultTable,
  type FigureTable,
  MS_MAX,
  type Param,
  type PatternTable,
  REASONS,
  type Table,
  type Variant,
} from '../../src/engine/tables.ts';

/** How things stand when an interval ends: no columns. */
const STANDING = ['queued', 'busy'];

/** Fewer words than this name a thing, but do not say what it does. */
const HELP_WORDS_MIN = 3;

/** All that is wrong with a pattern's table. */
export function patternFindings(key: string, table: PatternTable): string[] {
  const { name, title, sign, help, goodFor, badFor, variants } = table;
  const texts = Object.entries({ help, goodFor, badFor });
  return [
    ...(name === key ? [] : [`${key}: its table calls it ${name}`]),
    ...(title && sign ? [] : [`${key}: has no title or no sign`]),
    ...texts.flatMap(([what, text]) => helpFindings(`${key}.${what}`, text)),
    ...Object.entries(variants).flatMap(([like, variant]) => [
      ...helpFindings(`${key}.${like}`, variant.help),
      ...originFindings(`${key}.${like}`, like, variant.of),
      ...tableFindings(`${key}.${like}`, variant.params),
      ...machineFindings(`${key}.${like}`, variant),
    ]),
  ];
}

/** A library changes: its table says which version it follows, or which commit or proposal. */
export function originFindings(path: string, like: string, of: string): string[] {
  if (!of) return [`${path}: does not say what it behaves like`];
  const isLibrary = like !== 'plain' && !/^(a|an|the) /.test(of);
  return isLibrary && !/\d/.test(of) ? [`${path}: does not say which version of ${of}`] : [];
}

/** All that is wrong with a fault's table. */
export function faultFindings(key: string, table: FaultTable): string[] {
  return [
    ...(table.name === key ? [] : [`${key}: its table calls it ${table.name}`]),
    ...(table.on.length ? [] : [`${key}: hits nothing`]),
    ...helpFindings(key, table.help),
    ...(table.amount ? paramFindings(key, table.amount) : [`${key}: has no amount`]),
  ];
}

export function distributionFindings(key: string, { help, figures }: DistributionTable): string[] {
  const params = (of: Table): string[] =>
    Object.entries(of).flatMap(([name, param]) => paramFindings(`${key}.${name}`, param));
  const { kind } = figures;
  return [
    ...helpFindings(key, help),
    ...(kind === 'named'
      ? params(figures.of)
      : kind === 'either'
        ? figures.of.flatMap(({ of }) => params(of))
        : paramFindings(key, figures.of)),
  ];
}

/** All that is wrong with the table of clients, services or links. */
export function entityFindings(key: string, table: EntityTable): string[] {
  const { name, plural, help, params, headings, columns, figures } = table;
  const labels = figures.map((figure) => ('from' in figure ? figure.label : figure.of));
  const twice = labels.filter((label, i) => labels.indexOf(label) < i);
  return [
    ...(name === key ? [] : [`${key}: its table calls it ${name}`]),
    ...helpFindings(key, help),
    ...Object.entries(params).flatMap(([part, own]) => tableFindings(`${key}.${part}`, own)),
    ...Object.entries(headings).flatMap(([heading, listed]) =>
      listed ? tableFindings(`${key}.${heading}`, listed.of({})) : [],
    ),
    ...columnsOf(plural).flatMap((column) =>
      helpFindings(`${key}.${column}`, columns[column] ?? ''),
    ),
    ...(figures.length > 0 ? [] : [`${key}: shows no figure`]),
    ...twice.map((label) => `${key}: shows '${label}' twice`),
    ...figures.flatMap((figure) => figureFindings(key, table, figure)),
  ];
}

/** A figure is made of columns that there are; one of its own says what it is. */
function figureFindings(key: string, { plural, columns }: EntityTable, figure: FigureTable) {
  const isColumn = (name: string) => Object.hasOwn(columns, name);
  if ('of' in figure)
    return isColumn(figure.of) ? [] : [`${key}: has no column '${figure.of}' to show`];
  const read = new Set<string>();
  figure.from((column) => (read.add(column), 1));
  const strange = [...read].filter((name) => !STANDING.includes(name) && !isColumn(name));
  return [
    ...strange.map((name) => `${key}.${figure.label}: there is no '${name}' in ${plural}`),
    ...(figure.title.length > figure.label.length
      ? []
      : [`${key}.${figure.label}: its title says too little`]),
  ];
}

/** A machine begins in its first state and leads to no state that it does not have. */
function machineFindings(path: string, { machine }: Variant): string[] {
  if (!machine) return [];
  const own = Object.keys(machine.states);
  const targets = Object.values(machine.states).flatMap(({ on }) => Object.values(on));
  const unknown = targets.filter((target) => !own.includes(target));
  return [
    ...(machine.initial === own[0] ? [] : [`${path}: its machine does not begin in the first`]),
    ...unknown.map((target) => `${path}: its machine leads to '${target}', which is no state`),
  ];
}

const tableFindings = (path: string, table: Readonly<Record<string, Param>>): string[] =>
  Object.entries(table).flatMap(([name, param]) => paramFindings(`${path}.${name}`, param));

export function paramFindings(path: string, param: Param): string[] {
  const help = helpFindings(path, param.help);
  const kind = param.kind;
  if (kind === 'group') return [...help, ...tableFindings(path, param.of)];
  if (kind === 'either')
    return [...help, ...param.of.flatMap((form, i) => paramFindings(`${path}[${i}]`, form))];
  return [...help, ...rangeFindings(path, param)];
}

function rangeFindings(path: string, param: Param): string[] {
  const value = defaultOf(param);
  if (param.kind === 'choice')
    return param.of.includes(param.default) ? [] : [`${path}: ${value} is not one of its choices`];
  if (param.kind === 'reasons') {
    const unknown = (param.default ?? []).filter(
      (r) => !(REASONS as readonly string[]).includes(r),
    );
    return unknown.map((reason) => `${path}: there is no reason '${reason}'`);
  }
  if (!('min' in param)) return [];
  const { min, max } = param;
  if (!(min < max && Number.isFinite(max))) return [`${path}: the range ${min}–${max} is empty`];
  if (param.kind === 'ms' && max > MS_MAX) return [`${path}: longer than any run`];
  if (typeof value !== 'number') return [];
  const zeroAllowed = param.kind !== 'ms' || param.zero || value !== 0;
  const fits = value >= min && value <= max && zeroAllowed;
  return fits ? [] : [`${path}: the default ${value} is outside ${min}–${max}`];
}

function helpFindings(path: string, help: string): string[] {
  const words = help.split(/\s+/).filter(Boolean).length;
  return words >= HELP_WORDS_MIN ? [] : [`${path}: the help '${help}' says too little`];
}
