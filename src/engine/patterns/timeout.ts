import { choice, ms } from '../model/params.ts';
import type { Frame } from '../model/flight/frame.ts';
import { CANCEL_MODES, GO_ON } from '../model/cancel-mode.ts';
import { CONNECT_TIMEOUT, TIMEOUT, type Outcome } from '../model/outcome.ts';
import { PASS, Pattern } from '../model/pattern.ts';
import type { Values } from '../model/params.ts';
import type { Lane } from '../model/flight/timers.ts';
import type { Port } from '../model/port.ts';
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
  connect: ms(null, 'How long an attempt’s connection may take.', { zero: false }),
  read: ms(null, 'How long an attempt’s answer may take, from when its request has been sent.', {
    zero: false,
  }),
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
  limits: (p) => ({ afterMs: Number(p['after'] ?? p['read'] ?? p['connect']) }),
  variants: {
    plain: {
      of: 'a plain timeout',
      help:
        'Each limit counts separately: `connect` ends in `connect-timeout`, the others in ' +
        '`timeout`. Around a retry, `connect` and `read` watch over each attempt anew, around a ' +
        'hedge over the one sent last. `after` is also the deadline of what lies below, where ' +
        'deadlines are propagated.',
      params,
      nature: ({ after, connect, read, cancel }: Params) => {
        const parts = read === null ? Infinity : read + (connect ?? 0);
        const limitMs = Math.min(after ?? Infinity, parts);
        return Number.isFinite(limitMs) ? { limitMs, stops: cancel === 'interrupt' } : {};
      },
    },
  },
  refuse: (_like, p) =>
    p['after'] === null && p['connect'] === null && p['read'] === null
      ? { at: 'after', found: 'nothing', wanted: 'a duration here, for connect or for read' }
      : null,
};

type Params = Values<typeof params>;

const NS_PER_MS = 1e6;

// Timers, from its first: of the whole, the connection, the answer.
const CONNECT = 1;
const READ = 2;

/** What lies below has no more time than this limit leaves it. @returns the deadline above */
function shorten(f: Frame, nowNs: number, limit: Lane | null): number {
  const { deadline } = f;
  if (limit !== null) f.deadline = Math.min(deadline, nowNs + limit.delayNs);
  return deadline;
}

class Timeout extends Pattern {
  /** The deadline of those above. */
  static override readonly slots = 1;
  static override readonly timers = 3;
  /** Lanes of the limits; null: no such limit. */
  private total: Lane | null = null;
  private connect: Lane | null = null;
  private read: Lane | null = null;
  /** Has it ever watched over single attempts? */
  private watches = false;
  private mode = GO_ON;

  static override watches(params: PatternParams): boolean {
    return params['connect'] !== null || params['read'] !== null;
  }

  override configure(w: Port, p: PatternParams): void {
    const { after, connect, read, cancel } = p as unknown as Params;
    const lane = (ms: number | null): Lane | null =>
      ms === null ? null : w.timers.lane(Math.round(ms * NS_PER_MS));
    this.total = lane(after);
    this.connect = lane(connect);
    this.read = lane(read);
    this.watches ||= Timeout.watches(p);
    this.mode = CANCEL_MODES[cancel];
  }

  override enter(w: Port, f: Frame): number {
    const { total } = this;
    if (total !== null) w.timers.start(total, f, this.timer, this.layer);
    if (w.heeded) w.pool.slots[f.slots + this.slot] = shorten(f, w.now, total);
    return PASS;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    w.timers.cancel(f, this.timer);
    if (this.watches) this.over(w, f);
    if (w.heeded) f.deadline = w.pool.slots[f.slots + this.slot]!;
    return o;
  }

  override heeded(w: Port, f: Frame): void {
    w.pool.slots[f.slots + this.slot] = Infinity;
  }

  override connecting(w: Port, f: Frame): void {
    if (this.connect !== null) w.timers.start(this.connect, f, this.timer + CONNECT, this.layer);
  }

  override sent(w: Port, f: Frame): void {
    w.timers.cancel(f, this.timer + CONNECT);
    if (this.read !== null) w.timers.start(this.read, f, this.timer + READ, this.layer);
  }

  override over(w: Port, f: Frame): void {
    w.timers.cancel(f, this.timer + CONNECT);
    w.timers.cancel(f, this.timer + READ);
  }

  override wake(w: Port, f: Frame, slot: number): void {
    const outcome = slot === this.timer + CONNECT ? CONNECT_TIMEOUT : TIMEOUT;
    w.timers.cancel(f, this.timer);
    this.over(w, f);
    w.cancellation.giveUp(f, this.layer, outcome, this.mode, w.pool.slots[f.slots + this.slot]);
  }
}

export const classes = { plain: Timeout };
