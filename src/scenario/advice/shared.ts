/** Shared patterns: names that stand alone, and pools that can wait for themselves. */
import { layersIn, sharedName, type SpecLayer, topologyOf } from '../../engine/tables.ts';
import type { Finding } from './finding.ts';
import { grouped, type Link, type System } from './system.ts';

/** A name that is used once: probably misspelled. */
function alone({ spec }: System): Finding[] {
  const named = new Map<string, SpecLayer[]>();
  for (const layer of layersIn(topologyOf(spec))) {
    const name = sharedName(layer.params);
    if (name !== null) named.set(name, [...(named.get(name) ?? []), layer]);
  }
  return [...named].flatMap(([name, [first, ...others]]): Finding[] =>
    others.length > 0
      ? []
      : [
          {
            rule: 'shared-alone',
            path: `${first!.path}.scope`,
            message: `nothing else shares ${name}`,
            figures: {},
            why: 'One entry of a name shares its state with nobody. Is the name right?',
          },
        ],
  );
}

interface Pool {
  name: string;
  concurrency: number;
  link: Link;
  path: string;
}

/** Bulkheads under a shared name, on links. */
const poolsOf = ({ links }: System): Pool[] =>
  links.flatMap((link) =>
    link.layers.flatMap(({ params, path, nature: { concurrency } }): Pool[] => {
      const name = sharedName(params);
      return name === null || concurrency === undefined ? [] : [{ name, concurrency, link, path }];
    }),
  );

/** Links that calls to a service lead to, however far on. */
function beyond({ links }: System, id: string): Set<Link> {
  const from = grouped(links, (link) => link.from);
  const found = new Set<Link>();
  const ways = [id];
  for (let here = ways.pop(); here !== undefined; here = ways.pop())
    for (const link of from.get(here) ?? []) {
      if (found.has(link)) continue;
      found.add(link);
      ways.push(link.to);
    }
  return found;
}

/** Calls that hold a place of a pool while calls further on need one, too. */
function within(system: System): Finding[] {
  const told = new Set<string>();
  const pools = poolsOf(system);
  return pools.flatMap(({ name, concurrency, link, path }): Finding[] => {
    const after = told.has(name) ? null : beyond(system, link.to);
    const inner = pools.find((other) => other.name === name && after?.has(other.link));
    if (!inner) return [];
    told.add(name);
    const itself = inner.link === link ? 'another call over it' : inner.link.id;
    return [
      {
        rule: 'pool-within-itself',
        path,
        message:
          `${link.id} holds a place of ${name} while ${itself} needs another one; ` +
          `there are ${concurrency}`,
        figures: { most: concurrency },
        why:
          'Once outer calls hold all places, inner ones wait for places that only they could ' +
          'free: a deadlock, until timeouts end it. Give the inner calls a pool of their own.',
      },
    ];
  });
}

export const sharedAdvice = (system: System): Finding[] => [...alone(system), ...within(system)];
