/** From one thing on the stage to the next, along the calls and through a stack. */
import { topologyOf } from '../../engine/index.ts';
import { nodeRef } from '../../scenario/editing/nodes.ts';
import type { Selection } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';
import { selectionOf } from './acts.ts';

/** Along the calls, against them, or to what is beside. */
export type Step = 'out' | 'in' | 'next' | 'before';

/** The next thing along the calls, or beside it among those of the same caller. */
export function beside(session: Session, item: Selection, step: Step): Selection | null {
  const { links } = topologyOf(session.lab.base);
  const node = (id: string): Selection | null => {
    const found = nodeRef(session.lab.base, id);
    return found && selectionOf(found);
  };
  const link = (found: { id: string } | undefined): Selection | null =>
    found ? { kind: 'link', id: found.id } : null;
  const own = links.find(({ id }) => id === item.id);
  if (own && step === 'out') return node(own.to);
  if (own && step === 'in') return node(own.from);
  if (!own && step === 'out') return link(links.find(({ from }) => from === item.id));
  if (!own && step === 'in') return link(links.find(({ to }) => to === item.id));
  const by = step === 'next' ? 1 : -1;
  if (own) {
    const same = links.filter(({ from }) => from === own.from);
    return link(same[same.indexOf(own) + by]);
  }
  const caller = links.find(({ to }) => to === item.id)?.from;
  const ids = caller
    ? links.filter(({ from }) => from === caller).map(({ to }) => to)
    : Object.keys(session.lab.base.clients);
  const next = ids[ids.indexOf(item.id) + by];
  return next === undefined ? null : node(next);
}

/** From a link into its patterns, outermost first, and back. */
export function inStack(session: Session, item: Selection, step: Step): Selection | null {
  const link = topologyOf(session.lab.base).links.find(({ id }) => id === item.id);
  const layer = (item.kind === 'pattern' ? item.layer : -1) + (step === 'next' ? 1 : -1);
  if (!link || (step !== 'next' && step !== 'before')) return null;
  if (layer < 0) return { kind: 'link', id: link.id };
  return layer < link.layers.length ? { kind: 'pattern', id: link.id, layer } : null;
}
