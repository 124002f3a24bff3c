/** Edits: a leaf of the spec changes during the run, and the affected entities are notified. */
import type { Client } from './model/parts/client.ts';
import type { Fault } from './model/fault.ts';
import type { Service } from './model/parts/service.ts';
import type { World } from './model/world.ts';
import { findPath, type Path, valueAt } from './path.ts';
import { putShared } from './shared.ts';
import type { EditSpec, Spec } from './spec.ts';

/** Changes the leaf in the spec, in all entries of a shared pattern. @returns the paths */
export const setLeaf = (spec: Spec, edit: EditSpec): Path[] =>
  putShared(spec, findPath(edit.set, spec).path, edit.to);

/**
 * Applies an edit at the run's current time; without a difference it does nothing.
 * @param spec the one from which the world was built
 */
export function applyEdit(w: World, spec: Spec, edit: EditSpec): void {
  const { path } = findPath(edit.set, spec);
  if (JSON.stringify(valueAt(spec, path)) === JSON.stringify(edit.to)) return;
  const [kind, id, part, what] = path;
  if (kind === 'faults') editFault(w, w.faults[Number(id)]!, () => setLeaf(spec, edit));
  else if (kind === 'clients') {
    const client = w.clients.find((c) => c.id === id)!;
    if (part === 'load') client.settle(w.now);
    notify(w, setLeaf(spec, edit));
    if (part === 'load') client.loadChanged(w, String(what));
  } else notify(w, setLeaf(spec, edit));
  w.deadlines.configure(spec);
}

/** Whoever has one of these paths reads its spec again, once. */
function notify(w: World, paths: readonly Path[]): void {
  const have = (of: string, id: string): boolean => paths.some((p) => p[0] === of && p[1] === id);
  for (const client of w.clients) if (have('clients', client.id)) editClient(w, client);
  for (const service of w.services) if (have('services', service.id)) editService(w, service);
  for (const balancers of w.balancers) {
    balancers.configure();
    balancers.sweeper?.schedule(w);
  }
}

function editFault(w: World, fault: Fault, change: () => void): void {
  fault.target.settle(w.now);
  change();
  fault.schedule(w);
  fault.target.faultsChanged(w);
}

/** A client reads its spec again; unchanged values have no effect. */
export function editClient(w: World, client: Client): void {
  reconfigureSteps(w, client);
  client.configure();
  w.populate(client);
}

/** A service reads its spec again; unchanged values have no effect. */
export function editService(w: World, service: Service): void {
  const { cores, replicas } = service;
  const moves = cores !== (service.spec.cores ?? 0);
  if (moves) for (const replica of replicas) w.cores.elapse(replica);
  reconfigureSteps(w, service);
  service.configure(w);
  if (moves)
    for (const replica of replicas) {
      w.cores.moveWork(replica, cores);
      w.cores.expectEnd(replica);
    }
  service.plan.configure(w);
  w.populate(service);
  service.capacityChanged();
  service.scaler?.schedule(w);
  for (const replica of replicas) w.jobs.fill(replica);
}

function reconfigureSteps(w: World, host: { steps: { configure(): void }[] }): void {
  for (const step of host.steps) step.configure();
  for (const link of w.links) if (link.caller === host) link.configure(w);
}
