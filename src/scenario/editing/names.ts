/** Names for what is new. */
import { linkIdOf, type Spec } from '../../engine/index.ts';
import { callsOf, linkId } from '../calls.ts';

/** The wanted name, with a number if it is taken: `service`, `service-2`. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  return name;
}

/** All ids of a scenario: clients, services and links share one space of names. */
export const idsIn = (spec: Spec): Set<string> =>
  new Set([
    ...Object.keys(spec.clients),
    ...Object.keys(spec.services),
    ...callsOf(spec).sites.map(linkId),
  ]);

/** The name of a new call; null: its link can have its usual id. */
export function nameOfCall(spec: Spec, from: string, to: string): string | null {
  const ids = idsIn(spec);
  return ids.has(linkIdOf(from, to, null)) ? freeName(`${from}-${to}-2`, ids) : null;
}
