/** How a scenario says when balancers eject a replica, in the words of Envoy or Istio. */
import { type EjectionSpec, isMap, world } from '../engine/index.ts';
import {
  choose,
  map,
  nodeOf,
  once,
  or,
  parse,
  type Reading,
  reader,
  type Schema,
  structural,
  written,
} from './kit.ts';
import { choice, notAmong } from './leaves.ts';
import { NOTHING, shapeOf } from './params.ts';

type Like = EjectionSpec['like'];

const LIKES = Object.keys(world.ejection) as Like[];
const HELP =
  'When balancers stop using a replica that fails, and for how long. `like` says by whose ' +
  'parameters: envoy, if not set, or istio. Not set: never.';

const like = structural(
  choice({ kind: 'choice', of: LIKES, default: 'envoy', help: 'Whose parameters and rules.' }),
);

const variant = (name: Like): Schema<EjectionSpec> => {
  const leaves = {
    // Only the default may be left out.
    like: name === 'envoy' ? or(like, () => name) : like,
    ...shapeOf(world.ejection[name], { lenient: false }),
  };
  // `as`: a table's types are those of the spec, which TypeScript cannot infer.
  return map(leaves) as unknown as Schema<EjectionSpec>;
};

const whole = once(() =>
  choose<EjectionSpec, Like>(
    () => ({ envoy: variant('envoy'), istio: variant('istio') }),
    (raw) => {
      const name = isMap(raw) ? (raw['like'] ?? 'envoy') : 'envoy';
      const known = LIKES.find((one) => one === name);
      return known ?? { flaws: [{ path: ['like'], message: notAmong(name, LIKES) }] };
    },
    { name: 'ejection' },
  ),
);

export const ejectionSchema = once((): Schema<EjectionSpec | null> => {
  const schema = whole();
  const { child } = nodeOf(schema);
  const read = (raw: unknown): Reading<EjectionSpec | null> =>
    raw === null ? { value: null } : parse(schema, raw);
  return reader(read, {
    forms: [schema, NOTHING],
    json: { description: HELP },
    ...(child && { child }),
    write: (value: EjectionSpec | null) => (value === null ? null : written(schema, value)),
  });
});
