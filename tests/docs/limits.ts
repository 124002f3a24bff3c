/** The limits of scenarios and runs, in words. */
import * as limits from '../../src/engine/model/limits.ts';
import { COUNTS, LIMITS, TOTALS } from '../../src/scenario/limits.ts';
import { markdown } from './tables.ts';

const COUNT_WORDS: Readonly<Record<keyof typeof COUNTS, string>> = {
  clients: 'clients',
  services: 'services',
  steps: 'steps in one list',
  branches: 'branches of one `parallel` or `oneOf`',
  stages: 'stages of one load',
  faults: 'faults',
  edits: 'edits',
  variants: 'variants',
  changes: 'changes of one variant',
  tenants: 'tenants of one client',
  nesting: 'levels of steps within steps',
};
const TOTAL_WORDS: Readonly<Record<keyof typeof TOTALS, string>> = {
  replicas: 'replicas of all services together',
  instances: 'instances of all clients together',
  users: 'users of all clients together',
  links: 'links',
  patternInstances: 'instances of all patterns together',
};
const TEXT_WORDS: Readonly<Record<keyof typeof LIMITS, string>> = {
  characters: 'characters of the text',
  lexemes: 'tokens of YAML',
  depth: 'levels of lists and maps',
  indent: 'columns of indentation',
  directives: 'YAML directives',
  seed: 'characters of the seed',
  name: 'characters of the name of a variant',
  nodes: 'values, with aliases expanded',
  variants: 'values in all variants, each with the whole scenario',
};
const { LimitReached: _class, SHARES_MAX, ...RUN } = limits;
const RUN_WORDS: Readonly<Record<keyof typeof RUN, string>> = {
  NESTING_MAX: 'calls around one call',
  IN_FLIGHT_MAX: 'requests, calls, attempts and branches in flight',
  INSTANT_MAX: 'events at one instant of simulated time',
  EVENTS_MAX: 'events in all',
};

function bounds<K extends string>(
  limits: Readonly<Record<K, number>>,
  words: Readonly<Record<K, string>>,
): string {
  const rows = Object.keys(words).map((key) => [
    words[key as K],
    limits[key as K].toLocaleString('en-US'),
  ]);
  return markdown(['what', 'at most'], rows);
}

export const counts = (): string =>
  bounds(
    { ...COUNTS, shares: SHARES_MAX, ...TOTALS },
    { ...COUNT_WORDS, shares: 'faults that hit a `share` of requests', ...TOTAL_WORDS },
  );
export const ofTexts = (): string => bounds(LIMITS, TEXT_WORDS);
export const ofRuns = (): string => bounds(RUN, RUN_WORDS);
