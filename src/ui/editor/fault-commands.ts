/** Breaking something, and what can be done with a fault. */
import { type FaultTable, faultTables, type Spec, topologyOf } from '../../engine/index.ts';
import { addFault } from '../../scenario/editing/gestures.ts';
import { newFault } from '../../scenario/editing/parts.ts';
import type { Operation } from '../../scenario/operation.ts';
import { words } from '../kit/format.ts';
import type { Entity, Selection } from '../kit/selection.ts';
import { faultTableOf } from '../stage/faults.ts';
import type { Session } from '../state/session.svelte.ts';
import { perform, removeSelected } from './acts.ts';
import type { Command } from './command.ts';
import { faultSigns } from './fault-signs.ts';

type OfFault = Extract<Selection, { kind: 'fault' }>;

/** All that a fault can be on. */
export function targetsIn(spec: Spec): Entity[] {
  const of = (kind: Entity['kind'], ids: readonly string[]): Entity[] =>
    ids.map((id) => ({ kind, id }));
  return [
    ...of('client', Object.keys(spec.clients)),
    ...of('service', Object.keys(spec.services)),
    ...of(
      'link',
      topologyOf(spec).links.map(({ id }) => id),
    ),
  ];
}

/** The kinds of fault that can be on it. */
export const kindsOn = ({ kind }: Pick<Entity, 'kind'>): FaultTable[] =>
  [...faultTables.values()].filter(({ on }) => on.includes(kind));

/** When a new fault begins, and how long it lasts; null: to the end. In ms. */
export interface Times {
  at: number;
  for?: number | null;
}

/** Puts a fault on something, and selects it. */
function breakIt(session: Session, kind: string, id: string, times: Times): void {
  const { base } = session.lab;
  const operations = addFault(base, kind, id, times);
  perform(session, operations, { kind: 'fault', id, index: base.faults.length });
}

/** @param times not given: from the playhead on */
export const breakCommands = (session: Session, target: Entity, times?: Times): Command[] =>
  kindsOn(target).map(({ name }) => ({
    label: `Break ${target.id}: ${words(name)}`,
    menu: ['Break this', words(name)],
    sign: faultSigns[name],
    run: () => breakIt(session, name, target.id, times ?? { at: session.playhead.atMs }),
  }));

/** What not every kind of fault has. */
const SOME = ['ramp', 'share', 'replicas'] as const;

/** Another kind of fault, at the same place and time; what it has no use for goes. */
export function makeKind(session: Session, { index }: OfFault, kind: string): void {
  const fault = session.lab.base.faults[index];
  const [own, table] = [fault && faultTableOf(fault), faultTables.get(kind)];
  if (!fault || !own || !table) return;
  const { at, for: lasts, on, disabled } = fault;
  const kept = SOME.filter((key) => table[key]);
  const path = ['faults', index];
  perform(session, [
    // With them go the changes and edits of them.
    ...[own.name, ...SOME.filter((key) => !table[key])].map((key): Operation => ({
      kind: 'remove',
      path: [...path, key],
    })),
    {
      kind: 'set',
      path,
      value: {
        ...newFault(kind, on, { at, for: lasts }),
        ...{ disabled },
        ...Object.fromEntries(kept.map((key) => [key, fault[key]])),
      },
    },
  ]);
}

/** The same fault on something else. */
export function putOn(session: Session, { index }: OfFault, id: string): void {
  const path = ['faults', index, 'on'];
  perform(session, [{ kind: 'set', path, value: id }], { kind: 'fault', id, index });
}

export function faultCommands(session: Session, selection: OfFault): Command[] {
  const { index, id } = selection;
  const fault = session.spec.faults[index];
  const own = fault && faultTableOf(fault);
  const target = targetsIn(session.lab.base).find((one) => one.id === id);
  if (!own || !target) return [];
  const others = targetsIn(session.lab.base).filter(
    (one) => one.id !== id && own.on.includes(one.kind),
  );
  const what = words(own.name);
  return [
    ...kindsOn(target)
      .filter(({ name }) => name !== own.name)
      .map(({ name }): Command => ({
        label: `Make the fault ${what} on ${id} ${words(name)}`,
        menu: ['Make it', words(name)],
        sign: faultSigns[name],
        run: () => makeKind(session, selection, name),
      })),
    ...others.map((one): Command => ({
      label: `Put the fault ${what} on ${one.id}`,
      menu: ['Put it on', one.id],
      run: () => putOn(session, selection, one.id),
    })),
    {
      label: `Delete the fault ${what} on ${id}`,
      menu: ['Delete'],
      run: () => void removeSelected(session),
    },
  ];
}
