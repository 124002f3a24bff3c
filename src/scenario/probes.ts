/** How a scenario says what is asked of a service's replicas. */
import { type ProbeSpec, type ServiceSpec, world } from '../engine/index.ts';
import { list, map, once, or, type Schema, structural } from './kit.ts';
import { COUNTS } from './limits.ts';
import { mapOrNull, shapeOf } from './params.ts';
import { idSchema } from './steps.ts';

type Probes = NonNullable<ServiceSpec['probes']>;

const HELP: Record<keyof Probes, string> = {
  startup:
    'Asked until it has passed once; no other is asked before. Failed: the process is restarted. ' +
    'Not set: a process has started when it serves.',
  liveness: 'Failed: the process is restarted. Not set: no process is restarted for it.',
  readiness:
    'Failed: balancers stop using the replica, until it passes. Not set: ready when started.',
};
const CALLS = 'Services that the probe calls in turn. It fails when one fails.';

function probe(name: keyof Probes): Schema<ProbeSpec | null> {
  const calls = structural(list(idSchema('Service to call.'), { max: COUNTS.steps }));
  const leaves = {
    ...shapeOf(world.probes[name], { lenient: false }),
    calls: or(calls, () => [], { description: CALLS }),
  };
  // `as`: a table's types are those of the spec, which TypeScript cannot infer.
  const schema = map(leaves) as unknown as Schema<ProbeSpec>;
  return or(mapOrNull(schema, { optional: true, help: HELP[name] }), () => null);
}

export const probesSchema = once((): Schema<ServiceSpec['probes']> => {
  const [startup, liveness, readiness] = [probe('startup'), probe('liveness'), probe('readiness')];
  return mapOrNull(map<Probes>({ startup, liveness, readiness }), {
    optional: true,
    help: 'Probes as in Kubernetes, of each replica by itself. Not set: none.',
  });
});
