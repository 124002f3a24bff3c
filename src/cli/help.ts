/** `help`: the text of a command, or the table of a pattern or fault. */
import type { Command } from 'commander';
import {
  faultTables,
  type FaultTable,
  patternTables,
  type PatternTable,
  type Variant,
  versionsOf,
} from '../engine/index.ts';
import { PRESETS } from '../scenario/presets.ts';
import { unknownName } from '../scenario/names.ts';
import { print } from './output.ts';
import { paramLines } from './param-help.ts';
import { BadInput, DONE } from './status.ts';
import { wrap } from './table.ts';

export function help(program: Command, topic: string | undefined): number {
  const lines = topic === undefined ? null : linesOn(topic);
  const command = topic === undefined ? program : commandOf(program, topic);
  if (lines) print(lines);
  else if (command) command.outputHelp();
  else {
    const commands = program.commands.map((one) => one.name());
    const topics = [
      ...commands,
      'patterns',
      'faults',
      'stacks',
      ...Object.keys(PRESETS),
      ...patternTables.keys(),
      ...faultTables.keys(),
    ];
    throw new BadInput(`help: ${unknownName(topic ?? '', topics, 'topic')}`);
  }
  return DONE;
}

const commandOf = (program: Command, name: string): Command | undefined =>
  program.commands.find((command) => command.name() === name);

function linesOn(topic: string): string[] | null {
  if (topic === 'patterns') return overview(patternTables, PATTERNS);
  if (topic === 'faults') return overview(faultTables, FAULTS);
  if (topic === 'stacks') return stacksHelp();
  if (Object.hasOwn(PRESETS, topic) && !patternTables.has(topic)) return stackHelp(topic);
  const pattern = patternTables.get(topic);
  const fault = faultTables.get(topic);
  return pattern ? patternHelp(pattern) : fault ? faultHelp(fault) : null;
}

const PATTERNS =
  'Patterns stand on a call or on a service, outermost first, each as `name: { parameters ' +
  '}`. `like: <library>` selects a library’s behavior; `help <pattern>` lists the ' +
  'parameters.';
const FAULTS =
  'A fault is `{ at, for, on, <kind>: <amount> }`, on a client, a service or a link. ' +
  'Without `for`, it lasts until the end; `help <fault>` lists its parameters.';

function overview(
  tables: ReadonlyMap<string, { help: string; variants?: Readonly<Record<string, Variant>> }>,
  text: string,
): string[] {
  const entries = [...tables].flatMap(([name, entry]) => [name, ...wrap(entry.help, 4)]);
  const libraries = [...tables].flatMap(([name, { variants = {} }]) => {
    const likes = Object.keys(variants).filter((like) => like !== 'plain');
    return likes.length === 0 ? [] : wrap(`${name}: ${likes.join(', ')}`, 2);
  });
  return [
    ...wrap(text),
    '',
    ...entries,
    ...(libraries.length > 0 ? ['', 'Libraries, for `like`:', ...libraries] : []),
  ];
}

function patternHelp(table: PatternTable) {
  const { name, title, help, goodFor, badFor, places } = table;
  const versions = versionsOf(table);
  const stands = places.map((place) => (place === 'link' ? 'on a call' : 'on a service'));
  return [
    `${title} (${name})`,
    '',
    ...wrap(help),
    '',
    ...wrap(`Good for: ${goodFor}`),
    ...wrap(`Bad for: ${badFor}`),
    ...wrap(`Stands ${stands.join(' or ')}.`),
    ...[...new Set(versions.map(([, variant]) => variant))].flatMap((variant) => {
      const likes = versions.filter(([, other]) => other === variant).map(([like]) => like);
      return variantHelp(name, likes, variant);
    }),
  ];
}

/** @param likes values of `like` for this version; some are synonyms */
function variantHelp(
  name: string,
  likes: readonly string[],
  { of, help, params, machine }: Variant,
): string[] {
  const forms = likes.map((like) => (like === 'plain' ? name : `${name}: { like: ${like} }`));
  return [
    '',
    ...wrap(`${forms.join(' or ')}, like ${of}`),
    ...wrap(help, 2),
    ...(machine ? wrap(`States: ${Object.keys(machine.states).join(', ')}.`, 2) : []),
    ...Object.entries(params).flatMap(([key, param]) => paramLines(key, param, 2)),
  ];
}

const STACKS =
  'A named stack has a library’s order and defaults: `patterns: envoy`. `help <stack>` ' +
  'lists its patterns.';

const stacksHelp = (): string[] => [
  ...wrap(STACKS),
  '',
  ...Object.entries(PRESETS).flatMap(([name, { of }]) => [name, ...wrap(of, 4)]),
];

/** As written in a scenario, on one line. */
const yamlOf = (value: object): string =>
  JSON.stringify(value, null, 1)
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('"', '');

const stackHelp = (name: string): string[] => {
  const { of, stack } = PRESETS[name]!;
  const layer = (entry: (typeof stack)[number]): string[] =>
    Object.entries(entry).flatMap(([pattern, params]) =>
      wrap(`- ${pattern}: ${yamlOf(params)}`, 2),
    );
  return [`patterns: ${name}`, '', ...wrap(of), '', ...stack.flatMap(layer)];
};

function faultHelp({ name, help, on, amount, ramp, share, replicas }: FaultTable): string[] {
  const also = Object.entries({ ramp, share, replicas }).filter(([, may]) => may);
  const takes = also.map(([key]) => `\`${key}\``).join(', ');
  return [
    ...wrap(`${name}: ${help}`),
    '',
    ...wrap(`Targets: ${on.join(', ')}.${takes === '' ? '' : ` Takes ${takes}.`}`),
    ...paramLines(name, amount, 2),
  ];
}
