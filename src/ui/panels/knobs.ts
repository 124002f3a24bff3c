/**
 * What can be set of a client, service, link or pattern while the run goes on: read off the spec
 * and the tables, so that a new pattern has its panel as soon as it has its table.
 */
import type { CallSpec, FaultSpec, IdentitiesSpec, LoadSpec, Spec } from '../../engine/index.ts';
import {
  entityTables,
  type EntityTable,
  type Param,
  topologyOf,
  versionOf,
  world,
} from '../../engine/tables.ts';
import { instant } from '../kit/clock.ts';
import { words } from '../kit/format.ts';
import type { Entity, Selection } from '../kit/selection.ts';
import { faultTableOf } from '../stage/faults.ts';
import { type Knob, knobsFor, spreadKnobs } from './param-knobs.ts';
import { layersOf } from '../state/selected.ts';

export type { Knob } from './param-knobs.ts';

export function knobsOf(spec: Spec, selection: Selection): Knob[] {
  const { kind, id } = selection;
  if (kind === 'pattern') return patternKnobs(spec, id, selection.layer);
  if (kind === 'fault') return faultKnobs(spec, selection.index);
  return entityKnobs(spec, kind, id);
}

function entityKnobs(spec: Spec, kind: Entity['kind'], id: string): Knob[] {
  const table = entityTables[kind];
  const link = topologyOf(spec).links.find((one) => one.id === id);
  const own: object | undefined = kind === 'link' ? link?.call : spec[`${kind}s`][id];
  if (!own) return [];
  // What has been broken is what one looks at first.
  const broken = spec.faults.flatMap((one, i) => (one.on === id ? sizeOf(one, i) : []));
  if (link?.isProbe) return broken;
  const path = kind === 'link' ? link!.path : `${table.plural}.${id}`;
  const deeper = {
    client: () => clientKnobs(spec, id, path),
    service: () => partKnobs(spec, id),
    link: () => networkKnobs(link!.call, path),
  }[kind]();
  const all = [...deeper, ...plainKnobs(table, own, path, spec)];
  const inOrder = Object.keys(table.headings).flatMap((heading) =>
    all.filter(({ section }) => section === heading),
  );
  return [...broken, ...inOrder];
}

/** What the table lists under its headings; what is null is as at the top of the scenario. */
function plainKnobs({ headings }: EntityTable, own: object, path: string, spec: Spec): Knob[] {
  const values = { ...own } as Readonly<Record<string, unknown>>;
  return Object.entries(headings).flatMap(([heading, listed]) => {
    if (!listed) return [];
    const { part, of } = listed;
    const here: Record<string, unknown> = { ...partOf(values, part) };
    for (const key of Object.keys(here))
      if (here[key] === null && Object.hasOwn(spec, key)) here[key] = spec[key as keyof Spec];
    return fromTable(of(values), here, part === '' ? path : `${path}.${part}`, heading);
  });
}

/** What stands under `queue`, or under `probes.liveness`; for '' all of it. */
const partOf = (values: Values, part: string): Values | null =>
  (part === '' ? [] : part.split('.')).reduce<Values | null>(
    (found, key) => (found?.[key] ?? null) as Values | null,
    values,
  );

type Values = Readonly<Record<string, unknown>>;

/** Plain values of a map, as the table names them. */
const fromTable = (
  table: Readonly<Record<string, Param>>,
  values: object,
  path: string,
  section: string,
): Knob[] =>
  Object.entries(table).flatMap(([key, param]) => {
    const value = (values as Record<string, unknown>)[key];
    return value === undefined
      ? []
      : knobsFor(param, { path: `${path}.${key}`.replace(/^\./, ''), label: key, section, value });
  });

function clientKnobs(spec: Spec, id: string, path: string): Knob[] {
  const { load, identities } = spec.clients[id]!;
  return [
    ...loadKnobs(load, `${path}.load`),
    ...(identities ? identityKnobs(identities, `${path}.identities`) : []),
    ...partKnobs(spec, id),
    // For a client only the scenario's word counts, and it is everybody's.
    ...fromTable({ deadlines: world.deadlines.scenario }, spec, '', 'whole scenario'),
  ];
}

/** Whom its requests come from, and how often. */
function identityKnobs({ users, tenants, priorities }: IdentitiesSpec, path: string): Knob[] {
  const section = 'identities';
  const { users: population, tenant, priority } = world.identities;
  const shares = (of: object, at: string, what: string, param: Param): Knob[] =>
    Object.entries(of).flatMap(([name, value]) =>
      knobsFor(param, { path: `${path}.${at}.${name}`, label: `${what} ${name}`, section, value }),
    );
  return [
    ...(users === null ? [] : fromTable({ users: population }, { users }, path, section)),
    ...shares(tenants, 'tenants', 'tenant', tenant),
    ...shares(priorities, 'priorities', 'priority', priority),
  ];
}

function loadKnobs(load: LoadSpec, path: string): Knob[] {
  const section = 'load';
  const { stageFor: _, stageRate, stageUsers, users, ...rest } = world.load;
  const plain = fromTable(rest, load, path, section);
  const stages = (list: readonly { to: number }[], at: string, param: Param): Knob[] =>
    list.flatMap(({ to: value }, i) =>
      knobsFor(param, { path: `${at}[${i}].to`, label: `stage ${i + 1}: to`, section, value }),
    );
  if ('stages' in load) return [...plain, ...stages(load.stages, `${path}.stages`, stageRate)];
  if (!('users' in load)) return plain;
  const think = { path: `${path}.think`, label: 'think', section };
  const people =
    typeof load.users === 'number'
      ? fromTable({ users }, load, path, section)
      : stages(load.users.stages, `${path}.users.stages`, stageUsers);
  return [...people, ...spreadKnobs(load.think, think, world.spreads.think), ...plain];
}

/** Work and choices among the steps. */
function partKnobs(spec: Spec, id: string): Knob[] {
  const section = 'work';
  let works = 0;
  let branches = 0;
  return (topologyOf(spec).figures.get(id) ?? []).flatMap((figure) => {
    const { path } = figure;
    if ('weight' in figure) {
      const label = `branch ${(branches += 1)}: weight`;
      return knobsFor(world.call.weight, { path, label, section, value: figure.weight });
    }
    const label = (works += 1) === 1 ? 'work' : `work ${works}`;
    return spreadKnobs(figure.work, { path, label, section }, world.spreads.work);
  });
}

function networkKnobs(call: CallSpec, path: string): Knob[] {
  return (['latency', 'connect'] as const).flatMap((name) =>
    spreadKnobs(
      call[name],
      { path: `${path}.${name}`, label: name, section: 'network' },
      world.spreads[name],
    ),
  );
}

function patternKnobs(spec: Spec, id: string, layer: number): Knob[] {
  const found = layersOf(spec, id)[layer];
  const tables = found && versionOf(found);
  if (!found || !tables) return [];
  const { path, params } = found;
  return [
    ...fromTable(world.pattern, params, path, 'in the stack'),
    ...fromTable(tables.variant.params, params, path, 'parameters'),
  ];
}

/** Why a pattern's library would not take this value, in words; null: it would. */
export function refusal(
  spec: Spec,
  selection: Selection,
  path: string,
  value: unknown,
): string | null {
  if (selection.kind !== 'pattern') return null;
  const layer = layersOf(spec, selection.id)[selection.layer];
  const refuse = layer && versionOf(layer)?.table.refuse;
  if (!layer || !refuse) return null;
  const params = structuredClone(layer.params) as Record<string, unknown>;
  let here: Record<string, unknown> = params;
  const keys = path.slice(layer.path.length + 1).split('.');
  for (const key of keys.slice(0, -1)) here = here[key] as Record<string, unknown>;
  here[keys.at(-1)!] = value;
  const refused = refuse(layer.params.like, params);
  return refused && `wanted ${refused.wanted}, found ${refused.found}`;
}

/** When a fault is there: `60.0 s to 120.0 s`. */
export const timeOf = ({ at, for: length }: FaultSpec): string =>
  length === null ? `from ${instant(at)}` : `${instant(at)} to ${instant(at + length)}`;

/** How large a fault is, and whether it is there at all. */
function sizeOf(fault: FaultSpec, index: number): Knob[] {
  const table = faultTableOf(fault);
  if (!table) return [];
  const path = `faults[${index}]`;
  const section = `fault: ${words(table.name)}, ${timeOf(fault)}`;
  const amount = { ...table.amount, help: `${table.help} ${table.amount.help}` };
  const { name } = table;
  return [
    ...knobsFor(amount, { path: `${path}.${name}`, label: name, section, value: fault[name] }),
    ...fromTable({ disabled: world.fault.disabled }, fault, path, section),
  ];
}

/** All of a fault: also whom it hits, and when. */
function faultKnobs(spec: Spec, index: number): Knob[] {
  const fault = spec.faults[index];
  if (!fault) return [];
  const table = faultTableOf(fault);
  const path = `faults[${index}]`;
  const { at, for: lasts, ramp, share, replicas } = world.fault;
  const hits = {
    ...(table?.ramp && { ramp }),
    ...(table?.share && { share }),
    ...(table?.replicas && Object.hasOwn(spec.services, fault.on) && { replicas }),
  };
  const times = {
    at: { ...at, max: spec.duration },
    for: { ...lasts, max: Math.max(1, spec.duration - fault.at) },
  };
  return [
    ...sizeOf(fault, index),
    ...fromTable(hits, fault, path, 'what it hits'),
    ...fromTable(times, fault, path, 'time').map((knob) => ({ ...knob, isPlan: true })),
  ];
}

/** In the order in which the sections first come. */
export function bySection(knobs: readonly Knob[]): ReadonlyMap<string, readonly Knob[]> {
  const found = new Map<string, Knob[]>();
  for (const knob of knobs) {
    const own = found.get(knob.section);
    if (own) own.push(knob);
    else found.set(knob.section, [knob]);
  }
  return found;
}
