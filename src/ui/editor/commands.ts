/**
 * What can be done to the scenario, by name: with what is selected first, then with the whole. The
 * tables of patterns and faults say what there is.
 */
import {
  faultTables,
  findPath,
  type Path,
  patternTables,
  type SpecLink,
  topologyOf,
  valueAt,
  versionsOf,
} from '../../engine/index.ts';
import { emptySpec } from '../../scenario/editing/empty.ts';
import {
  addDependency,
  addFault,
  addNode,
  addPattern,
  connect,
  disconnect,
  type Made,
} from '../../scenario/editing/gestures.ts';
import { duplicateNode, type NodeRef, nodeRef, removeNode } from '../../scenario/editing/nodes.ts';
import { edited, renamed } from '../../scenario/editing/perform.ts';
import { experimentOf } from '../../scenario/experiment.ts';
import { labOf } from '../../scenario/lab.ts';
import type { Operation } from '../../scenario/operation.ts';
import type { Selection } from '../kit/selection.ts';
import { words } from '../kit/format.ts';
import type { Session } from '../state/session.svelte.ts';

export interface Command {
  label: string;
  /** A text that it needs, with the label of its field and what stands there. */
  ask?: { label: string; value: string };
  /** @param text the answer to `ask` */
  run: (text: string) => void;
}

export const commandsFor = (session: Session): Command[] => [
  ...selectedCommands(session),
  ...wholeCommands(session),
];

function selectedCommands(session: Session): Command[] {
  const { selection } = session;
  if (!selection) return [];
  if (selection.kind === 'pattern') return patternCommands(session, selection);
  if (selection.kind === 'link') return linkCommands(session, selection.id);
  const node = nodeRef(session.lab.base, selection.id);
  return node ? nodeCommands(session, node) : [];
}

/** Performs operations; if that gives no scenario, says why. */
function perform(
  session: Session,
  operations: readonly Operation[],
  selection: Selection | null = session.selection,
): void {
  const lab = edited(session.lab, operations);
  if (typeof lab === 'string') session.notice = `This cannot be: ${lab}.`;
  else session.edit(lab, selection);
}

const select = ({ kind, id }: NodeRef): Selection => ({
  kind: kind === 'clients' ? 'client' : 'service',
  id,
});

const make = (session: Session, { operations, id }: Made, kind: Selection['kind']): void =>
  perform(session, operations, { kind, id } as Selection);

function wholeCommands(session: Session): Command[] {
  const { base } = session.lab;
  return [
    {
      label: 'Add a client',
      run: () => make(session, addNode(base, 'clients'), 'client'),
    },
    {
      label: 'Add a service',
      run: () => make(session, addNode(base, 'services'), 'service'),
    },
    {
      label: 'New scenario',
      run: () => session.open(labOf(experimentOf(null, emptySpec('Untitled')))),
    },
  ];
}

function nodeCommands(session: Session, node: NodeRef): Command[] {
  const { base } = session.lab;
  const { kind, id } = node;
  const others = Object.keys(base.services).filter((to) => to !== id);
  return [
    {
      label: `Add a service that ${id} calls`,
      run: () => make(session, addDependency(base, node), 'service'),
    },
    ...others.map((to) => ({
      label: `Connect ${id} to ${to}`,
      run: () => make(session, connect(base, node, to), 'link'),
    })),
    ...(kind === 'services'
      ? stackCommands(session, id, ['services', id, 'patterns'], 'service')
      : []),
    ...faultCommands(session, id, kind === 'clients' ? 'client' : 'service'),
    {
      label: `Rename ${id}`,
      ask: { label: `New name of ${id}`, value: id },
      run: (text) => rename(session, node, text.trim()),
    },
    {
      label: `Duplicate ${id}`,
      run: () => {
        const made = duplicateNode(base, node);
        perform(session, made.operations, select({ kind, id: made.id }));
      },
    },
    { label: `Delete ${id}`, run: () => perform(session, removeNode(base, node), null) },
  ];
}

function rename(session: Session, node: NodeRef, to: string): void {
  if (to === node.id) return;
  const lab = renamed(session.lab, node, to);
  if (typeof lab === 'string') session.notice = `This cannot be its name: ${lab}.`;
  else session.edit(lab, select({ ...node, id: to }));
}

const linkIn = (session: Session, id: string): SpecLink | undefined =>
  topologyOf(session.lab.base).links.find((link) => link.id === id);

function linkCommands(session: Session, id: string): Command[] {
  const { base } = session.lab;
  const link = linkIn(session, id);
  if (!link) return [];
  const { path } = findPath(link.path, base);
  return [
    ...stackCommands(session, id, [...path, 'patterns'], 'link'),
    ...faultCommands(session, id, 'link'),
    {
      label: `Delete ${id}`,
      run: () => perform(session, disconnect(base, id, path), null),
    },
  ];
}

/** Adds any pattern of any library as the innermost of a stack. */
function stackCommands(
  session: Session,
  id: string,
  stack: Path,
  place: 'link' | 'service',
): Command[] {
  const index = lengthOf(session, stack);
  return [...patternTables.values()]
    .filter(({ places }) => places.includes(place))
    .flatMap((table) =>
      versionsOf(table).map(([version]): Command => {
        const like = version === 'plain' ? null : version;
        return {
          label: `Add ${table.title.toLowerCase()}${like ? ` like ${like}` : ''} to ${id}`,
          run: () => perform(session, addPattern(stack, index, [table.name, like])),
        };
      }),
    );
}

/** Number of patterns in a stack. */
const lengthOf = (session: Session, stack: Path): number =>
  (valueAt(session.lab.base, stack) as unknown[]).length;

function faultCommands(
  session: Session,
  id: string,
  thing: 'client' | 'service' | 'link',
): Command[] {
  return [...faultTables.values()]
    .filter(({ on }) => on.includes(thing))
    .map(({ name }) => ({
      label: `Break ${id}: ${words(name)}`,
      run: () => {
        const { base } = session.lab;
        perform(session, addFault(base, name, id, session.playhead.atMs));
      },
    }));
}

function patternCommands(
  session: Session,
  { id, layer }: Extract<Selection, { kind: 'pattern' }>,
): Command[] {
  const { base } = session.lab;
  const topology = topologyOf(base);
  const layers = topology.stacks.get(id) ?? linkIn(session, id)?.layers ?? [];
  const found = layers[layer];
  const place = found && findPath(found.path, base).path.slice(0, -1);
  // A call's own fallback is no entry of a list.
  if (!found || !place || typeof place.at(-1) !== 'number') return [];
  const title = (patternTables.get(found.name)?.title ?? found.name).toLowerCase();
  const index = Number(place.at(-1));
  const count = lengthOf(session, place.slice(0, -1));
  const move = (label: string, by: 1 | -1): Command[] =>
    index + by < 0 || index + by >= count
      ? []
      : [
          {
            label: `Move ${title} ${label}`,
            run: () =>
              perform(session, [{ kind: 'move', path: place, to: place.with(-1, index + by) }], {
                kind: 'pattern',
                id,
                layer: layer + by,
              }),
          },
        ];
  return [
    ...move('outward', -1),
    ...move('inward', 1),
    {
      label: `Delete ${title} from ${id}`,
      run: () => perform(session, [{ kind: 'remove', path: place }], null),
    },
  ];
}
