/** What people have set to happen: faults, edits, and stages of load. */
import {
  type EditSpec,
  faultTables,
  findPath,
  type LoadSpec,
  type Param,
  type Spec,
  topologyOf,
} from '../../engine/index.ts';
import { instant } from '../clock.ts';
import { write } from '../amounts.ts';
import { exact, factor } from '../figures.ts';
import { setWords } from '../set-words.ts';
import { valueWords } from '../values.ts';
import type { Evidence } from './seen.ts';
import type { Happening } from './symptom.ts';
import { counted, perSec } from './words.ts';

/** Load that grows by less than this factor in a stage is none to speak of. */
const GROWN = 1.2;

/** @param endMs where the run ends: what would come later does not happen */
export function triggersOf(spec: Spec, endMs: number): Happening[] {
  const { faults, edits, clients } = spec;
  return [
    ...faults.flatMap((_, index) => faultHappens(spec, index)),
    ...edits.map((edit, index) => editHappens(spec, edit, index)),
    ...Object.entries(clients).flatMap(([id, { load }]) => stagesOf(id, load)),
  ]
    .filter(({ fromMs }) => fromMs < endMs)
    .sort((a, b) => a.fromMs - b.fromMs);
}

function editHappens(spec: Spec, { at, set, to }: EditSpec, index: number): Happening {
  const value = setWords({ set, to });
  const [kind, id = ''] = findPath(set, spec).path.map(String);
  const fault = kind === 'faults' ? spec.faults[Number(id)] : undefined;
  const on = fault?.on ?? id;
  const isSwitch = set.endsWith('.disabled');
  const what = fault ? `the fault on ${on}` : shortPath(set, id);
  const field = fault && !isSwitch ? `${set.split('.').at(-1)} of ` : '';
  return {
    ...{ kind: 'edit', of: kindOf(spec, on), on, index, fromMs: at, toMs: Infinity },
    text: isSwitch
      ? `somebody switches ${what} ${value}`
      : `somebody sets ${field}${what} to ${value}`,
    evidence: [{ path: `edits[${index}]`, atMs: at, value }],
    clause: '',
  };
}

/** `services.checkout.replicas` → `checkout.replicas`, without the places in lists. */
const shortPath = (path: string, id: string): string =>
  id +
  path
    .replace(/^\w+\./, '')
    .slice(id.length)
    .replace(/"\]/, '')
    .replace(/(steps|patterns|parallel|oneOf|try)\[\d+\]\.?/g, '')
    .replace(/\.disabled$/, '')
    .replace(/\.$/, '');

/** When it is on: edits may switch it on and off. */
function spansOf({ faults, edits }: Spec, index: number): { fromMs: number; toMs: number }[] {
  const { at, for: length, disabled } = faults[index]!;
  const endMs = length === null ? Infinity : at + length;
  const spans: { fromMs: number; toMs: number }[] = [];
  let since = disabled ? null : at;
  for (const edit of edits) {
    if (edit.set !== `faults[${index}].disabled` || edit.at >= endMs) continue;
    if (edit.to === true && since !== null) {
      if (edit.at > since) spans.push({ fromMs: since, toMs: edit.at });
      since = null;
    } else if (edit.to === false) since ??= Math.max(at, edit.at);
  }
  return since === null ? spans : [...spans, { fromMs: since, toMs: endMs }];
}

function faultHappens(spec: Spec, index: number): Happening[] {
  const fault = spec.faults[index]!;
  const { on, share, replicas } = fault;
  const table = [...faultTables.values()].find(({ name }) => Object.hasOwn(fault, name));
  const name = table?.name ?? '';
  const path = `faults[${index}]`;
  const raw = fault[name];
  const amount = amountOf(raw, table?.amount);
  const value = typeof raw === 'number' ? raw : amount;
  const parts = [happens(name, raw) ?? (table?.happens ?? name).replace('{amount}', amount)];
  if (share !== null) parts.push(`for ${write('share', share)} of requests`);
  const all = spec.services[on]?.replicas ?? replicas ?? 0;
  if (replicas !== null) parts.push(`on ${replicas} of ${counted(all, 'replica')}`);
  if (name === 'crash' && hasCache(spec, on)) parts.push('and what it has cached');
  const what = parts.join(' ');
  return spansOf(spec, index).map(({ fromMs, toMs }): Happening => {
    const evidence: Evidence[] = [{ path: `${path}.${name}`, atMs: fromMs, value }];
    if (share !== null) evidence.push({ path: `${path}.share`, atMs: fromMs, value: share });
    if (replicas !== null)
      evidence.push(
        { path: `${path}.replicas`, atMs: fromMs, value: replicas },
        { path: `services.${on}.replicas`, atMs: fromMs, value: all },
      );
    const until = toMs >= spec.duration ? ', to the end' : `, until ${instant(toMs)}`;
    return {
      ...{ kind: 'fault', of: kindOf(spec, on), on, index, fromMs, toMs, evidence },
      text: what + until,
      clause: Object.hasOwn(spec.clients, on)
        ? `the load of ${on} is ${amount} as high`
        : `${on} ${what}`,
    };
  });
}

/** Where an amount turns the sense around, or is a share of something. */
function happens(name: string, amount: unknown): string | null {
  if (name === 'slow' && typeof amount === 'number' && amount < 1)
    return `is ${exact(Number((1 / amount).toFixed(2)))} times faster`;
  if (name === 'crash' && typeof amount !== 'number')
    return `loses ${amountOf(amount, undefined)} of its replicas`;
  return null;
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
  const rated = (n: number): string => ('stages' in load ? perSec(n, 1000) : `${exact(n)} users`);
  let atMs = 0;
  let from = 'from' in staged ? (staged as { from: number }).from : 0;
  return staged.stages.flatMap(({ for: length, to }, i): Happening[] => {
    const [began, before] = [atMs, from];
    atMs += length;
    from = to;
    if (to < before * GROWN || to === before) return [];
    const at = `clients.${id}.load${'stages' in load ? '' : '.users'}`;
    // Where it came from is set as well, but for users, who are none at first.
    const source = i > 0 ? `${at}.stages[${i - 1}].to` : 'stages' in load ? `${at}.from` : null;
    const grows = before > 0 ? `, ${factor(to / before)} as much` : '';
    const what = `${rated(before)} to ${rated(to)}`;
    return [
      {
        ...{ kind: 'stage', of: 'clients', on: id, fromMs: began, toMs: atMs },
        text: `load grows from ${what}${grows}`,
        evidence: [
          { path: `${at}.stages[${i}].to`, atMs: began, value: to },
          ...(source === null ? [] : [{ path: source, atMs: began, value: before }]),
        ],
        clause: `the load of ${id} grows from ${what}`,
      },
    ];
  });
}
