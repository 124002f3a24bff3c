/** How a scenario says how replicas are chosen: `random`, or a map with parameters. */
import { type BalanceSpec, isMap, world } from '../engine/index.ts';
import {
  map,
  nodeOf,
  noted,
  once,
  or,
  parse,
  type Reading,
  reader,
  type Schema,
  structural,
  written,
} from './kit.ts';
import { choice } from './leaves.ts';
import { mapOrNull, shapeOf } from './params.ts';

const HELP =
  'How its requests get their replica. A bare word is the policy. Not set: round robin over ' +
  'those that are there.';

const { policy, scope } = world.balance;

/** With `sticky` each replica of a caller has a balancer, and none comes or goes during a run. */
const policySchema = once((): Schema<BalanceSpec['policy']> => {
  const schema = choice(policy);
  const isSticky = (name: unknown): boolean => name === 'sticky';
  return noted(schema, {
    ...nodeOf(schema),
    editable: (before, after) => isSticky(before) === isSticky(after),
  });
});

export const balanceSchema = once((): Schema<BalanceSpec | null> => {
  const leaves = {
    ...shapeOf(world.balance, { lenient: false }),
    policy: or(policySchema(), () => policy.default),
    scope: or(structural(choice(scope)), () => scope.default),
  };
  // `as`: a table's types are those of the spec, which TypeScript cannot infer.
  const whole = mapOrNull(map(leaves) as unknown as Schema<BalanceSpec>, {
    optional: true,
    help: HELP,
  });
  const word = policySchema();
  const read = (raw: unknown): Reading<BalanceSpec | null> => {
    if (raw === null || isMap(raw)) return parse(whole, raw);
    const reading = parse(word, raw);
    return 'value' in reading ? parse(whole, { policy: reading.value }) : reading;
  };
  const write = (value: BalanceSpec | null): unknown => {
    const map = written(whole, value);
    return isMap(map) && Object.keys(map).join() === 'policy' ? map['policy'] : map;
  };
  const { child, keys } = nodeOf(whole);
  return reader(read, {
    forms: [whole, word],
    json: { description: HELP },
    write,
    ...(child && { child }),
    ...(keys && { keys }),
  });
});
