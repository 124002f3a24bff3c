/** What is drawn of a fallback; its table has the rest. */
import type { PatternSign } from '../model/table.ts';

export const sign: PatternSign = {
  name: 'fallback',
  title: 'Fallback',
  sign: 'siding',
};
