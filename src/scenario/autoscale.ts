/** How a scenario says what changes the number of a service's replicas. */
import { type AutoscaleSpec, isMap, world } from '../engine/index.ts';
import {
  andThen,
  choose,
  failed,
  map,
  nodeOf,
  once,
  parse,
  type Reading,
  reader,
  type Schema,
  structural,
  written,
} from './kit.ts';
import { choice, notAmong } from './leaves.ts';
import { NOTHING, shapeOf } from './params.ts';
import { inAutoscaler } from './spellings/kubernetes.ts';
import { formatMs } from './units.ts';

type Like = AutoscaleSpec['like'];

const LIKES = Object.keys(world.autoscale) as Like[];
const HELP =
  'What changes the number of replicas during a run. `like` says by whose rules: hpa, or ' +
  'schedule. Not set: only edits do.';
/** An autoscaler keeps a record per period. */
const PERIODS_MAX = 100;

const like = structural(
  choice({ kind: 'choice', of: LIKES, default: 'hpa', help: 'Whose parameters and rules.' }),
);

const variant = (name: Like): Schema<AutoscaleSpec> => {
  const leaves = { like, ...shapeOf(world.autoscale[name], { lenient: false }) };
  const schema = map(leaves, name === 'hpa' ? { spellings: inAutoscaler } : {});
  // `as`: a table's types are those of the spec, which TypeScript cannot infer.
  return andThen(schema as unknown as Schema<AutoscaleSpec>, lawful);
};

function lawful(spec: AutoscaleSpec): Reading<AutoscaleSpec> {
  if (spec.like !== 'hpa') return { value: spec };
  const { min, max, syncPeriod, metricsWindow } = spec;
  if (min > max) return failed(['max'], `wanted at least min, which is ${min}, found ${max}`);
  const longest = syncPeriod * PERIODS_MAX;
  if (metricsWindow <= longest) return { value: spec };
  const words = `${formatMs(longest)}, ${PERIODS_MAX} × syncPeriod`;
  return failed(['metricsWindow'], `wanted at most ${words}, found ${formatMs(metricsWindow)}`);
}

const whole = once(() =>
  choose<AutoscaleSpec, Like>(
    () => ({ hpa: variant('hpa'), schedule: variant('schedule') }),
    (raw) => {
      const name = isMap(raw) ? raw['like'] : 'hpa';
      const known = LIKES.find((one) => one === name);
      return known ?? { flaws: [{ path: ['like'], message: notAmong(name, LIKES) }] };
    },
    { name: 'autoscale' },
  ),
);

export const autoscaleSchema = once((): Schema<AutoscaleSpec | null> => {
  const schema = whole();
  const { child } = nodeOf(schema);
  const read = (raw: unknown): Reading<AutoscaleSpec | null> =>
    raw === null ? { value: null } : parse(schema, raw);
  return reader(read, {
    forms: [schema, NOTHING],
    json: { description: HELP },
    ...(child && { child }),
    write: (value: AutoscaleSpec | null) => (value === null ? null : written(schema, value)),
  });
});
