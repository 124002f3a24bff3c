/**
 * All fault tables, by their key in a scenario. A new fault needs its file, a line here and a line
 * in classes.ts.
 */
import { table as capacity } from './capacity.ts';
import { table as crash } from './crash.ts';
import { table as delay } from './delay.ts';
import { table as drop } from './drop.ts';
import { table as errors } from './errors.ts';
import { table as hang } from './hang.ts';
import { table as loss } from './loss.ts';
import { table as pause } from './pause.ts';
import { table as permanentErrors } from './permanent-errors.ts';
import { table as refuse } from './refuse.ts';
import { table as slow } from './slow.ts';
import { table as spike } from './spike.ts';

export const tables = {
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
