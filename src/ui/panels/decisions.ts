/** What a pattern has decided: the changes of its state. */
import type { Transition } from '../../engine/index.ts';
import { instant } from '../kit/clock.ts';
import type { Session } from '../state/session.svelte.ts';

/** All of the run, and how many of them until what is shown: the end of an interval. */
interface Decisions {
  own: readonly Transition[];
  past: number;
}

/** @param pattern position in the stack and name: `0:retry` */
export function decisionsOf(session: Session, id: string, pattern: string): Decisions {
  const { interval, run, playhead } = session;
  const own = run.transitions.filter((one) => one.link === id && one.pattern === pattern);
  const { intervalMs } = run.store?.layout ?? { intervalMs: 0 };
  const endMs = Math.max(playhead.atMs + 0.5, (interval + 1) * intervalMs);
  return { own, past: own.findLastIndex(({ atMs }) => atMs < endMs) + 1 };
}

/** Why it is in the state in which it is, if it has ever changed; else ''. */
export function reasonOf(session: Session, id: string, pattern: string): string {
  const { own, past } = decisionsOf(session, id, pattern);
  const last = own[past - 1];
  return last ? ` Since ${instant(last.atMs)}: ${last.why}.` : '';
}
