/**
 * The parts of the documents that are made from the tables of the engine, the schema and the
 * command line, by the names that stand in the documents: `<!-- made: faults -->`.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  columns,
  type ColumnUnit,
  distributionTables,
  type DistributionTable,
  entityTables,
  faultTables,
  type OutcomeName,
  OUTCOMES,
  type Param,
  patternTables,
  type PatternTable,
  type Table,
  type Variant,
  versionsOf,
  world,
} from '../../src/engine/tables.ts';
import { TRANSIENT } from '../../src/engine/model/outcome.ts';
import { PRESETS } from '../../src/scenario/presets.ts';
import { GIVEN } from '../every-library.ts';
import { root } from '../tidy/tree.ts';
import { counts, ofRuns, ofTexts } from './limits.ts';
import { code, inline, markdown, paramTable } from './tables.ts';

const { load, identities } = world;

const PLACES = { link: 'a call', service: 'a service' } as const;

const standsOn = ({ places }: PatternTable): string =>
  places.map((place) => PLACES[place]).join(' or ');

function patterns(): string {
  const rows = [...patternTables.values()].map((table) => {
    const versions = versionsOf(table).map(([name]) => (name === 'plain' ? 'plain' : code(name)));
    const anchor = table.title.toLowerCase().replaceAll(' ', '-');
    const name = `[${code(table.name)}](patterns.md#${anchor})`;
    return [name, table.help, standsOn(table), versions.join(', ')];
  });
  return markdown(['pattern', 'what it does', 'stands on', 'versions'], rows);
}

/** An entry of a stack, with values for what must be given. */
function entryOf(name: string, like: string): string {
  const given = GIVEN[`${name} ${like}`] ?? {};
  return inline({
    [name]: Array.isArray(given) ? given : { ...(like === 'plain' ? {} : { like }), ...given },
  }).replace(/^\{ (.*) \}$/, '- $1');
}

function exampleOf({ name, places }: PatternTable, like: string): string[] {
  const entry = entryOf(name, like);
  const stands = places.includes('link') ? [] : ['services:', '  api:', '    patterns:'];
  return ['```yaml', ...stands, stands.length > 0 ? `      ${entry}` : entry, '```'];
}

function versionText(table: PatternTable, likes: readonly string[], variant: Variant): string[] {
  const names = likes.map((like) => (like === 'plain' ? 'plain' : code(`like: ${like}`)));
  const { of, help, machine, params } = variant;
  return [
    `### ${table.title}: ${names.join(' or ')}`,
    '',
    `Behaves like ${of}. ${help}`,
    ...(machine ? ['', `States: ${Object.keys(machine.states).map(code).join(', ')}.`] : []),
    '',
    ...exampleOf(table, likes.at(-1)!),
    '',
    paramTable(params),
    '',
  ];
}

function patternText(table: PatternTable): string[] {
  const versions = versionsOf(table);
  const variants = [...new Set(versions.map(([, variant]) => variant))];
  return [
    `## ${table.title}`,
    '',
    `${code(table.name)} stands on ${standsOn(table)}. ${table.help}`,
    '',
    `- **Good for:** ${table.goodFor}`,
    `- **Bad for:** ${table.badFor}`,
    '',
    ...variants.flatMap((variant) => {
      const likes = versions.filter(([, other]) => other === variant).map(([like]) => like);
      return versionText(table, likes, variant);
    }),
  ];
}

/** The figures of a distribution as parameters, under the keys that they have in a scenario. */
function figuresOf(name: string, { figures }: DistributionTable): Record<string, Param> {
  if (figures.kind === 'one') return { [name]: figures.of };
  if (figures.kind === 'pair') return { [`${name}[]`]: figures.of };
  if (figures.kind === 'points') return { [`${name}.p<number>`]: figures.of };
  const sets = figures.kind === 'either' ? figures.of : [figures];
  return Object.fromEntries(
    sets.flatMap(({ of }) =>
      Object.entries(of).map(([key, param]) => [`${name}.${key}`, param] as const),
    ),
  );
}

const all: readonly [string, DistributionTable][] = Object.entries(distributionTables);

const distributions = (): string =>
  [
    markdown(
      ['distribution', 'what its draws are like'],
      all.map(([name, { help }]) => [code(name), help]),
    ),
    '',
    paramTable(Object.assign({}, ...all.map(([name, table]) => figuresOf(name, table))) as Table),
  ].join('\n');

const yes = (may: boolean): string => (may ? 'yes' : '');

function faults(): string {
  const tables = [...faultTables.values()];
  const keys = ['ramp', 'share', 'replicas'] as const;
  const rows = tables.map((table) => [
    code(table.name),
    table.help,
    table.on.join(', '),
    ...keys.map((key) => yes(table[key])),
  ]);
  return [
    markdown(['kind', 'what it does', 'hits', ...keys.map(code)], rows),
    '',
    paramTable(Object.fromEntries(tables.map(({ name, amount }) => [name, amount]))),
  ].join('\n');
}

function stacks(): string {
  const rows = Object.entries(PRESETS).map(([name, { of, stack }]) => [
    code(name),
    of,
    stack.map((entry) => code(inline(entry))).join('<br>'),
  ]);
  return markdown(['name', 'whose', 'stack, outermost first'], rows);
}

/** A table of parameters for each `like` of a part of a service. */
const byLike = (part: string, tables: Readonly<Record<string, Table>>): string =>
  Object.entries(tables)
    .map(([like, table]) => `\`like: ${like}\`:\n\n${paramTable(within(part, table))}`)
    .join('\n\n');

const within = (part: string, table: Table): Table =>
  Object.fromEntries(Object.entries(table).map(([key, one]) => [`${part}.${key}`, one]));

const MEANINGS: Readonly<Record<OutcomeName, string>> = {
  ok: 'The request succeeded.',
  degraded: 'The request succeeded, and a fallback answered for a part of it.',
  error: 'The callee failed: an HTTP 500 or 503, say. Trying again may help.',
  permanent: 'The request itself is wrong: an HTTP 400 or 404, say. Trying again does not help.',
  timeout: 'A timeout expired before the answer came.',
  'connect-timeout': 'A connection was not established in time.',
  refused: 'No process accepted the connection.',
  reset: 'The process died while it had the request.',
  'queue-full': 'The queue of the service was full.',
  'queue-timeout': 'The request waited in the queue for longer than its limit.',
  'bulkhead-full': 'A bulkhead had no free slot and no free place in its queue.',
  'circuit-open': 'A circuit breaker was open.',
  'rate-limited': 'A rate limiter had no permit.',
  shed: 'The service refused the request to reduce its load.',
  throttled: 'The client refused its own call, because too many of its calls failed recently.',
  deadline: 'The propagated deadline of the request had passed.',
  conflict: 'The row that was to be written had changed since it was read.',
  cancelled: 'A caller further up gave up and cancelled the call.',
  oom: 'The process needed more memory than it may have, and was killed.',
  'no-endpoint': 'No replica could be picked: the balancer knew of none that takes requests.',
};

const UNITS: Readonly<Record<ColumnUnit, string>> = {
  count: 'number',
  share: 'share, averaged over the interval',
  level: 'number, averaged over the interval',
  ms: 'ms',
};

const sentence = (words: string): string => `${words[0]!.toUpperCase()}${words.slice(1)}.`;

function columnsText(): string {
  const rows = Object.values(entityTables).flatMap(({ plural, columns: helps }) =>
    Object.entries<ColumnUnit>(columns[plural]).map(([name, unit]) => [
      code(`${plural}.ID.${name}`),
      UNITS[unit],
      sentence(helps[name]!),
    ]),
  );
  return markdown(['figure', 'unit', 'meaning'], rows);
}

function outcomes(): string {
  const rows = OUTCOMES.map((name) => [code(name), MEANINGS[name], yes(TRANSIENT.includes(name))]);
  return markdown(['outcome', 'meaning', 'retried by default'], rows);
}

/** What the command line says of itself. */
function help(...topic: string[]): string {
  const launch = join(root, 'src/cli/launch.mjs');
  const env = { ...process.env, npm_lifecycle_event: 'cli' };
  const args = [launch, 'help', ...topic];
  const text = execFileSync(process.execPath, args, { encoding: 'utf8', env });
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

export const made: Readonly<Record<string, () => string>> = {
  run: () => paramTable({ ...world.run, deadlines: world.deadlines.scenario }),
  client: () => paramTable(world.client),
  'load by rate': () =>
    paramTable({
      rate: load.rate,
      arrivals: load.arrivals,
      'stages[].for': load.stageFor,
      'stages[].to': load.stageRate,
      from: load.from,
    }),
  'load by users': () =>
    paramTable({
      users: load.users,
      'users.stages[].for': load.stageFor,
      'users.stages[].to': load.stageUsers,
      iterations: load.iterations,
    }),
  identities: () =>
    paramTable({
      users: identities.users,
      'tenants.<name>': identities.tenant,
      'priorities.<name>': identities.priority,
      idempotencyKeys: identities.idempotencyKeys,
    }),
  service: () => paramTable({ ...world.service, deadlines: world.deadlines.service }),
  balance: () => paramTable(within('balance', world.balance)),
  probes: () =>
    paramTable({
      ...within('probes.readiness', world.probes.readiness),
      ...within('restart', world.service.restart.of),
    }),
  memory: () => paramTable(within('memory', world.service.memory.of)),
  ejection: () => byLike('ejection', world.ejection),
  autoscale: () => byLike('autoscale', world.autoscale),
  queue: () => paramTable(within('queue', world.queue)),
  call: () => paramTable({ times: world.call.times, 'oneOf[].weight': world.call.weight }),
  distributions,
  patterns,
  'all patterns': () => [...patternTables.values()].flatMap(patternText).join('\n').trimEnd(),
  stacks,
  columns: columnsText,
  'fault keys': () => paramTable(world.fault),
  faults,
  outcomes,
  'limits of counts': counts,
  'limits of the text': ofTexts,
  'limits of a run': ofRuns,
  help: () => help(),
  'help run': () => help('run'),
  'help compare': () => help('compare'),
  'help story': () => help('story'),
  'help trace': () => help('trace'),
  'help replay': () => help('replay'),
  'help validate': () => help('validate'),
};
