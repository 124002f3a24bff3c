/** What is drawn of load shedding; its table has the rest. */
import type { PatternSign } from '../model/table.ts';

export const sign: PatternSign = {
  name: 'loadShed',
  title: 'Load shedding',
  sign: 'valve',
  refuses: () => ['shed'],
};
