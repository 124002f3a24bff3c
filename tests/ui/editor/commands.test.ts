/** Whatever the palette offers of any scenario can be done, and undone. */
import scenarios from 'virtual:scenarios';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { topologyOf } from '../../../src/engine/index.ts';
import { experimentOf } from '../../../src/scenario/experiment.ts';
import { labOf } from '../../../src/scenario/lab.ts';
import { removeSelected } from '../../../src/ui/editor/acts.ts';
import { commandsFor } from '../../../src/ui/editor/commands.ts';
import { allCommands, otherCommands } from '../../../src/ui/editor/everything.ts';
import { Session } from '../../../src/ui/state/session.svelte.ts';
import { always } from '../../always.ts';
import { inThisThread } from '../state/threads.ts';

inThisThread();

const sessionOf = (name: string): Session => {
  const { spec } = scenarios.find((one) => one.name === name)!;
  return new Session(labOf(experimentOf(name, spec)));
};
const all = (session: Session) => [...commandsFor(session), ...otherCommands(session)];

test.each(scenarios.map(({ name }) => name))('%s: each has a name of its own', (name) => {
  const session = sessionOf(name);
  const labels = allCommands(session).map(({ label }) => label);
  session.close();
  expect(labels.filter((label, i) => labels.indexOf(label) !== i)).toEqual([]);
  const { spec } = scenarios.find((one) => one.name === name)!;
  for (const { id } of topologyOf(spec).links) expect(labels).toContain(`Show link ${id}`);
  expect(labels).toContain('Open the scenario Retry storm');
});

test('each does something, or says why not, and is undone', () =>
  always(400, fc.tuple(fc.constantFrom(...scenarios), fc.nat()), ([{ name }, nth]) => {
    const session = sessionOf(name);
    const { lab } = session;
    // A clipboard is where a browser is.
    const commands = all(session).filter(({ label }) => !/^(Open the scenario|Copy)/.test(label));
    const { label, run } = commands[nth % commands.length]!;
    const before = { lab, selection: session.selection, overlay: session.overlay };
    run('another');
    const after = { lab: session.lab, selection: session.selection, overlay: session.overlay };
    const isPlayed = label === 'Play' && session.playhead.playing;
    const isMode = label.startsWith('Present') && session.mode === 'present';
    const isText = label === 'Write as text' && session.isTextShown;
    const said = session.notice !== null;
    expect(
      said || isPlayed || isMode || isText || JSON.stringify(after) !== JSON.stringify(before),
      label,
    ).toBe(true);
    while (session.canUndo) session.undo();
    expect(session.lab, label).toEqual(lab);
    session.close();
  }));

describe('a call’s own fallback', () => {
  test('is taken away, and the call stays', () => {
    const session = sessionOf('breaker-saves-the-caller');
    const callIn = () => session.lab.base.services['checkout']!.steps?.[1];
    expect(callIn()).toMatchObject({ call: 'payments', fallback: { disabled: false } });
    session.selection = { kind: 'pattern', id: 'checkout->payments', layer: 0 };
    expect(commandsFor(session)[0]).toMatchObject({
      label: 'Delete fallback from checkout->payments',
    });
    expect(removeSelected(session)).toBe(true);
    expect(callIn()).toMatchObject({ call: 'payments', fallback: null });
    session.close();
  });
});
