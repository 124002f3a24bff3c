/**
 * What the palette finds besides: what the page can do, every part of the system and what can be
 * done with it, and the scenarios.
 */
import scenarios from 'virtual:scenarios';
import { patternTables, type Spec } from '../../engine/index.ts';
import { letterOf, VARIANTS_MAX } from '../../scenario/lab.ts';
import { sameSelection, type Selection } from '../kit/selection.ts';
import { words } from '../kit/format.ts';
import { faultTableOf } from '../stage/faults.ts';
import { holdersOf, layersOf } from '../state/selected.ts';
import type { Session } from '../state/session.svelte.ts';
import type { Command } from './command.ts';
import { commandsFor, commandsOf } from './commands.ts';

/** Of a larger system parts are only shown: what can be done with one is found once it is. */
const PARTS_MAX = 200;

/** Of the same name the first is meant: a pattern that is added to a link where it usually stands. */
export function otherCommands(session: Session): Command[] {
  const known = new Set(commandsFor(session).map(({ label }) => label));
  return found(session).filter(({ label }) => !known.has(label) && known.add(label));
}

function found(session: Session): Command[] {
  const { base } = session.lab;
  const { selection } = session;
  const parts = [...holdersOf(base).values()].filter(
    (one) => !selection || !sameSelection(one, selection),
  );
  const isSmall = parts.length <= PARTS_MAX;
  return [
    ...pageCommands(session),
    ...parts.map((part) => command(`Show ${nameOf(base, part)}`, () => (session.selection = part))),
    ...(isSmall ? parts.flatMap((part) => commandsAt(session, part)) : []),
    ...scenarios.map((scenario) =>
      command(`Open the scenario ${scenario.spec.title}`, () => session.openScenario(scenario)),
    ),
  ];
}

const command = (label: string, run: Command['run']): Command => ({ label, menu: [label], run });

function pageCommands(session: Session): Command[] {
  const { playhead, lab, canUndo, canRedo, experiment } = session;
  return [
    playhead.playing
      ? command('Pause', () => playhead.pause())
      : command('Play', () => playhead.play()),
    ...(canUndo ? [command('Undo', () => session.undo())] : []),
    ...(canRedo ? [command('Redo', () => session.redo())] : []),
    ...(lab.variants.length < VARIANTS_MAX
      ? [command(`Keep as ${letterOf(lab.shown)}`, () => session.keep())]
      : []),
    {
      ...command('Set the seed', (text) => session.setSeed(text.trim())),
      ask: { label: 'Seed', value: experiment.seed },
    },
    command('Files: open, paste, save, copy', () => (session.overlay = 'files')),
    command('Help: keys, licenses', () => (session.overlay = 'help')),
  ];
}

/** They are about what is selected. */
const commandsAt = (session: Session, part: Selection): Command[] =>
  commandsOf(session, part).map((one) => ({
    ...one,
    label: one.label.includes(part.id) ? one.label : `${one.label}, ${part.id}`,
    run: (text) => {
      session.selection = part;
      one.run(text);
    },
  }));

function nameOf(spec: Spec, part: Selection): string {
  const { kind, id } = part;
  if (kind === 'pattern') {
    const { name } = layersOf(spec, id)[part.layer]!;
    return `${(patternTables.get(name)?.title ?? name).toLowerCase()} of ${id}`;
  }
  if (kind !== 'fault') return `${kind} ${id}`;
  return `fault ${words(faultTableOf(spec.faults[part.index]!)?.name ?? '')} on ${id}`;
}
