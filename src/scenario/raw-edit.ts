/** An edit as it is written. Its path and value are read against a spec, in edits.ts. */
import { world } from '../engine/index.ts';
import { map, once, reader, type Schema } from './kit.ts';
import { ranged, text } from './leaves.ts';

export interface RawEdit {
  at: number;
  set: string;
  to: unknown;
}

/** Maximum length of a path. */
const PATH_MAX = 2000;

export const pathSchema = (): Schema<string> =>
  text('Path of the value to change: `services.api.replicas`.', PATH_MAX);

/** Any value: what it may be depends on the path. */
export const valueSchema = (): Schema<unknown> =>
  reader((raw) => ({ value: raw }), {
    json: { description: 'New value, written as in the scenario.' },
  });

export const editSchema = once((): Schema<RawEdit> =>
  map<RawEdit>({
    at: ranged<number>({ ...world.fault.at, help: 'Time of the change.' }, false),
    set: pathSchema(),
    to: valueSchema(),
  }),
);
