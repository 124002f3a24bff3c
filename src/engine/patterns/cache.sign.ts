/** What is drawn of a cache; its table has the rest. */
import type { PatternSign } from '../model/table.ts';

export const sign: PatternSign = {
  name: 'cache',
  title: 'Cache',
  sign: 'store',
};
