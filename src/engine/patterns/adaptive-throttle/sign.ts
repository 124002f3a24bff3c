/** What is drawn of an adaptive throttle; its table has the rest. */
import type { PatternSign } from '../../model/table.ts';

export const sign: PatternSign = {
  name: 'adaptiveThrottle',
  title: 'Adaptive throttle',
  sign: 'valve',
  refuses: () => ['throttled'],
};
