/**
 * Rules for names, and whether references exist. Checked on the document as written, so that wrong
 * names are found despite other problems.
 */
import { type CallSite, callsOf, linkId } from './calls.ts';
import { cycleFlaws } from './cycles.ts';
import { oneOf, suggesting } from './names.ts';
import {
  childOf,
  type FaultTable,
  faultTables,
  isMap,
  type Path,
  type Plain,
  printPath,
  SHARES_MAX,
} from '../engine/index.ts';
import { type Flaw, flaw, found } from './problems.ts';

const ID_MAX = 64;
const ID = /^[\p{L}\p{N}_\-./:]+(?: +[\p{L}\p{N}_\-./:]+)*$/u;
/** Names that every JavaScript object has: as an id they would find inherited properties. */
const TAKEN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

type Thing = 'client' | 'service' | 'link';

/** All problems with names in a document. */
export function referenceFlaws(document: unknown): Flaw[] {
  const { sites, flaws } = callsOf(document);
  const clients = keysOf(childOf(document, 'clients'));
  const services = keysOf(childOf(document, 'services'));
  const things = new Map<string, Thing>();
  for (const id of clients) things.set(id, 'client');
  for (const id of services) {
    if (things.has(id))
      flaws.push({
        ...flaw(['services', id], `duplicate id \`${id}\`: a client has it already`),
        key: true,
      });
    things.set(id, 'service');
  }
  for (const [key, ids] of [
    ['clients', clients],
    ['services', services],
  ] as const)
    for (const id of ids) flaws.push(...idFlaws(id, [key, id], true));
  const nearest = suggesting();
  return [
    ...flaws,
    ...tenantFlaws(childOf(document, 'clients')),
    ...sites.flatMap((site) => callFlaws(site, things, services, nearest)),
    ...linkFlaws(sites, things),
    ...faultFlaws(childOf(document, 'faults'), things, nearest),
    ...cycleFlaws(sites),
  ];
}

/** Tenants follow the rules of other names. */
function tenantFlaws(clients: unknown): Flaw[] {
  if (!isMap(clients)) return [];
  return Object.entries(clients).flatMap(([client, spec]) => {
    const tenants = keysOf(childOf(childOf(spec, 'identities'), 'tenants'));
    const path = ['clients', client, 'identities', 'tenants'];
    return tenants.flatMap((name) => idFlaws(name, [...path, name], true));
  });
}

const keysOf = (value: unknown): string[] => (isMap(value) ? Object.keys(value) : []);

function idFlaws(id: string, path: Path, key: boolean): Flaw[] {
  const wanted = (words: string): Flaw[] => [{ path, message: words, key }];
  if (TAKEN.has(id)) return wanted(`\`${id}\` is a reserved name of JavaScript: choose another id`);
  if (id.length > ID_MAX)
    return wanted(`wanted an id of at most ${ID_MAX} characters, found ${id.length}`);
  if (id.includes('->'))
    return wanted('wanted an id without `->`, which separates the ids in link names');
  if (!ID.test(id))
    return wanted(
      `wanted letters, digits, _ - . / : and spaces within, found ${JSON.stringify(id)}`,
    );
  return [];
}

type Nearest = ReturnType<typeof suggesting>;

function callFlaws(
  site: CallSite,
  things: Map<string, Thing>,
  services: readonly string[],
  nearest: Nearest,
): Flaw[] {
  const flaws: Flaw[] = [];
  if (site.name !== null && !site.isProbe)
    flaws.push(...idFlaws(site.name, [...site.path, 'name'], false));
  if (things.get(site.to) === 'service') return flaws;
  const client = things.get(site.to) === 'client';
  const words = client
    ? `\`${site.to}\` is a client: only services can be called`
    : noSuch('service', site.to, services, nearest);
  return [...flaws, flaw(site.isProbe ? site.path : [...site.path, 'call'], words)];
}

function noSuch(what: string, name: string, known: readonly string[], nearest: Nearest): string {
  const near = nearest(name, known);
  const meant = near === null ? `wanted ${oneOf(known)}` : `did you mean \`${near}\`?`;
  return `there is no ${what} ${found(name)}; ${meant}`;
}

/** Registers each link; a `name` distinguishes two with the same id. */
function linkFlaws(sites: readonly CallSite[], things: Map<string, Thing>): Flaw[] {
  const first = new Map<string, CallSite>();
  return sites.flatMap((site): Flaw[] => {
    const id = linkId(site);
    const other = first.get(id);
    const key = site.isProbe ? [] : [site.name === null ? 'call' : 'name'];
    if (other) {
      const where = printPath(other.path);
      const fix = site.isProbe
        ? 'name it once'
        : site.name === null
          ? 'give this call a `name`'
          : 'choose another name';
      return [
        flaw([...site.path, ...key], `duplicate link \`${id}\`: the first is at ${where}; ${fix}`),
      ];
    }
    first.set(id, site);
    const thing = things.get(id);
    if (thing !== undefined)
      return [flaw([...site.path, ...key], `duplicate id \`${id}\`: a ${thing} has it already`)];
    things.set(id, 'link');
    return [];
  });
}

function faultFlaws(faults: unknown, things: ReadonlyMap<string, Thing>, nearest: Nearest): Flaw[] {
  if (!Array.isArray(faults)) return [];
  const known = [...things.keys()];
  const shared = faults.filter((fault) => (childOf(fault, 'share') ?? null) !== null).length;
  if (shared > SHARES_MAX) {
    const message = `wanted at most ${SHARES_MAX} faults with a share, found ${shared}`;
    return [flaw(['faults'], message)];
  }
  return faults.flatMap((fault: unknown, index): Flaw[] => {
    const on = childOf(fault, 'on');
    if (!isMap(fault) || typeof on !== 'string') return [];
    const path = ['faults', index, 'on'];
    const thing = things.get(on);
    if (thing === undefined)
      return [flaw(path, noSuch('client, service or link', on, known, nearest))];
    const table = tableOf(fault);
    if (!table || table.on.includes(thing)) return [];
    return [
      flaw(path, `\`${table.name}\` hits a ${table.on.join(' or ')}, \`${on}\` is a ${thing}`),
    ];
  });
}

const tableOf = (fault: Plain): FaultTable | undefined =>
  Object.keys(fault)
    .map((key) => faultTables.get(key))
    .find((table) => table !== undefined);
