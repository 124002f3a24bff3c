/** Asking why something is so, for who does not point at a figure. */
import type { About } from '../../analysis/why/question.ts';
import type { Entity } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';
import { ask, WORDS } from '../story/ask.ts';
import type { Command } from './command.ts';

const ASKED: Readonly<Record<Entity['kind'], readonly About[]>> = {
  client: ['failed', 'slow'],
  service: ['failed', 'slow', 'busy'],
  link: ['failed', 'slow', 'attempts'],
};

export const whyCommands = (session: Session, entity: Entity): Command[] =>
  ASKED[entity.kind].map((about) => ({
    label: `Ask why ${WORDS[about].replace(/^it/, entity.id)}`,
    menu: ['Ask why', WORDS[about]],
    run: () => ask(session, entity, about, WORDS[about]),
  }));
