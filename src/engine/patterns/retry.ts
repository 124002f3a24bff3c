import { TIMER } from '../kernel/queue.ts';
import type { Stream } from '../kernel/random.ts';
import * as at from '../model/frame.ts';
import type { Frame } from '../model/frame.ts';
import { DEGRADED, maskOf, type Outcome } from '../model/outcome.ts';
import { HOLD, PASS, Pattern } from '../model/pattern.ts';
import type { Values } from '../model/params.ts';
import type { World } from '../model/world.ts';
import type { PatternParams } from '../spec.ts';
import { choice, count, either, group, ms, msOrShare, number, reasons } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  maxAttempts: count(3, 'Tries in all; the first one counts.', { min: 1, max: 100 }),
  backoff: choice(
    ['exponential', 'none', 'constant', 'linear'],
    'exponential',
    'How the delay grows from one retry to the next.',
  ),
  base: ms(100, 'The delay before the first retry, before jitter.'),
  factor: number(2, 'By what an exponential delay grows with each retry.', { min: 1, max: 100 }),
  cap: ms(20_000, 'The longest delay, before jitter.'),
  jitter: either(
    [
      choice(
        ['full', 'none', 'equal', 'decorrelated'],
        'full',
        'full: from 0 to the delay; equal: half of it fixed; decorrelated: from the base to ' +
          'three times the last one.',
      ),
      group(
        { add: msOrShare('At most this much more, or this share of the delay.') },
        'Added to the delay.',
      ),
    ],
    'Randomness that keeps callers from retrying in step.',
  ),
  retryOn: reasons(
    null,
    'Which failures are tried again; left out: the transient ones, but no rejection made in ' +
      'this very stack.',
  ),
  budget: group(
    {
      deposit: number(0.1, 'What every call pays in.', { max: 1e6 }),
      cost: number(1, 'What a retry takes out.', { max: 1e6 }),
      capacity: number(10, 'The most that the budget holds; it starts full.', { max: 1e7 }),
      keep: number(0, 'What must be left after a retry has been paid for.', { max: 1e7 }),
    },
    'Bounds retries to a share of the calls; left out: no bound.',
    true,
  ),
} as const;

export const table: PatternTable = {
  name: 'retry',
  title: 'Retry',
  sign: 'loop',
  places: ['link'],
  help: 'Tries a failed call again after a back-off.',
  goodFor: 'Failures that are rare, brief and independent: a lost packet, one bad replica.',
  badFor:
    'Overload: every retry adds load just when there is too much of it, and nested retries ' +
    'multiply.',
  limits: (p) => ({
    tries: Number(p['maxAttempts']),
    budget: (p['budget'] as { capacity: number } | null)?.capacity ?? 0,
  }),
  variants: {
    plain: {
      of: 'exponential back-off with jitter, as AWS describes it',
      help: 'The delay before retry n is min(cap, base × factor^(n−1)), then jitter.',
      params,
    },
  },
};

type Params = Values<typeof params>;

/** What is tried again when `retryOn` is left out. */
export const TRANSIENT = [
  'error',
  'timeout',
  'connect-timeout',
  'refused',
  'reset',
  'queue-full',
  'queue-timeout',
  'shed',
  'rate-limited',
  'conflict',
] as const;

// Slots: attempts made, the last decorrelated delay in ms, which try it is of a retry further out.
const MADE = 0;
const SLEPT = 1;
const OUTER = 2;

/** Sums of tenths do not make whole tokens to the last bit. */
const ROUNDING = 1e-9;

class Retry extends Pattern {
  static override readonly slots = 3;
  /** Tokens left in the budget. */
  balance = 0.5;
  /** Retries made, and those that the budget refused. */
  retries = 0;
  unpaid = 0;
  private p!: Params;
  private mask = 0;
  /** Of the rejections made in this very stack, those that are tried again. */
  private localMask = 0;
  private readonly jitter: Stream;

  constructor(place: Pattern['place']) {
    super(place);
    this.balance = -1;
    this.jitter = place.stream('jitter');
  }

  static override splits(): boolean {
    return true;
  }

  override configure(_w: World, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.mask = maskOf(p.retryOn ?? TRANSIENT);
    this.localMask = maskOf(p.retryOn ?? []);
    const capacity = p.budget?.capacity ?? 0;
    this.balance = this.balance < 0 ? capacity : Math.min(this.balance, capacity);
  }

  override enter(w: World, f: Frame): number {
    const { budget } = this.p;
    if (budget) this.balance = Math.min(budget.capacity, this.balance + budget.deposit);
    const slot = f.slots + this.slot;
    w.pool.slots[slot + MADE] = 1;
    w.pool.slots[slot + OUTER] = f.attempt;
    f.attempt = 1;
    return PASS;
  }

  override leave(w: World, f: Frame, o: Outcome): number {
    const slot = f.slots + this.slot;
    if (o > DEGRADED && this.worthwhile(w, f, o)) {
      const made = w.pool.slots[slot + MADE]!;
      if (made < this.p.maxAttempts && this.pay()) {
        w.pool.slots[slot + MADE] = made + 1;
        this.retries++;
        w.calls.hold(f, this.layer);
        w.after(f, Math.round(this.delay(w, made, slot) * 1e6), TIMER);
        return HOLD;
      }
    }
    // As an integer: a float64 would make the field one, in all frames.
    f.attempt = w.pool.slots[slot + OUTER]! | 0;
    return o;
  }

  private worthwhile(w: World, f: Frame, o: Outcome): boolean {
    const mask = (f.flags & at.LOCAL) === 0 ? this.mask : this.localMask;
    return (mask & (1 << o)) !== 0 && !w.givenUp(f);
  }

  private pay(): boolean {
    const { budget } = this.p;
    if (!budget) return true;
    if (this.balance - budget.keep < budget.cost - ROUNDING) {
      this.unpaid++;
      return false;
    }
    this.balance -= budget.cost;
    return true;
  }

  /** The delay in ms before retry n. */
  private delay(w: World, n: number, slot: number): number {
    const { backoff, base, cap, jitter } = this.p;
    if (jitter === 'decorrelated' && backoff !== 'none') {
      // "Exponential Backoff And Jitter", AWS Architecture Blog: s = min(cap, U(base, 3 s)).
      const last = n === 1 ? base : w.pool.slots[slot + SLEPT]!;
      const next = Math.min(cap, base + this.jitter.double() * (3 * last - base));
      return (w.pool.slots[slot + SLEPT] = next);
    }
    const delay = backoff === 'none' ? 0 : Math.min(cap, this.growth(n));
    if (jitter === 'full') return delay * this.jitter.double();
    if (jitter === 'equal') return delay / 2 + (delay / 2) * this.jitter.double();
    if (typeof jitter === 'string') return delay;
    const most = typeof jitter?.add === 'object' ? delay * jitter.add.share : (jitter?.add ?? 0);
    return delay + most * this.jitter.double();
  }

  private growth(n: number): number {
    const { backoff, base, factor, cap } = this.p;
    if (backoff === 'constant') return base;
    if (backoff === 'linear') return base * n;
    let delay = base;
    for (let i = 1; i < n && delay < cap; i++) delay *= factor;
    return delay;
  }

  /** The back-off is over. */
  override wake(w: World, f: Frame): void {
    const made = w.pool.slots[f.slots + this.slot + MADE]!;
    w.calls.again(f, this.layer, made);
  }

  override abandon(_w: World, f: Frame): void {
    f.due = 0;
  }

  override gauges(): Record<string, number> {
    return { retries: this.retries, unpaid: this.unpaid, balance: this.balance };
  }

  override report(): Record<string, number> {
    const { budget } = this.p;
    return budget
      ? { retries: this.retries, unpaid: this.unpaid, balance: this.balance }
      : { retries: this.retries };
  }
}

export const classes = { plain: Retry };
