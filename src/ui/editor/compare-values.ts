/** All that a knob can be, side by side: jitters, orders of a queue, with and without a budget. */
import { type Other, VARIANTS_MAX } from '../../scenario/lab.ts';
import { words } from '../kit/format.ts';
import type { Selection } from '../kit/selection.ts';
import { type Knob, knobsOf, refusal } from '../panels/knobs.ts';
import type { Session } from '../state/session.svelte.ts';
import type { Command } from './command.ts';

/** Puts others beside the shown variant. @returns whether there was room for one at least */
export function compare(session: Session, kept: string, others: readonly Other[]): boolean {
  const room = VARIANTS_MAX - session.lab.variants.length;
  if (room <= 0) {
    session.notice = `There are ${VARIANTS_MAX} variants: remove one first.`;
    return false;
  }
  session.compareWith(kept, others);
  const left = others.slice(room).map(({ name }) => name);
  if (left.length > 0)
    session.notice = `No more than ${VARIANTS_MAX} variants: ${left.join(', ')} left out.`;
  return true;
}

interface Value {
  name: string;
  to: unknown;
  isNow: boolean;
}

/** The few values that a knob can have; none: it can have any. */
function valuesOf(knob: Knob): Value[] {
  const { label } = knob;
  if (knob.kind === 'choice')
    return knob.of.map((to) => ({ name: `${label} ${to}`, to, isNow: to === knob.value }));
  if (knob.kind === 'optional')
    return [
      { name: `with ${label}`, to: knob.on, isNow: knob.value },
      { name: `without ${label}`, to: null, isNow: !knob.value },
    ];
  if (knob.kind === 'flag' && knob.label !== 'disabled')
    return [true, false].map((to) => ({
      name: `${label} ${to ? 'on' : 'off'}`,
      to,
      isNow: to === knob.value,
    }));
  return [];
}

export function compareCommands(session: Session, selection: Selection): Command[] {
  const knobs = knobsOf(session.spec, selection);
  return knobs.flatMap((knob): Command[] => {
    const isOnly = knobs.filter(({ label }) => label === knob.label).length === 1;
    const values = valuesOf(knob)
      .filter(({ to, isNow }) => isNow || !refusal(session.spec, selection, knob.path, to))
      .map((value) => ({ ...value, name: words(value.name) }));
    const now = values.find(({ isNow }) => isNow);
    if (!now || values.length < 2) return [];
    const others = values.filter((value) => value !== now);
    const what = words(knob.label);
    const names = values.map(({ name }) => name.replace(`${what} `, '')).join(', ');
    const which = isOnly ? what : `${what} (${knob.section})`;
    return [
      {
        label: `Compare ${which} of ${selection.id}: ${names}`,
        menu: ['Compare', `${which}: ${names}`],
        run: () =>
          void compare(
            session,
            now.name,
            others.map(({ name, to }) => ({ name, changes: [{ set: knob.path, to }] })),
          ),
      },
    ];
  });
}
