/**
 * What can be done to the scenario, by name: with what is selected first, then with the whole. The
 * tables of patterns and faults say what there is.
 */
import {
  findPath,
  type Path,
  type PatternSpec,
  patternTables,
  type Spec,
  valueAt,
  versionsOf,
} from '../../engine/index.ts';
import { addNode, addPattern, connect, usualIndex } from '../../scenario/editing/gestures.ts';
import { freeName, idsIn } from '../../scenario/editing/names.ts';
import { type NodeRef, nodeRef } from '../../scenario/editing/nodes.ts';
import type { Selection } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';
import {
  duplicate,
  grow,
  linkIn,
  make,
  perform,
  paramsOf,
  placeOf,
  removeSelected,
  rename,
  selectionOf,
  addClient,
  begin,
} from './acts.ts';
import { compareCommands } from './compare-values.ts';
import { type Command, PLAIN } from './command.ts';
import { breakCommands, faultCommands } from './fault-commands.ts';
import { arrangeAll } from './places.ts';
import { compareWith, swap } from './swap.ts';
import { patternTitle } from './titles.ts';
import { whyCommands } from './why-commands.ts';

/** The level of a menu at which patterns are chosen. */
export const ADD_A_PATTERN = 'Add a pattern';

const RENAMED =
  'Its random numbers are drawn by its name: with another name the run differs by chance.';

export const commandsFor = (session: Session): Command[] => [
  ...selectedCommands(session),
  ...wholeCommands(session),
];

/** What can be done with what is selected. */
export const selectedCommands = (session: Session): Command[] =>
  session.selection ? commandsOf(session, session.selection) : [];

/** What can be done with something, once it is selected. */
export function commandsOf(session: Session, selection: Selection): Command[] {
  if (selection.kind === 'pattern') return patternCommands(session, selection);
  if (selection.kind === 'fault') return faultCommands(session, selection);
  if (selection.kind === 'link') return linkCommands(session, selection.id);
  const node = nodeRef(session.lab.base, selection.id);
  return node ? nodeCommands(session, node) : [];
}

function wholeCommands(session: Session): Command[] {
  const { base } = session.lab;
  const command = (label: string, run: Command['run']): Command => ({ label, menu: [label], run });
  const isArranged = Object.keys(session.lab.layout).length > 0;
  return [
    {
      ...command('Add a client', (name) => addClient(session, name.trim())),
      ask: nameOf(base, 'client'),
    },
    {
      ...command('Add a service', (name) =>
        make(session, addNode(base, 'services', name.trim()), 'service'),
      ),
      ask: nameOf(base, 'service'),
    },
    command('New scenario', () => begin(session)),
    ...(isArranged ? [command('Arrange automatically', () => arrangeAll(session))] : []),
    command('Write as text', () => void (session.isTextShown = true)),
  ];
}

/** The name of something new can be chosen, where one types anyway. */
const nameOf = (base: Spec, kind: 'client' | 'service') => ({
  label: `Name of the new ${kind}`,
  value: freeName(kind, idsIn(base)),
  optional: true,
});

function nodeCommands(session: Session, node: NodeRef): Command[] {
  const { base } = session.lab;
  const { kind, id } = node;
  const others = Object.keys(base.services).filter((to) => to !== id);
  return [
    {
      label: `Add a service that ${id} calls`,
      menu: ['Add a service it calls'],
      ask: nameOf(base, 'service'),
      run: (name) => void grow(session, node, null, name.trim()),
    },
    ...others.map((to): Command => ({
      label: `Connect ${id} to ${to}`,
      menu: ['Connect to', to],
      run: () => make(session, connect(base, node, to), 'link'),
    })),
    ...(kind === 'services'
      ? stackCommands(session, id, ['services', id, 'patterns'], 'service')
      : []),
    ...breakCommands(session, selectionOf(node)),
    ...whyCommands(session, selectionOf(node)),
    ...compareCommands(session, selectionOf(node)),
    {
      label: `Rename ${id}`,
      menu: ['Rename'],
      ask: { label: `New name of ${id}`, value: id, hint: RENAMED },
      run: (text) => rename(session, node, text.trim()),
    },
    { label: `Duplicate ${id}`, menu: ['Duplicate'], run: () => duplicate(session, node) },
    { label: `Delete ${id}`, menu: ['Delete'], run: () => void removeSelected(session) },
  ];
}

function linkCommands(session: Session, id: string): Command[] {
  const link = linkIn(session, id);
  if (!link) return [];
  const { path } = findPath(link.path, session.lab.base);
  return [
    ...(link.isProbe ? [] : stackCommands(session, id, [...path, 'patterns'], 'link')),
    ...breakCommands(session, { kind: 'link', id }),
    ...whyCommands(session, { kind: 'link', id }),
    { label: `Delete ${id}`, menu: ['Delete'], run: () => void removeSelected(session) },
  ];
}

/** Adds any pattern of any library to a stack, where it usually stands if no index is given. */
function stackCommands(
  session: Session,
  id: string,
  stack: Path,
  place: 'link' | 'service',
  index?: number,
): Command[] {
  const layers = valueAt(session.lab.base, stack) as PatternSpec[];
  return [...patternTables.values()]
    .filter(({ places }) => places.includes(place))
    .flatMap((table) =>
      versionsOf(table).map(([version]): Command => {
        const like = version === 'plain' ? null : version;
        return {
          label: `Add ${patternTitle(table.name)}${like ? ` like ${like}` : ''} to ${id}`,
          menu: [ADD_A_PATTERN, table.title, like ? `like ${like}` : PLAIN],
          run: () => {
            const at = index ?? usualIndex(layers, table.name);
            perform(session, addPattern(stack, at, [table.name, like]));
          },
        };
      }),
    );
}

/** By one place, where there is one. */
function moveCommands(session: Session, title: string, place: Path): Command[] {
  const { length } = valueAt(session.lab.base, place.slice(0, -1)) as unknown[];
  const index = Number(place.at(-1));
  const ways = [
    ['outward', index - 1],
    ['inward', index + 1],
  ] as const;
  return ways
    .filter(([, to]) => to >= 0 && to < length)
    .map(([way, to]) => ({
      label: `Move ${title} ${way}`,
      menu: [`Move ${way}`],
      run: () => void perform(session, [{ kind: 'move', path: place, to: place.with(-1, to) }]),
    }));
}

/** A call's own, which is no entry of its list of patterns. */
const isOwnFallback = (session: Session, which: { id: string; layer: number }): boolean =>
  paramsOf(session, which)?.at(-1) === 'fallback';

function patternCommands(
  session: Session,
  selection: Extract<Selection, { kind: 'pattern' }>,
): Command[] {
  const { base } = session.lab;
  const place = placeOf(session, selection);
  const { id } = selection;
  const removal = (title: string): Command => ({
    label: `Delete ${title} from ${id}`,
    menu: ['Delete'],
    run: () => void removeSelected(session),
  });
  if (!place) return isOwnFallback(session, selection) ? [removal('fallback')] : [];
  const [[name, values] = ['', {}]] = Object.entries(
    valueAt(base, place) as Record<string, Record<string, unknown>>,
  );
  const title = patternTitle(name);
  const holder = linkIn(session, id) ? 'link' : 'service';
  const others = versionsOf(patternTables.get(name)!)
    .map(([version]) => (version === 'plain' ? null : version))
    .filter((like) => like !== (values['like'] ?? null));
  const likeOf = (like: string | null): string => (like ? `like ${like}` : PLAIN);
  const inSeveral: Command = {
    label: `Compare ${title} with that of other libraries`,
    menu: ['Compare with another library’s', 'all that fit'],
    run: () => compareWith(session, selection, place, others),
  };
  return [
    ...others.map((like): Command => ({
      label: `Make ${title} ${likeOf(like)}`,
      menu: ['Swap for another library’s', likeOf(like)],
      run: () => swap(session, selection, place, like),
    })),
    ...others.map((like): Command => ({
      label: `Compare ${title} with one ${likeOf(like)}`,
      menu: ['Compare with another library’s', likeOf(like)],
      run: () => compareWith(session, selection, place, [like]),
    })),
    ...(others.length > 1 ? [inSeveral] : []),
    ...compareCommands(session, selection),
    ...moveCommands(session, title, place),
    removal(title),
    ...stackCommands(session, id, place.slice(0, -1), holder, Number(place.at(-1)) + 1),
  ];
}
