/**
 * The schema of a scenario: what may stand where, and what it is when left out. What it reads is a
 * spec but for its edits, which can only be read against that spec. A spec is itself a valid
 * document, and reading it changes nothing.
 */
import {
  type ClientSpec,
  type QueueSpec,
  type ServiceSpec,
  type Spec,
  world,
} from '../engine/index.ts';
import {
  failed,
  ids,
  list,
  map,
  once,
  or,
  orEmpty,
  reader,
  type Schema,
  structural,
  andThen,
} from './kit.ts';
import { choice, flag, ranged, text } from './leaves.ts';
import { faultSchema } from './faults.ts';
import { COUNTS } from './limits.ts';
import { loadSchema } from './load.ts';
import { found } from './problems.ts';
import { spread } from './spread.ts';
import { serviceStack, stepsSchema } from './steps.ts';

/** An edit before it is read against the spec. */
export interface RawEdit {
  at: number;
  set: string;
  to: unknown;
}

export type Scenario = Omit<Spec, 'edits'> & { edits: RawEdit[] };

export const clientSchema = once((): Schema<ClientSpec> =>
  map<ClientSpec>({
    load: loadSchema(),
    instances: or(ranged(world.client.instances, false), () => 1),
    steps: stepsSchema(),
  }),
);

const queueSchema = once((): Schema<QueueSpec> =>
  map<QueueSpec>({
    capacity: or(ranged(world.queue.capacity, false), () => world.queue.capacity.default),
    order: or(choice(world.queue.order), () => world.queue.order.default),
    timeout: or(ranged<number | null>(world.queue.timeout, false), () => null),
  }),
);

export const serviceSchema = once((): Schema<ServiceSpec> => {
  const { service } = world;
  // Left out is told apart from 0: only one of the two may be there.
  type Raw = Omit<ServiceSpec, 'work' | 'steps'> & {
    work: ServiceSpec['work'] | null;
    steps: ServiceSpec['steps'] | null;
  };
  const schema = map<Raw>({
    replicas: or(ranged<number>(service.replicas, false), () => service.replicas.default),
    threads: or(ranged<number>(service.threads, false), () => service.threads.default),
    cores: or(ranged<number | null>(service.cores, false), () => null),
    async: or(structural(flag(service.async.help, false)), () => false),
    queue: orEmpty(queueSchema()),
    errors: or(ranged<number>(service.errors, false), () => 0),
    permanentErrors: or(ranged<number>(service.permanentErrors, false), () => 0),
    work: or<Raw['work']>(spread('Short for one work step.'), () => null),
    steps: or<Raw['steps']>(stepsSchema(), () => null),
    patterns: or(serviceStack(), () => []),
  });
  return andThen(schema, ({ work, steps, patterns, ...rest }) => {
    if (work !== null && steps !== null)
      return failed([], 'wanted work or steps, found both: `work` is short for one work step');
    const total = rest.errors + rest.permanentErrors;
    if (total > 1 + 1e-12)
      return failed(
        ['permanentErrors'],
        `wanted errors + permanentErrors of at most 1, found ${total}`,
      );
    return { value: { ...rest, ...(steps ? { steps } : { work: work ?? 0 }), patterns } };
  });
});

const version: Schema<1> = reader<1>(
  (raw) => (raw === 1 ? { value: 1 } : failed([], `wanted 1, found ${found(raw)}`)),
  { json: { const: 1, description: 'The version of the format.' } },
);

const editSchema = (): Schema<RawEdit> =>
  map<RawEdit>({
    at: ranged<number>({ ...world.fault.at, help: 'When the change is made.' }, false),
    set: text('The path of what changes: `services.api.replicas`.', 2000),
    to: reader((raw) => ({ value: raw }), {
      json: { description: 'What it is from then on, written as in the scenario.' },
    }),
  });

export const scenarioSchema = once((): Schema<Scenario> => {
  const schema = map<Scenario & { $schema: unknown }>({
    $schema: or(
      reader((raw) => ({ value: raw }), { json: { type: 'string' } }),
      () => null,
    ),
    version: or(version, () => 1),
    title: or(text('A name for people.'), () => ''),
    summary: or(text('What it shows, in a sentence or two.'), () => ''),
    seed: or(text('A number or text: the same seed gives the same run.', 256), () => '1'),
    duration: ranged<number>(world.run.duration, false),
    warmup: or(ranged<number>(world.run.warmup, false), () => 0),
    clients: or(ids(clientSchema(), COUNTS.clients, 'clients'), () => ({})),
    services: or(ids(serviceSchema(), COUNTS.services, 'services'), () => ({})),
    faults: or(list(faultSchema(), { max: COUNTS.faults }), () => []),
    edits: or(list(editSchema(), { max: COUNTS.edits }), () => []),
  });
  return andThen(schema, ({ $schema: _ignored, ...scenario }) =>
    scenario.warmup < scenario.duration
      ? { value: scenario }
      : failed(['warmup'], 'wanted less than the duration: nothing would be counted'),
  );
});
