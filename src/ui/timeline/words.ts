/** Faults, edits and layers in a few words, as lanes show them. */
import type { PatternPlace } from '../../engine/metrics/intervals.ts';
import type { Transition } from '../../engine/metrics/metrics.ts';
import type { FaultSpec } from '../../engine/spec.ts';
import { patternSigns } from '../../engine/signs.ts';
import { instant } from '../kit/clock.ts';
import { arrows, write } from '../kit/format.ts';
import { faultTableOf } from '../stage/faults.ts';
import { spaced, valueWords } from '../../analysis/values.ts';

const counted = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

/** `database slow ×5`, `search pause on 1 replica`. */
export function faultWords(fault: FaultSpec): string {
  const table = faultTableOf(fault);
  if (!table) return arrows(fault.on);
  const value = fault[table.name];
  const { kind } = table.amount;
  const isCount = kind === 'countOrShare' && typeof value === 'number';
  const amount = isCount ? counted(value, 'replica') : valueWords(value, table.amount);
  const parts = [
    fault.share === null ? '' : ` on ${write('share', fault.share)} of requests`,
    fault.replicas === null ? '' : ` on ${counted(fault.replicas, 'replica')}`,
    fault.disabled ? ' (disabled)' : '',
  ];
  const what = kind === 'flag' ? '' : ` ${amount}`;
  return `${arrows(fault.on)} ${spaced(table.name)}${what}${parts.join('')}`;
}

/** `60 s to 90 s`. */
export const faultTimes = ({ at, for: lasts }: FaultSpec): string =>
  lasts === null ? `from ${instant(at)} on` : `${instant(at)} to ${instant(at + lasts)}`;

/** What becomes of a fault when this is set; its amount and its switch need no name. */
const FAULT_FIELDS: Readonly<Record<string, string>> = { at: ' start', for: ' length' };

/**
 * `services.checkout.replicas` → `checkout.replicas`; `faults[0].at` → `database slow start`, its
 * amount `database slow`; the switch of a pattern: `checkout.circuit breaker`.
 */
export function pathWords(path: string, faults: readonly FaultSpec[]): string {
  const [, index, field = ''] = /^faults\[(\d+)\]\.(\w+)$/.exec(path) ?? [];
  const fault = index === undefined ? undefined : faults[Number(index)];
  const kind = fault && faultTableOf(fault)?.name;
  if (kind) return `${arrows(fault.on)} ${spaced(kind)}${FAULT_FIELDS[field] ?? ''}`;
  const short = path
    .replace(/^(clients|services)\./, '')
    .replace(/(steps|patterns|parallel|oneOf)\[\d+\]\.?/g, '')
    .replace(/\.$/, '')
    .replace(/(\w+)\.disabled$/, (_, name: string) => spaced(name));
  return short || path;
}

/** `Circuit breaker`. */
export const layerTitle = ({ name }: PatternPlace): string => patternSigns.get(name)?.title ?? name;

export const layerPlace = ({ entity }: PatternPlace): string => arrows(entity);

/** What the lane of a layer is called, as short as can be: `breaker web→api`. */
export const laneName = (place: PatternPlace): string =>
  `${layerTitle(place).split(' ').at(-1)!.toLowerCase()} ${layerPlace(place)}`;

/** `61.2 s, replica 2: closed → open: 53 of the last 100 calls failed`. */
export function transitionWords({ atMs, replica, from, to, why }: Transition): string {
  const who = replica === null ? '' : `, replica ${replica}`;
  return `${instant(atMs)}${who}: ${from} → ${to}${why ? `: ${why}` : ''}`;
}

export interface Tick {
  atMs: number;
  words: string;
  count: number;
}

/** More of one tick's transitions are not listed, only counted. */
const LISTED_MAX = 6;

/** A layer's transitions; those too close to be told apart share a tick. */
export function ticksOfLayer(
  transitions: readonly Transition[],
  { entity, layer, name }: PatternPlace,
  apartMs: number,
): Tick[] {
  const ticks: Tick[] = [];
  const pattern = `${layer}:${name}`;
  for (const transition of transitions) {
    if (transition.link !== entity || transition.pattern !== pattern) continue;
    const last = ticks.at(-1);
    if (last && transition.atMs - last.atMs < apartMs) {
      last.count++;
      if (last.count <= LISTED_MAX) last.words += `\n${transitionWords(transition)}`;
    } else ticks.push({ atMs: transition.atMs, words: transitionWords(transition), count: 1 });
  }
  for (const tick of ticks)
    if (tick.count > LISTED_MAX) tick.words += `\nand ${tick.count - LISTED_MAX} more`;
  return ticks;
}
