/** What is drawn of a hedge; its table has the rest. */
import type { PatternSign } from '../../model/table.ts';

/** After how long without an answer the next attempt is sent (ms), by the value of `like`. */
const AFTER = {
  plain: (p) => Number(p['after']),
  polly: (p) => (Number(p['delay']) < 0 ? NaN : Number(p['delay'])),
  grpc: (p) => Number(p['hedgingDelay']),
} satisfies Readonly<Record<string, (p: Record<string, unknown>) => number>>;

export type Like = keyof typeof AFTER;

export const sign: PatternSign = {
  name: 'hedge',
  title: 'Hedge',
  sign: 'fork',
  limits: (p) => ({ afterMs: AFTER[(p['like'] ?? 'plain') as Like](p) }),
};
