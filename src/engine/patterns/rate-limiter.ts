import type { Frame } from '../model/frame.ts';
import { RATE_LIMITED } from '../model/outcome.ts';
import { PASS, Pattern } from '../model/pattern.ts';
import type { Values } from '../model/params.ts';
import type { World } from '../model/world.ts';
import type { PatternParams } from '../spec.ts';
import { choice, number, rate } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  capacity: number(undefined, 'Tokens that the bucket holds; it starts full.', {
    min: 1,
    max: 1e7,
  }),
  refill: rate(undefined, 'Tokens that flow in, evenly.'),
  per: choice(['all'], 'all', 'Whose calls share a bucket.'),
} as const;

export const table: PatternTable = {
  name: 'rateLimiter',
  title: 'Rate limiter',
  sign: 'bucket',
  places: ['link', 'service'],
  help: 'Lets a call through for a token; an empty bucket refuses at once.',
  goodFor: 'Keeping a caller within an agreed rate while allowing short bursts.',
  badFor: 'Protecting from slowness: it counts calls, not what they cost.',
  limits: (p) => ({ capacity: Number(p['capacity']), refill: Number(p['refill']) }),
  variants: {
    plain: {
      of: 'a token bucket',
      help: 'Tokens flow in continuously up to the capacity.',
      params,
    },
  },
  refuse: (_like, p) =>
    p['refill'] === 0 ? { at: 'refill', found: '0/s', wanted: 'more than 0/s' } : null,
};

type Params = Values<typeof params>;

/** Sums of tenths do not make whole tokens to the last bit. */
const ROUNDING = 1e-9;

class TokenBucket extends Pattern {
  /** What the bucket held at `since`. */
  tokens = 0.5;
  since = 0.5;
  private capacity = 0;
  private refillPerSec = 0;

  constructor(place: Pattern['place']) {
    super(place);
    this.tokens = -1;
    this.since = 0;
  }

  override configure(w: World, p: PatternParams): void {
    const { capacity, refill } = p as unknown as Params;
    // Up to now it has filled at the old rate.
    if (this.tokens >= 0) this.flow(w);
    this.capacity = capacity;
    this.refillPerSec = refill;
    this.tokens = this.tokens < 0 ? capacity : Math.min(this.tokens, capacity);
    this.since = w.now;
  }

  /** What it holds now. */
  private level(w: World): number {
    return Math.min(this.capacity, this.tokens + ((w.now - this.since) * this.refillPerSec) / 1e9);
  }

  private flow(w: World): void {
    this.tokens = this.level(w);
    this.since = w.now;
  }

  override enter(w: World, f: Frame): number {
    this.flow(w);
    if (this.tokens < 1 - ROUNDING) {
      f.hint = Math.ceil(((1 - this.tokens) * 1e9) / this.refillPerSec);
      return RATE_LIMITED;
    }
    this.tokens--;
    return PASS;
  }

  override gauges(w: World): Record<string, number> {
    return { tokens: this.level(w) };
  }

  override report(): Record<string, number> {
    return { tokens: this.tokens };
  }
}

export const classes = { plain: TokenBucket };
