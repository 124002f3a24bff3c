/**
 * An edit of any number in any table, in mid-run. Read from the tables, with random parameters
 * beside the one that is edited, so that it matters: whatever makes a difference from the start on
 * must make one later, too.
 */
import { expect, test } from 'vitest';
import { createRun, type EditSpec, type Spec } from '../../../src/engine/index.ts';
import { type Param, patternTables, type Table } from '../../../src/engine/tables.ts';
import { edited, editOf } from '../../../src/scenario/edits.ts';
import { read } from '../../../src/scenario/read.ts';
import { drawn } from '../../always.ts';
import { type Chance, chances } from '../../fuzz/chance.ts';
import { pattern } from '../../fuzz/patterns.ts';
import { full } from '../../full.ts';

const RUNS = full ? 4000 : 2500;
/** Random parameters of each library that are tried, more only where an edit did nothing yet. */
const DRAWS = full ? 40 : 7;
/** Others that it is edited to, each time. */
const TRIES = 3;
const EDIT_MS = 400;
const ON_THE_WAY_MS = 1300;

type Values = Record<string, unknown>;
const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The numbers that a table names, with their paths inside its values. */
function numbersOf(table: Table, values: Values, path = ''): [string, Param, unknown][] {
  return Object.entries(table).flatMap(([key, param]) => {
    const value = values[key];
    const at = `${path}${key}`;
    const form = param.kind === 'either' ? formOf(param.of, value) : param;
    if (form?.kind === 'list')
      return (value as number[]).map(
        (ms, i) => [`${at}[${i}]`, form.of, ms] as [string, Param, unknown],
      );
    if (form?.kind === 'group') return isMap(value) ? numbersOf(form.of, value, `${at}.`) : [];
    return form && 'min' in form ? [[at, form, value] as [string, Param, unknown]] : [];
  });
}

const formOf = (forms: readonly Param[], value: unknown): Param | undefined =>
  forms.find((form) =>
    form.kind === 'group'
      ? isMap(value) && Object.keys(value).every((key) => key in form.of)
      : form.kind === 'list'
        ? Array.isArray(value)
        : typeof value === 'number' && 'min' in form,
  );

/** Another number in its range; undefined if none was found. */
function another(c: Chance, param: Param, value: unknown): number | undefined {
  if (!('min' in param)) return undefined;
  const now = typeof value === 'number' ? value : (param.begin ?? 10);
  const drawn = c.one([now * 2, now / 2, now * 5, now / 5, now + 1, param.min]);
  const to = param.kind === 'count' ? Math.round(drawn) : drawn;
  return to < param.min || to > param.max || to === value ? undefined : to;
}

interface Case {
  name: string;
  /** The pattern with its parameters. */
  entry: Values;
  /** Where it stands. */
  at: string;
  document: object;
}

/** A pattern with random parameters, before a service that is slow for a while. */
function slowed(c: Chance): Case {
  const onService = c.happens(0.2);
  const entry = pattern(c, ['api'], onService);
  const limit = { timeout: { after: 40 } };
  const patterns = onService ? [limit] : [entry, limit];
  const own = onService ? { patterns: [entry] } : {};
  const document = {
    ...{ version: 1, duration: 3000, seed: String(c.below(1e6)) },
    clients: {
      c: {
        load: { rate: 60 },
        identities: { users: 9 },
        steps: [{ call: 'api', latency: 1, connect: 1, patterns }],
      },
    },
    services: {
      api: { threads: 2, work: { exponential: 20 }, errors: 0.15, queue: { capacity: 20 }, ...own },
    },
    faults: [{ at: 1000, for: 1200, on: 'api', slow: 3 }],
  };
  const at = onService ? 'services.api.patterns[0]' : 'clients.c.steps[0].patterns[0]';
  return { name: Object.keys(entry)[0]!, entry, at, document };
}

/** Parameters that differ in their numbers only have the same paths. */
const shapeOf = ({ entry, at }: Case): string =>
  `${at} ${JSON.stringify(entry).replace(/\d+(\.\d+)?/g, '0')}`;

/** What a pattern's parameters are in a spec. */
function valuesOf({ clients, services }: Spec, at: string, name: string): Values {
  const [step] = clients['c']!.steps;
  const onLink = step && 'call' in step ? step.patterns : [];
  const [entry] = at.startsWith('services') ? services['api']!.patterns : onLink;
  return { ...entry![name] };
}

/** Digests on the way and at the end, as far as somebody asks. */
function* digestsOf(spec: Spec, ...edits: EditSpec[]): Generator<string> {
  const run = createRun({ ...structuredClone(spec), edits });
  for (const untilMs of [ON_THE_WAY_MS, undefined]) {
    run.advance(untilMs);
    yield run.digest;
  }
}

/** Whether what follows differs; a digest that differs once does so to the end. */
function differs(from: readonly string[], digests: Iterable<string>): boolean {
  let i = 0;
  for (const digest of digests) if (digest !== from[i++]) return true;
  return false;
}

test('an edit of any number changes something, in mid-run as from the start', () => {
  const draws = new Map<string, number>();
  /** By table and path: does another value change anything from the start, and by an edit? */
  const numbers = new Map<string, { early: boolean; later: boolean }>();
  /** By shape: its numbers. What is done with stays so. */
  const shapes = new Map<string, Set<string>>();
  for (const c of drawn(RUNS, chances)) {
    const one = slowed(c);
    const { name, at } = one;
    const version = `${name} ${String((one.entry[name] as Values)['like'] ?? 'plain')}`;
    draws.set(version, (draws.get(version) ?? 0) + 1);
    const isDone = (id: string): boolean => {
      const { early, later } = numbers.get(id)!;
      return later || (draws.get(version)! > DRAWS && !early);
    };
    const known = shapes.get(shapeOf(one));
    if (known && [...known].every(isDone)) continue;
    const { spec } = read(JSON.stringify(one.document));
    if (!spec) continue;
    const ids = new Set<string>();
    shapes.set(shapeOf(one), ids);
    const values = valuesOf(spec, at, name);
    const { params } = patternTables.get(name)!.variants[String(values['like'] ?? 'plain')]!;
    let plain: string[] | null = null;
    for (const [path, param, value] of numbersOf(params, values)) {
      const id = `${version} ${path}`;
      const found = numbers.get(id) ?? { early: false, later: false };
      numbers.set(id, found);
      ids.add(id);
      if (isDone(id)) continue;
      for (let tries = 0; tries < TRIES && !found.later; tries++) {
        const to = another(c, param, value);
        if (to === undefined) continue;
        const raw = param.kind === 'percent' ? `${to}%` : to;
        const { edit } = editOf(spec, { at: EDIT_MS, set: `${at}.${name}.${path}`, to: raw });
        if (!edit) continue;
        plain ??= [...digestsOf(spec)];
        found.later = differs(plain, digestsOf(spec, edit));
        if (!found.later) found.early ||= differs(plain, digestsOf(edited(spec, [edit])));
      }
    }
  }
  const inVain = [...numbers].filter(([, { early, later }]) => early && !later);
  expect(inVain.map(([id]) => id)).toEqual([]);
  // Nearly all of them matter in one of these runs.
  const matter = [...numbers.values()].filter(({ later }) => later).length;
  expect(matter).toBeGreaterThan(180);
});
