/** Suspicious numbers: limits that limit nothing, or are not reached; fractions as percentages. */
import { type Param, type Table, versionOf } from '../../engine/tables.ts';
import type { Finding } from './finding.ts';
import { type Layer, type Link, mostBelow, type System } from './system.ts';

/** A bulkhead that allows more calls than the callee has threads. */
function wide({ spec, to }: System, link: Link, layer: Layer): Finding[] {
  const { concurrency } = layer.nature;
  const { threads, replicas, async } = spec.services[link.to]!;
  // An async callee needs no thread while it awaits calls.
  if (concurrency === undefined || async) return [];
  const most = mostBelow(layer, link.callers);
  const there = threads * replicas;
  if (most <= there) return [];
  const each = most === concurrency ? '' : ` (${concurrency} × ${link.callers} callers)`;
  const others = to(link.to).length > 1 ? ', and others call it, too' : '';
  return [
    {
      rule: 'bulkhead-too-wide',
      path: layer.path,
      message: `allows ${most} concurrent calls${each}; ${link.to} has ${there} threads` + others,
      figures: { most, threads: there },
      why:
        'The callee is saturated before this limit rejects a call, so only the callee’s queue ' +
        'bounds the load.',
    },
  ];
}

/** A maximum that others of its values keep a pattern from reaching. */
function vain({ nature: { inVain, concurrency = NaN }, params, path }: Layer): Finding[] {
  if (!inVain) return [];
  const { param, why } = inVain;
  const value = Number(params[param]);
  return [
    {
      rule: 'limit-not-reached',
      path: `${path}.${param}`,
      message: `${param} is ${value}, but at most ${concurrency} calls run at once`,
      figures: { value, most: concurrency },
      why,
    },
  ];
}

/** A percentage of 1 or less is probably meant as a fraction. */
function tiny(table: Table, values: Record<string, unknown>, path: string): Finding[] {
  return Object.entries(table).flatMap(([key, param]: [string, Param]): Finding[] => {
    const value = values[key];
    const here = `${path}.${key}`;
    if (param.kind === 'group' && typeof value === 'object' && value !== null)
      return tiny(param.of, value as Record<string, unknown>, here);
    if (param.kind !== 'percent' || typeof value !== 'number' || value <= 0 || value > 1) return [];
    const percent = Number((value * 100).toPrecision(12));
    return [
      {
        rule: 'share-as-percentage',
        path: here,
        message: `${value} is ${value} %, as in the library; write ${percent} if that was meant`,
        figures: { value },
        why: 'The library’s parameter is a percentage: write 50 or 50%, not 0.5.',
      },
    ];
  });
}

const alone = (layer: Layer): Finding[] => [
  ...vain(layer),
  ...tiny(versionOf(layer)?.variant.params ?? {}, layer.params, layer.path),
];

export const figureAdvice = (system: System): Finding[] => [
  ...system.links.flatMap((link) =>
    link.layers.flatMap((layer) => [...wide(system, link, layer), ...alone(layer)]),
  ),
  ...Object.keys(system.spec.services).flatMap((id) =>
    system.ownLayers(id).flatMap((layer) => alone(layer)),
  ),
];
