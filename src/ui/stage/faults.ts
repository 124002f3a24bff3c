/** Faults in words: "slow ×5", "delay 200 ms on 30 %", "slow ×10 on 1 of 20". */
import { faultTables } from '../../engine/signs.ts';
import type { FaultSpec, Spec } from '../../engine/index.ts';
import { duration, percent, words as spaced } from '../kit/format.ts';

function amountOf(kind: string, amount: unknown): string {
  const share = (amount as { share?: number } | null)?.share;
  if (typeof share === 'number') return percent(share);
  if (typeof amount !== 'number') return '';
  if (kind === 'countOrShare') return `${amount} ${amount === 1 ? 'replica' : 'replicas'}`;
  if (kind === 'factor') return `×${amount}`;
  if (kind === 'ms') return duration(amount);
  return kind === 'share' ? percent(amount) : String(amount);
}

/** The table of its kind. */
export const faultTableOf = (fault: FaultSpec) =>
  [...faultTables.values()].find(({ name }) => Object.hasOwn(fault, name));

/** @param instances replicas of its target */
export function faultWords(fault: FaultSpec, instances: number): string {
  const table = faultTableOf(fault);
  if (!table) return 'fault';
  const { name, amount } = table;
  const parts = [spaced(name), amountOf(amount.kind, fault[name])];
  if (fault.share !== null) parts.push(`on ${percent(fault.share)}`);
  if (fault.replicas !== null) parts.push(`on ${fault.replicas} of ${instances}`);
  return parts.filter((part) => part !== '').join(' ');
}

export const isOn = ({ at, for: length, disabled }: FaultSpec, atMs: number): boolean =>
  !disabled && at <= atMs && (length === null || atMs < at + length);

const onIt = ({ faults }: Spec, id: string, atMs: number): FaultSpec[] =>
  faults.filter((fault) => fault.on === id && isOn(fault, atMs));

/** Active faults on the target; '' if there are none. */
export const afflictions = (spec: Spec, id: string, atMs: number): string =>
  onIt(spec, id, atMs)
    .map((fault) => faultWords(fault, spec.services[id]?.replicas ?? 1))
    .join(', ');

/** Number of affected replicas, from the first, if not all are affected. */
export const hitReplicas = (spec: Spec, id: string, atMs: number): number =>
  Math.max(0, ...onIt(spec, id, atMs).map(({ replicas }) => replicas ?? 0));
