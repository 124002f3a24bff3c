/** All faults, by their key in a scenario. Adding one is its file and a line here. */
import * as capacity from './capacity.ts';
import * as crash from './crash.ts';
import * as delay from './delay.ts';
import * as drop from './drop.ts';
import * as errors from './errors.ts';
import * as pause from './pause.ts';
import * as permanentErrors from './permanent-errors.ts';
import * as refuse from './refuse.ts';
import * as slow from './slow.ts';
import * as spike from './spike.ts';

export const faults = {
  slow,
  delay,
  errors,
  permanentErrors,
  capacity,
  spike,
  pause,
  crash,
  drop,
  refuse,
};
