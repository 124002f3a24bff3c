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

/** Its last decision, with the replica of the caller that made it; '': it has made none. */
export function lastOf(session: Session, id: string, pattern: string): string {
  const { own, past } = decisionsOf(session, id, pattern);
  const last = own[past - 1];
  if (!last) return '';
  const several = own.some(({ replica }) => (replica ?? 1) > 1);
  const who = several && last.replica !== null ? `, replica ${last.replica}` : '';
  return ` ${instant(last.atMs)}${who}: ${last.from} → ${last.to}, ${last.why}.`;
}
