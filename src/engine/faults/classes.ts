/** All fault classes, by their key in a scenario. */
import { Class as capacity } from './capacity.ts';
import { Class as crash } from './crash.ts';
import { Class as delay } from './delay.ts';
import { Class as drop } from './drop.ts';
import { Class as errors } from './errors.ts';
import { Class as hang } from './hang.ts';
import { Class as loss } from './loss.ts';
import { Class as pause } from './pause.ts';
import { Class as permanentErrors } from './permanent-errors.ts';
import { Class as refuse } from './refuse.ts';
import { Class as slow } from './slow.ts';
import { Class as spike } from './spike.ts';

export const classes = {
  slow,
  delay,
  errors,
  permanentErrors,
  capacity,
  spike,
  pause,
  hang,
  crash,
  drop,
  loss,
  refuse,
};
