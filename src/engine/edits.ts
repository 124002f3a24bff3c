/** Edits: a leaf of the spec is changed while the run goes on, and whoever it concerns is told. */
import { populate } from './model/build.ts';
import { Client } from './model/client.ts';
import { moveWork } from './model/cores.ts';
import type { World } from './model/world.ts';
import { findPath, putAt } from './path.ts';
import type { EditSpec, Spec } from './spec.ts';

/** Changes the leaf in the spec. @returns its path */
export function setLeaf(spec: Spec, edit: EditSpec): (string | number)[] {
  const { path } = findPath(edit.set, spec);
  putAt(spec, path, edit.to);
  return path;
}

/**
 * Makes an edit in a run, at its present time. @param spec the one from which the world was built
 */
export function applyEdit(w: World, spec: Spec, edit: EditSpec): void {
  const areas = w.clients.map((client) => client.areaSoFar(w.now));
  const [kind, id, part, what] = setLeaf(spec, edit);
  if (kind === 'faults') editFault(w, Number(id), areas);
  else if (kind === 'services') editService(w, String(id));
  else if (kind === 'clients') {
    const client = w.clients.find((c) => c.id === id)!;
    reconfigureSteps(w, client);
    client.configure();
    populate(w, client);
    if (part === 'load') client.loadChanged(w, areas[client.index]!, String(what));
  }
  w.deadlines.configure(spec);
}

function editFault(w: World, index: number, areas: readonly number[]): void {
  const fault = w.faults[index]!;
  fault.schedule(w);
  const { target } = fault;
  if (target instanceof Client) target.rateChanged(w, false, areas[target.index]!);
  else target.faultsChanged(w, 0);
}

function editService(w: World, id: string): void {
  const service = w.services.find((s) => s.id === id)!;
  for (const replica of service.replicas) w.elapse(replica);
  reconfigureSteps(w, service);
  const { cores } = service;
  service.configure(w);
  for (const replica of service.replicas) moveWork(w, replica, cores);
  service.plan.configure(w);
  populate(w, service);
  service.observer.capacity();
  for (const replica of service.replicas) {
    w.expectEnd(replica);
    w.jobs.fill(replica);
  }
}

function reconfigureSteps(w: World, host: { steps: { configure(): void }[] }): void {
  for (const step of host.steps) step.configure();
  for (const link of w.links) if (link.caller === host) link.configure(w);
}
