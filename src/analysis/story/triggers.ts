/** What people have set to happen: faults, edits, and stages of load. */
import {
  type FaultSpec,
  faultTables,
  type LoadSpec,
  type Param,
  type Spec,
  topologyOf,
} from '../../engine/index.ts';
import { instant } from '../clock.ts';
import { exact, factor } from '../figures.ts';
import { setWords } from '../set-words.ts';
import { valueWords } from '../values.ts';
import type { Evidence } from './seen.ts';
import type { Happening } from './symptom.ts';
import { counted } from './words.ts';

/** Load that grows by less than this factor in a stage is none to speak of. */
const GROWN = 1.2;

export function triggersOf(spec: Spec): Happening[] {
  const { faults, edits, clients, duration } = spec;
  return [
    ...faults.flatMap((fault, index) => (fault.disabled ? [] : [faultHappens(spec, fault, index)])),
    ...edits.map(({ at, set, to }, index): Happening => {
      const path = `edits[${index}]`;
      const value = setWords({ set, to });
      return {
        ...{ kind: 'edit', of: 'services', on: ownerOf(set), index, fromMs: at, toMs: Infinity },
        text: `somebody sets ${shortPath(set)} to ${value}`,
        evidence: [{ path, atMs: at, value }],
        clause: '',
      };
    }),
    ...Object.entries(clients).flatMap(([id, { load }]) => stagesOf(id, load)),
  ]
    .filter(({ fromMs }) => fromMs < duration)
    .sort((a, b) => a.fromMs - b.fromMs);
}

/** `services.web.steps[0].call.x` → web. */
const ownerOf = (path: string): string => /^\w+\.([^.[]+)/.exec(path)?.[1] ?? '';

/** `services.checkout.replicas` → `checkout.replicas`, without the places in lists. */
const shortPath = (path: string): string =>
  path
    .replace(/^(clients|services)\./, '')
    .replace(/(steps|patterns|parallel|oneOf)\[\d+\]\.?/g, '')
    .replace(/\.$/, '');

function faultHappens(spec: Spec, fault: FaultSpec, index: number): Happening {
  const { on, at, for: length, share, replicas } = fault;
  const table = [...faultTables.values()].find(({ name }) => Object.hasOwn(fault, name));
  const name = table?.name ?? '';
  const path = `faults[${index}]`;
  const amount = amountOf(fault[name], table?.amount);
  const raw = fault[name];
  const value = typeof raw === 'number' ? raw : amount;
  const evidence: Evidence[] = [{ path: `${path}.${name}`, atMs: at, value }];
  const parts = [(table?.happens ?? name).replace('{amount}', amount)];
  if (share !== null) {
    parts.push(`for ${exact(share * 100)} % of requests`);
    evidence.push({ path: `${path}.share`, atMs: at, value: share });
  }
  if (replicas !== null) {
    const all = spec.services[on]?.replicas ?? replicas;
    parts.push(`on ${replicas} of ${counted(all, 'replica')}`);
    evidence.push({ path: `${path}.replicas`, atMs: at, value: replicas });
    evidence.push({ path: `services.${on}.replicas`, atMs: at, value: all });
  }
  if (name === 'crash' && hasCache(spec, on)) parts.push('and what it has cached');
  const what = parts.join(' ');
  const toMs = length === null ? Infinity : at + length;
  const until = toMs >= spec.duration ? ', to the end' : `, until ${instant(toMs)}`;
  return {
    ...{ kind: 'fault', of: kindOf(spec, on), on, index, fromMs: at, toMs, evidence },
    text: what + until,
    clause: `${Object.hasOwn(spec.clients, on) ? 'client ' : ''}${on} ${what}`,
  };
}

/** A replica that restarts has nothing in its caches. */
const hasCache = (spec: Spec, on: string): boolean =>
  topologyOf(spec).links.some(
    ({ from, layers }) => from === on && layers.some(({ name }) => name === 'cache'),
  );

const kindOf = ({ clients, services }: Spec, id: string): Happening['of'] =>
  Object.hasOwn(services, id) ? 'services' : Object.hasOwn(clients, id) ? 'clients' : 'links';

/** `10 times`, `2 replicas`, `50 %`, `200 ms` */
function amountOf(amount: unknown, param: Param | undefined): string {
  if (typeof amount !== 'number') return valueWords(amount, param ?? null);
  if (param?.kind === 'countOrShare') return counted(amount, 'replica');
  return param?.kind === 'factor' ? `${exact(amount)} times` : valueWords(amount, param ?? null);
}

/** Stages in which the load of a client grows. */
function stagesOf(id: string, load: LoadSpec): Happening[] {
  const users = 'users' in load ? load.users : null;
  const staged =
    'stages' in load ? load : users !== null && typeof users === 'object' ? users : null;
  if (!staged) return [];
  const unit = 'stages' in load ? '/s' : ' users';
  let atMs = 0;
  let from = 'from' in staged ? (staged as { from: number }).from : 0;
  return staged.stages.flatMap(({ for: length, to }, i): Happening[] => {
    const [began, before] = [atMs, from];
    atMs += length;
    from = to;
    if (to < before * GROWN || to === before) return [];
    const path = `clients.${id}.load${'stages' in load ? '' : '.users'}.stages[${i}]`;
    const grows = before > 0 ? `, ${factor(to / before)} as much` : '';
    const what = `${exact(before)}${unit} to ${exact(to)}${unit}`;
    return [
      {
        ...{ kind: 'stage', of: 'clients', on: id, fromMs: began, toMs: atMs },
        text: `load grows from ${what}${grows}`,
        evidence: [
          { path: `${path}.to`, atMs: began, value: to },
          { path: i === 0 ? `clients.${id}.load.from` : path, atMs: began, value: before },
        ],
        clause: `the load of ${id} grows from ${what}`,
      },
    ];
  });
}
