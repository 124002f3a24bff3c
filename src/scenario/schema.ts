/**
 * The schema of a scenario: its structure and defaults. It reads a spec without its edits, which
 * must be read against that spec. A spec is itself a valid document, and reading it changes
 * nothing.
 */
import {
  type ClientSpec,
  type QueueSpec,
  type ServiceSpec,
  type Spec,
  type Table,
  world,
} from '../engine/index.ts';
import {
  failed,
  ids,
  list,
  map,
  nodeOf,
  once,
  or,
  orEmpty,
  parse,
  type Reading,
  reader,
  type Schema,
  structural,
  andThen,
} from './kit.ts';
import { choice, choiceOrNull, flag, ranged, text } from './leaves.ts';
import { autoscaleSchema } from './autoscale.ts';
import { balanceSchema } from './balance.ts';
import { ejectionSchema } from './ejection.ts';
import { faultSchema } from './faults.ts';
import { identitiesSchema } from './identities.ts';
import { COUNTS, LIMITS } from './limits.ts';
import { elsewhere } from './layers.ts';
import { loadSchema } from './load.ts';
import { notesShape, type RawNotes } from './notes.ts';
import { shapeOf } from './params.ts';
import { probesSchema } from './probes.ts';
import { found } from './problems.ts';
import { editSchema, type RawEdit } from './raw-edit.ts';
import * as envoy from './spellings/envoy.ts';
import * as istio from './spellings/istio.ts';
import * as k6 from './spellings/k6.ts';
import * as locust from './spellings/locust.ts';
import { spread } from './spread.ts';
import { serviceStack, stepsSchema } from './steps.ts';

/** A scenario before its edits and variants are read against the spec. */
export type Scenario = Omit<Spec, 'edits'> & { edits: RawEdit[] } & RawNotes;

export const clientSchema = once((): Schema<ClientSpec> => {
  const schema = map<ClientSpec>(
    {
      load: loadSchema(),
      identities: or<ClientSpec['identities']>(identitiesSchema(), () => null),
      instances: or(ranged(world.client.instances, false), () => 1),
      steps: stepsSchema(),
    },
    { elsewhere, spellings: { ...k6.inClient, ...locust.inClient } },
  );
  return andThen(schema, (client) =>
    client.identities?.users != null && 'users' in client.load
      ? failed(
          ['identities', 'users'],
          'wanted no users here: the users of the load have their own identities',
        )
      : { value: client },
  );
});

/** The leaf values of a client or service, with their defaults. */
const plain = (table: Table): Record<string, Schema> => shapeOf(table, { lenient: false });

/** `as`: a table's types are those of the spec, which TypeScript cannot infer. */
const queueSchema = once(() => map(plain(world.queue)) as unknown as Schema<QueueSpec>);

/** None are allowed beside some autoscalers only, which is seen once the whole service is read. */
const replicasSchema = once((): Schema<number> => {
  const { replicas } = world.service;
  const some = ranged<number>(replicas, false);
  const node = nodeOf(ranged<number>({ ...replicas, min: 0 }, false));
  return reader((raw) => (raw === 0 ? { value: 0 } : parse(some, raw)), node);
});

export const serviceSchema = once((): Schema<ServiceSpec> => {
  const { service } = world;
  // Unset differs from 0: only one of the two may be set.
  type Raw = Omit<ServiceSpec, 'work' | 'steps'> & {
    work: ServiceSpec['work'] | null;
    steps: ServiceSpec['steps'] | null;
  };
  type Leaves = { [K in keyof typeof service]: Schema<Raw[K]> };
  const leaves = plain(service) as unknown as Leaves;
  const { threads, cores, contention, errors, permanentErrors, idempotency } = leaves;
  const { startup, coldStart, memory, restart, propagation } = leaves;
  const schema = map<Raw>(
    {
      replicas: or(replicasSchema(), () => service.replicas.default),
      ...{ threads, cores },
      async: or(structural(flag(service.async.help, false)), () => false),
      contention,
      queue: orEmpty(queueSchema()),
      balance: or<ServiceSpec['balance']>(balanceSchema(), () => null),
      ejection: or<ServiceSpec['ejection']>(ejectionSchema(), () => null),
      autoscale: or<ServiceSpec['autoscale']>(autoscaleSchema(), () => null),
      startup,
      coldStart,
      probes: or(probesSchema(), () => null),
      memory,
      restart,
      propagation,
      deadlines: or(choiceOrNull(world.deadlines.service), () => null),
      patterns: or(serviceStack(), () => []),
      work: or<Raw['work']>(spread('Shorthand for a single work step.'), () => null),
      ...{ errors, permanentErrors },
      writes: or(structural(flag(service.writes.help, false)), () => false),
      idempotency,
      steps: or<Raw['steps']>(stepsSchema(), () => null),
    },
    { elsewhere, spellings: { ...envoy.inService, ...istio.inService } },
  );
  const lawful = ({ work, steps, patterns, ...rest }: Raw): Reading<ServiceSpec> => {
    if (work !== null && steps !== null)
      return failed(
        [],
        'wanted work or steps, found both: `work` is shorthand for a single work step',
      );
    if (rest.replicas === 0 && !world.mayBeNone(rest.autoscale))
      return failed(['replicas'], 'wanted 1–1000, found 0');
    if (rest.idempotency !== null && !rest.writes)
      return failed(
        ['idempotency'],
        'wanted `writes: true` beside it: only writes have idempotency keys',
      );
    const total = rest.errors + rest.permanentErrors;
    if (total > 1 + 1e-12)
      return failed(
        ['permanentErrors'],
        `wanted errors + permanentErrors of at most 1, found ${total}`,
      );
    return { value: { ...rest, ...(steps ? { steps } : { work: work ?? 0 }), patterns } };
  };
  return andThen(schema, lawful, ({ work, ...rest }) => (work ? { ...rest, work } : rest));
});

const version: Schema<1> = reader<1>(
  (raw) => (raw === 1 ? { value: 1 } : failed([], `wanted 1, found ${found(raw)}`)),
  { json: { const: 1, description: 'Version of the format.' } },
);

export const scenarioSchema = once((): Schema<Scenario> => {
  const schema = map<Scenario & { $schema: unknown }>(
    {
      $schema: or(
        reader((raw) => ({ value: raw }), { json: { type: 'string' } }),
        () => null,
      ),
      version: or(version, () => 1),
      title: or(text('Display name.'), () => ''),
      summary: or(text('What the scenario shows, in one or two sentences.'), () => ''),
      seed: or(text('A number or text. The same seed gives the same run.', LIMITS.seed), () => '1'),
      duration: structural(ranged<number>(world.run.duration, false)),
      warmup: or(structural(ranged<number>(world.run.warmup, false)), () => 0),
      deadlines: or(choice(world.deadlines.scenario), () => world.deadlines.scenario.default),
      clients: or(ids(clientSchema(), COUNTS.clients, 'clients'), () => ({})),
      services: or(ids(serviceSchema(), COUNTS.services, 'services'), () => ({})),
      faults: or(list(faultSchema(), { max: COUNTS.faults }), () => []),
      edits: or(list(editSchema(), { max: COUNTS.edits }), () => []),
      ...notesShape(),
    },
    { elsewhere, spellings: { ...k6.inScenario, ...locust.inScenario, ...istio.inScenario } },
  );
  return andThen(schema, ({ $schema: _ignored, ...scenario }) =>
    scenario.warmup < scenario.duration
      ? { value: scenario }
      : failed(['warmup'], 'wanted less than the duration: nothing would be counted'),
  );
});
