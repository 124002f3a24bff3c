/**
 * Who makes events without end at one instant of simulated time: looked at over the last events
 * before the limit, so that its message can name them and say what would help.
 */
import * as event from '../events.ts';
import { INSTANT_MAX, LimitReached } from '../limits.ts';
import type { Moves } from './moves.ts';

/** So many events are looked at. */
const LOOKED_AT = 1000;
/** Events at one instant from which on they are. */
export const STANDSTILL = INSTANT_MAX - LOOKED_AT;

export class Standstill {
  private readonly counts = new Map<string, number>();

  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** One more event at this instant. @throws LimitReached when it is one too many */
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

  /** Id of the client, link or service by whose doing an event happens. */
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
