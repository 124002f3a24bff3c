/** How a scenario says what changes the number of a service's replicas. */
import { type AutoscaleSpec, world } from '../engine/index.ts';
import { byLike } from './by-like.ts';
import { andThen, failed, map, once, type Reading, type Schema } from './kit.ts';
import { shapeOf } from './params.ts';
import { inAutoscaler } from './spellings/kubernetes.ts';
import { formatMs } from './units.ts';

type Like = AutoscaleSpec['like'];

const HELP =
  'What changes the number of replicas during a run. `like` says by whose rules: hpa, or ' +
  'schedule. Not set: only edits do.';
/** An autoscaler keeps a record per period. */
const PERIODS_MAX = 100;

function lawful(spec: AutoscaleSpec): Reading<AutoscaleSpec> {
  if (spec.like !== 'hpa') return { value: spec };
  const { min, max, syncPeriod, metricsWindow } = spec;
  if (min > max) return failed(['max'], `wanted at least min, which is ${min}, found ${max}`);
  const longest = syncPeriod * PERIODS_MAX;
  if (metricsWindow <= longest) return { value: spec };
  const words = `${formatMs(longest)}, ${PERIODS_MAX} × syncPeriod`;
  return failed(['metricsWindow'], `wanted at most ${words}, found ${formatMs(metricsWindow)}`);
}

export const autoscaleSchema = once(() =>
  byLike<AutoscaleSpec, Like>({
    name: 'autoscale',
    help: HELP,
    likes: Object.keys(world.autoscale) as Like[],
    byDefault: null,
    variant(name, like) {
      const leaves = { like, ...shapeOf(world.autoscale[name], { lenient: false }) };
      const schema = map(leaves, name === 'hpa' ? { spellings: inAutoscaler } : {});
      // `as`: a table's types are those of the spec, which TypeScript cannot infer.
      return andThen(schema as unknown as Schema<AutoscaleSpec>, lawful);
    },
  }),
);
