/** What operations have done, in a sentence for who does not see the stage. */
import { type FaultSpec, type Plain, printPath, type Spec, valueAt } from '../../engine/index.ts';
import { type Operation, performed } from '../../scenario/operation.ts';
import { holderOf, holdersOf } from '../state/selected.ts';
import { faultTitle, patternTitle } from './titles.ts';

/** @param before what they were performed on */
export function saidOf(operations: readonly Operation[], before: Spec): string {
  let spec = before;
  const parts = operations.map((operation) => {
    const text = part(operation, spec);
    const result = performed(spec, operation);
    if (typeof result !== 'string') spec = result.data as Spec;
    return text;
  });
  const said = new Set(parts.filter(Boolean));
  return said.size > 0 ? `${[...said].join(', ')}.` : 'Changed.';
}

function part({ kind, path, ...rest }: Operation, spec: Spec): string {
  const [top = '', id = ''] = path;
  const isNode = (top === 'clients' || top === 'services') && path.length === 2;
  const node = `${String(top).slice(0, -1)} ${id}`;
  const value = 'value' in rest ? rest.value : valueAt(spec, path);
  const what = isNode ? node : thing(path, value);
  switch (kind) {
    case 'insert':
      return what && `${what} added`;
    case 'remove':
      return what && `${what} removed`;
    case 'move':
      return what && `${what} moved`;
    case 'rename':
      return 'to' in rest ? `${node} is now ${String(rest.to)}` : '';
    case 'set': {
      const holder = holderOf(holdersOf(spec), printPath(path));
      return holder ? `${holder.id} changed` : '';
    }
  }
}

/** What an entry of a list is; '': nothing with a name. */
function thing(path: Operation['path'], value: unknown): string {
  const list = path.at(-2);
  if (typeof value !== 'object' || value === null) return '';
  if (list === 'faults') return faultTitle(value as FaultSpec);
  if (list === 'patterns') return patternTitle(Object.keys(value)[0] ?? '');
  const { call } = value as Plain;
  return typeof call === 'string' ? `call of ${call}` : '';
}
