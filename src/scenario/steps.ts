/** Schema of steps; a step's key says which kind it is. */
import { type CallSpec, isMap, type StepSpec, world } from '../engine/index.ts';
import {
  choose,
  failed,
  list,
  map,
  once,
  or,
  parse,
  type Reading,
  reader,
  type Schema,
  andThen,
} from './kit.ts';
import { balanceSchema } from './balance.ts';
import { COUNTS } from './limits.ts';
import { ranged, text } from './leaves.ts';
import { elsewhere } from './layers.ts';
import { unknownName } from './names.ts';
import { type Flaw, flaw, found } from './problems.ts';
import { inCall as envoy } from './spellings/envoy.ts';
import { inCall as istio } from './spellings/istio.ts';
import { spread } from './spread.ts';
import { listOrPreset } from './presets.ts';
import { fallbackSchema, type StackOptions, stackSchema } from './stack.ts';

const KINDS = ['work', 'call', 'parallel', 'oneOf', 'read', 'write'] as const;
type Kind = (typeof KINDS)[number];

const ID_MAX = 64;
const ROW_MAX = 64;

/** An id; whether it exists is checked later. */
export const idSchema = (help: string): Schema<string> => text(help, ID_MAX);

const work = once(() => spread(world.spreads.work));

export const stepsSchema = once((): Schema<StepSpec[]> =>
  list(stepSchema(), { max: COUNTS.steps }),
);

const stepSchema = once((): Schema<StepSpec> =>
  choose<StepSpec, Kind>(
    () => ({
      work: map<{ work: StepWork }>({ work: work() }),
      call: callSchema(),
      parallel: map({ parallel: list(branchSchema(), { min: 1, max: COUNTS.branches }) }),
      oneOf: map({ oneOf: choices() }),
      read: map({ read: text('Row whose version is read.', ROW_MAX) }),
      write: map({
        write: text('Row to write if its version is unchanged.', ROW_MAX),
      }),
    }),
    kindOf,
    { name: 'step' },
  ),
);
type StepWork = Extract<StepSpec, { work: unknown }>['work'];

function kindOf(raw: unknown): Kind | { flaws: Flaw[] } {
  const wanted = `wanted a step: ${KINDS.join(', ')}`;
  if (!isMap(raw)) return failed([], `${wanted}; found ${found(raw)}`);
  const kinds = KINDS.filter((kind) => Object.hasOwn(raw, kind));
  const [kind, second] = kinds;
  if (second) return failed([], `wanted one kind of step, found ${kinds.join(' and ')}`);
  if (kind) return kind;
  const key = Object.keys(raw)[0];
  if (key === undefined) return failed([], `${wanted}; found nothing`);
  return { flaws: [{ ...flaw([key], unknownName(key, KINDS, 'step')), key: true }] };
}

type Branch = StepSpec | { steps: StepSpec[] };

/** A branch of `parallel`: one step, or several in order. */
const branchSchema = (): Schema<Branch> =>
  choose<Branch, 'steps' | 'step'>(
    () => ({ steps: map<{ steps: StepSpec[] }>({ steps: stepsSchema() }), step: stepSchema() }),
    (raw) => (isMap(raw) && 'steps' in raw ? 'steps' : 'step'),
    { name: 'branch' },
  );

type Choice = { weight: number; steps: StepSpec[] };

function choices(): Schema<Choice[]> {
  const choice = map<Choice>({
    weight: ranged(world.call.weight, false),
    // Steps contain choices that contain steps: created on first use.
    steps: later(stepsSchema),
  });
  return andThen(list(choice, { min: 1, max: COUNTS.branches }), (value) =>
    value.some(({ weight }) => weight > 0)
      ? { value }
      : failed([], 'wanted a weight above 0 in at least one branch'),
  );
}

/** A schema that is made when first used. */
const later = <T>(schema: () => Schema<T>): Schema<T> =>
  choose<T, 'only'>(
    () => ({ only: schema() }),
    () => 'only',
  );

const OPTIONS: Omit<StackOptions, 'call'> = { place: 'link', lenient: false };

/** A call, with its stack and fallback. */
export const callSchema = once((): Schema<CallSpec> => callWith(OPTIONS));

function callWith(base: Omit<StackOptions, 'call'>): Schema<CallSpec> {
  const options: StackOptions = { ...base, call: callSchema };
  const fallback = fallbackSchema(options);
  const none: Schema<CallSpec['fallback']> = choose<CallSpec['fallback'], 'none' | 'some'>(
    () => ({ none: reader(() => ({ value: null }), { json: { type: 'null' } }), some: fallback }),
    (raw) => (raw === null ? 'none' : 'some'),
  );
  const name: Schema<string | null> = reader(
    (raw): Reading<string | null> => (raw === null ? { value: null } : parse(idSchema(''), raw)),
    { json: { type: ['string', 'null'], maxLength: ID_MAX, description: NAME } },
  );
  const schema = map<CallSpec>(
    {
      call: idSchema('Service to call.'),
      latency: or(spread(world.spreads.latency), () => 0),
      connect: or(spread(world.spreads.connect), () => 0),
      balance: or<CallSpec['balance']>(balanceSchema(), () => null),
      patterns: or(listOrPreset(stackSchema(options)), () => []),
      fallback: or(none, () => null),
      times: or(ranged(world.call.times, false), () => 1),
      name: or(name, () => null),
    },
    { elsewhere, spellings: { ...envoy, ...istio } },
  );
  return andThen(schema, (value) => {
    const index = value.patterns.findIndex((entry) => Object.hasOwn(entry, 'fallback'));
    if (value.fallback === null || index < 0) return { value };
    const message = `this call has a fallback in patterns[${index}] already; keep one of the two`;
    return failed(['fallback'], message);
  });
}

const NAME = 'Id of the link. Set it if another call is already `caller->callee`.';

/** A stack of a link by itself. */
export const linkStack = once(() => ofLink(false));

/** One alone, for a replay, which runs what only a library would reject. */
export const lenientStack = once(() => ofLink(true));

/** A service's stack is in front of its queue. */
export const serviceStack = once(() =>
  stackSchema({ place: 'service', lenient: false, call: callSchema }),
);

const ofLink = (lenient: boolean): ReturnType<typeof stackSchema> =>
  stackSchema({ place: 'link', lenient, call: callSchema });
