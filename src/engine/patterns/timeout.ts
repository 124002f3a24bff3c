import { choice, ms } from '../model/params.ts';
import type { Frame } from '../model/frame.ts';
import { GO_ON } from '../model/calls.ts';
import { CONNECT_TIMEOUT, TIMEOUT, type Outcome } from '../model/outcome.ts';
import { PASS, Pattern } from '../model/pattern.ts';
import type { Values } from '../model/params.ts';
import type { Lane } from '../model/timers.ts';
import type { World } from '../model/world.ts';
import type { PatternParams } from '../spec.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  after: ms(
    null,
    'How long the caller waits for the answer, from the moment the call is let through.',
    {
      zero: false,
    },
  ),
  connect: ms(null, 'How long the caller waits for the connection.', { zero: false }),
  cancel: choice(
    ['none', 'interrupt', 'reset'],
    'none',
    'What becomes of the work when the caller has left: it goes on, it is stopped, or only ' +
      'what the caller itself holds is freed.',
  ),
} as const;

export const table: PatternTable = {
  name: 'timeout',
  title: 'Timeout',
  sign: 'clock',
  places: ['link', 'service'],
  help: 'Stops waiting for an answer after a while; the work goes on unless it is cancelled.',
  goodFor: 'Bounding how long a slow dependency can hold a caller’s thread.',
  badFor:
    'Saving the dependency: without cancellation it goes on working for callers who have ' +
    'left, and a retry adds to that.',
  limits: (p) => ({ afterMs: Number(p['after'] ?? p['connect']) }),
  variants: { plain: { of: 'a plain timeout', help: 'Both limits count separately.', params } },
  refuse: (_like, p) =>
    p['after'] === null && p['connect'] === null
      ? { at: 'after', found: 'nothing', wanted: 'a duration here or for connect' }
      : null,
};

type Params = Values<typeof params>;

const NS_PER_MS = 1e6;

class Timeout extends Pattern {
  static override readonly timers = 2;
  /** Lanes of the two limits; null: no such limit. */
  private total: Lane | null = null;
  private connect: Lane | null = null;
  /** Has it ever watched over connecting? */
  private watches = false;
  private mode = GO_ON;

  static override watchesConnect(params: PatternParams): boolean {
    return params['connect'] !== null;
  }

  override configure(w: World, p: PatternParams): void {
    const { after, connect, cancel } = p as unknown as Params;
    this.total = after === null ? null : w.timers.lane(Math.round(after * NS_PER_MS));
    this.connect = connect === null ? null : w.timers.lane(Math.round(connect * NS_PER_MS));
    this.watches ||= connect !== null;
    this.mode = w.calls.modes[cancel];
  }

  override enter(w: World, f: Frame): number {
    if (this.total !== null) w.timers.start(this.total, f, this.timer, this.layer);
    return PASS;
  }

  override leave(w: World, f: Frame, o: Outcome): number {
    w.timers.cancel(f, this.timer);
    if (this.watches) w.timers.cancel(f, this.timer + 1);
    return o;
  }

  override connecting(w: World, f: Frame): void {
    if (this.connect !== null) w.timers.start(this.connect, f, this.timer + 1, this.layer);
  }

  override connected(w: World, f: Frame): void {
    w.timers.cancel(f, this.timer + 1);
  }

  override wake(w: World, f: Frame, slot: number): void {
    const outcome = slot === this.timer ? TIMEOUT : CONNECT_TIMEOUT;
    w.timers.cancel(f, this.timer);
    w.timers.cancel(f, this.timer + 1);
    w.calls.giveUp(f, this.layer, outcome, this.mode);
  }
}

export const classes = { plain: Timeout };
