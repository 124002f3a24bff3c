/** What a scenario says of how replicas are managed. */
import type { RestartSpec, ServiceSpec } from '../../spec.ts';
import { defaultOf } from '../first-value.ts';
import { group } from '../params.ts';
import { type ProbeName, PROBES } from '../probe-names.ts';
import { restart } from '../probes.table.ts';

/** Some part of it is said; without any, replicas come and go at once. */
export const isManaged = (spec: ServiceSpec): boolean =>
  spec.startup !== 0 ||
  spec.propagation > 0 ||
  [spec.balance, spec.ejection, spec.autoscale, spec.coldStart].some(Boolean) ||
  [spec.probes, spec.memory, spec.restart].some(Boolean);

/** By probe its name; null: it is not there. Of a service without any: none. */
export const probed = ({ probes }: ServiceSpec): (ProbeName | null)[] =>
  probes ? PROBES.map((name) => probes[name] && name) : [];

/** How processes start again, also where the scenario does not say. */
export const restartOf = ({ restart: said }: ServiceSpec): RestartSpec =>
  said ?? (defaultOf(group(restart, '')) as RestartSpec);
