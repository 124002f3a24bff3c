/** How a scenario says when balancers eject a replica, in the words of Envoy or Istio. */
import { type EjectionSpec, world } from '../engine/index.ts';
import { byLike } from './by-like.ts';
import { map, once, type Schema } from './kit.ts';
import { shapeOf } from './params.ts';

type Like = EjectionSpec['like'];

const HELP =
  'When balancers stop using a replica that fails, and for how long. `like` says by whose ' +
  'parameters: envoy, if not set, or istio. Not set: never.';

export const ejectionSchema = once(() =>
  byLike<EjectionSpec, Like>({
    name: 'ejection',
    help: HELP,
    likes: Object.keys(world.ejection) as Like[],
    byDefault: 'envoy',
    // `as`: a table's types are those of the spec, which TypeScript cannot infer.
    variant: (name, like) =>
      map({
        like,
        ...shapeOf(world.ejection[name], { lenient: false }),
      }) as unknown as Schema<EjectionSpec>,
  }),
);
