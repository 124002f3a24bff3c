/** What edits set, in words: their units stand in the tables, which come after the first frame. */
import { type EditSpec, entityTables, faultTables, patternTables } from '../engine/index.ts';
import { instant } from './clock.ts';
import { partOf, type Unit, valueWords } from './values.ts';

/** What an edit sets, with its unit: `6`, `30 s`. */
export function setWords({ set, to }: Pick<EditSpec, 'set' | 'to'>): string {
  if (/^faults\[\d+\]\.at$/.test(set) && typeof to === 'number') return instant(to);
  // Shown and set is whether it is on.
  return valueWords(/\.disabled$/.test(set) ? !to : to, unitAt(set));
}

/** What stands at a path of the spec, as far as a table says so. */
function unitAt(path: string): Unit | null {
  const [, name = '', keys = ''] = /\]\.(\w+)\.([\w.]+)$/.exec(path) ?? [];
  const [param = '', ...rest] = keys.split('.');
  const variants = Object.values(patternTables.get(name)?.variants ?? {});
  const found = variants.find(({ params }) => param in params);
  if (found) return partOf(found.params[param]!, rest);
  const fault = /^faults\[\d+\]\.(\w+)$/.exec(path)?.[1] ?? '';
  return faultTables.get(fault)?.amount ?? unitOfEntity(path) ?? unitOfField(path);
}

/** What a client or service has of its own. */
function unitOfEntity(path: string): Unit | null {
  const [, plural, keys = ''] = /^(clients|services)\.[^.[]+\.([\w.]+)$/.exec(path) ?? [];
  const table = Object.values(entityTables).find((one) => one.plural === plural);
  const [key = '', ...rest] = keys.split('.');
  const own: Unit | undefined = table?.params['']?.[key];
  const part: Unit | undefined = table?.params[key]?.[rest[0] ?? ''];
  return own ? partOf(own, rest) : part ? partOf(part, rest.slice(1)) : null;
}

function unitOfField(path: string): Unit | null {
  // The figures of a spread are durations, but for those without a unit.
  if (/\.(work|latency|connect|think)\.(?!.*\b(cv|alpha)$)/.test(path)) return { kind: 'ms' };
  const field = path.split('.').at(-1)!;
  if (/^(work|latency|connect|timeout|think|at|for|ramp|duration)$/.test(field))
    return { kind: 'ms' };
  if (/^(errors|permanentErrors|share)$/.test(field)) return { kind: 'share' };
  return field === 'rate' ? { kind: 'rate' } : null;
}
