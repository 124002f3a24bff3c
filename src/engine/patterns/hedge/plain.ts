/** A hedged request, as in "The Tail at Scale". */
import { CANCEL_MODES } from '../../model/cancel-mode.ts';
import { REASONS } from '../../model/outcome.ts';
import { choice, count, ms, type Values } from '../../model/params.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { cancels, Hedge, hedges, type Kind } from './hedge.ts';

const params = {
  after: ms(undefined, 'Send the next attempt when there is no answer after this long.'),
  maxHedges: count(1, 'Attempts in addition to the first.', { min: 1, max: 10 }),
  cancel: choice(
    cancels,
    'none',
    'What becomes of the losers’ work: it goes on, it is stopped, or only what the caller ' +
      'holds is freed.',
  ),
} as const;

export const plain: Kind = {
  variant: {
    of: 'a hedged request, as in The Tail at Scale',
    help:
      'A failed attempt brings the next one forward; when all have failed, the first one’s ' +
      'outcome is passed on.',
    params,
    nature: ({ after, maxHedges }: Params) => hedges(maxHedges + 1, after * maxHedges, REASONS),
  },
  afterMs: (p) => Number(p['after']),
};

type Params = Values<typeof params>;

export class PlainHedge extends Hedge {
  override configure(w: Port, p: PatternParams): void {
    const { after, maxHedges, cancel } = p as unknown as Params;
    this.lane = w.timers.lane(Math.round(after * 1e6));
    this.attempts = maxHedges + 1;
    this.mode = CANCEL_MODES[cancel];
  }
}
