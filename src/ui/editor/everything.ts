/**
 * What the palette finds besides: what the page can do, every part of the system and what can be
 * done with it, and the scenarios.
 */
import scenarios from 'virtual:scenarios';
import type { Spec } from '../../engine/index.ts';
import { SEED_MAX } from '../../scenario/experiment.ts';
import { letterOf, VARIANTS_MAX } from '../../scenario/lab.ts';
import { instant } from '../kit/clock.ts';
import { sameSelection, type Selection } from '../kit/selection.ts';
import { copyEmbedding } from '../files/embedding.ts';
import { fragmentOf } from '../state/address.ts';
import { holdersOf, layersOf } from '../state/selected.ts';
import type { Session } from '../state/session.svelte.ts';
import type { Command } from './command.ts';
import { ADD_A_PATTERN, commandsFor, commandsOf } from './commands.ts';
import { faultTitle, patternTitle } from './titles.ts';

/** Of a larger system parts are only shown: what can be done with one is found once it is. */
const PARTS_MAX = 200;

/** All but what is offered of the selection, by the same name. */
export function otherCommands(session: Session): Command[] {
  const known = new Set(commandsFor(session).map(({ label }) => label));
  return allCommands(session).filter(({ label }) => !known.has(label));
}

/** Each has a name of its own. */
export function allCommands(session: Session): Command[] {
  const { base } = session.lab;
  const { selection } = session;
  const parts = partsOf(base).filter(({ part }) => !selection || !sameSelection(part, selection));
  const isSmall = parts.length <= PARTS_MAX;
  return [
    ...pageCommands(session),
    ...parts.map(({ part, name }) => command(`Show ${name}`, () => (session.selection = part))),
    ...(isSmall ? parts.flatMap((one) => commandsAt(session, one)) : []),
    ...scenarios.map((scenario) =>
      command(`Open the scenario ${scenario.spec.title}`, () => session.openScenario(scenario)),
    ),
  ];
}

interface Part {
  part: Selection;
  name: string;
  /** What tells it from others of its kind at the same place; '': there are none. */
  which: string;
}

function partsOf(spec: Spec): Part[] {
  const all = [...holdersOf(spec).values()].map((part) => ({ part, name: nameOf(spec, part) }));
  const counts = new Map<string, number>();
  for (const { name } of all) counts.set(name, (counts.get(name) ?? 0) + 1);
  return all.map(({ part, name }): Part => {
    const which = counts.get(name) === 1 ? '' : whichOf(spec, part);
    return { part, name: name + which, which };
  });
}

/** A fault's number beside its time: two may begin at one instant. */
function whichOf({ faults }: Spec, part: Selection): string {
  if (part.kind === 'pattern') return `, layer ${part.layer + 1}`;
  if (part.kind !== 'fault') return '';
  return `, from ${instant(faults[part.index]!.at)} (fault ${part.index + 1})`;
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
      ...command('Set the seed', (text) => session.setSeed(text.trim().slice(0, SEED_MAX))),
      ask: { label: 'Seed', value: experiment.seed },
    },
    command('All charts', () => (session.overlay = 'charts')),
    command('Trace a request', () => (session.overlay = 'trace')),
    command('What differs about the failed ones', () => (session.overlay = 'contrast')),
    command('Present: large type, step by step', () => (session.mode = 'present')),
    command('Copy code for embedding', () => {
      void copyEmbedding(session, new URL(fragmentOf(session), location.href).href);
    }),
    command('Files: open, paste, save, copy', () => (session.overlay = 'files')),
    command('Help: keys, licenses', () => (session.overlay = 'help')),
  ];
}

/** They are about what is selected. To a link a pattern is added where it usually stands. */
const commandsAt = (session: Session, { part, name, which }: Part): Command[] =>
  commandsOf(session, part)
    .filter(({ menu: [first] }) => part.kind !== 'pattern' || first !== ADD_A_PATTERN)
    .map((one) => ({
      ...one,
      label: one.label + (hasPlace(one, part) ? which : `, ${name}`),
      run: (text) => {
        session.selection = part;
        one.run(text);
      },
    }));

/** Whether a command says what it is about. */
const hasPlace = ({ label }: Command, { kind, id }: Selection): boolean =>
  (kind !== 'pattern' && kind !== 'fault') || label.endsWith(` ${id}`);

function nameOf(spec: Spec, part: Selection): string {
  const { kind, id } = part;
  if (kind === 'pattern') return `${patternTitle(layersOf(spec, id)[part.layer]!.name)} of ${id}`;
  return kind === 'fault' ? faultTitle(spec.faults[part.index]!) : `${kind} ${id}`;
}
