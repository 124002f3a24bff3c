/**
 * Detects endless events at one instant of simulated time. The last events before the limit show
 * who causes them, so the message can name the cause and a remedy.
 */
import * as event from '../events.ts';
import { INSTANT_MAX, LimitReached } from '../limits.ts';
import type { Moves } from './moves.ts';

/** Number of events that are examined. */
const LOOKED_AT = 1000;
/** Number of events at one instant from which on they are examined. */
export const STANDSTILL = INSTANT_MAX - LOOKED_AT;

export class Standstill {
  private readonly counts = new Map<string, number>();

  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** Counts an event at this instant. @throws LimitReached if it exceeds the limit */
  add(): void {
    const { queue } = this.w;
    if (queue.repeats === STANDSTILL + 1) this.counts.clear();
    const who = this.who(queue.kind, queue.ref);
    this.counts.set(who, (this.counts.get(who) ?? 0) + 1);
    if (queue.repeats > INSTANT_MAX) throw new LimitReached('eventsPerInstant', this.message());
  }

  private message(): string {
    const [[who, count] = ['', 0]] = [...this.counts].sort((a, b) => b[1] - a[1]);
    const share = Math.round((100 * count) / (LOOKED_AT + 1));
    const { clients, links } = this.w;
    const remedy = clients.some(({ id }) => id === who)
      ? 'add think time (think: 1ms)'
      : links.some(({ id }) => id === who)
        ? 'add a retry delay (base: 1ms) or network latency'
        : 'give the work a duration (work: 1ms)';
    return (
      `simulated time does not advance: ${INSTANT_MAX} events at one instant, ${share} % of ` +
      `the last ones by ${who}; ${remedy}`
    );
  }

  /** Id of the client, link or service that causes an event. */
  private who(kind: number, ref: number): string {
    const { w } = this;
    switch (kind & 255) {
      case event.AGENT_EVENT:
        return w.agents[kind >>> 8]!.actsFor;
      case event.CORES_EVENT:
        return w.services[ref]!.id;
      case event.LANE_EVENT:
        return w.timers.headOf(w.timers.lanes[ref]!).stack.plan.entity;
      default: {
        const f = w.pool.frames[ref]!;
        return f.link?.id ?? f.host?.id ?? '';
      }
    }
  }
}
