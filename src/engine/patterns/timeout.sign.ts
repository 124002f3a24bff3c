/** What is drawn of a timeout; its table has the rest. */
import type { PatternSign } from '../model/table.ts';

export const sign: PatternSign = {
  name: 'timeout',
  title: 'Timeout',
  sign: 'clock',
  limits: (p) => ({ afterMs: Number(p['after'] ?? p['read'] ?? p['connect']) }),
};
