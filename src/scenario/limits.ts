/** Limits on a scenario's text and data. */
export const LIMITS = {
  /** A scenario of 500 services has about 300 kB. */
  characters: 1_000_000,
  lexemes: 200_000,
  /** Steps nest 32 deep, with four levels of lists and maps each. */
  depth: 200,
  /** Columns of indentation: a block is at least one column deeper than the one around it. */
  indent: 400,
  /** Lines such as `%YAML 1.2`. */
  directives: 10,
  /** Characters of a seed. */
  seed: 256,
  /** Characters of a variant's name. */
  name: 100,
  /** Values after alias expansion. */
  nodes: 200_000,
  /** The same of all variants together, each with the whole scenario. */
  variants: 400_000,
} as const;

export const TOO_DEEP = `wanted lists and maps at most ${LIMITS.depth} deep`;

/** Maximum per list or map. */
export const COUNTS = {
  clients: 500,
  services: 500,
  steps: 1000,
  branches: 1000,
  stages: 1000,
  faults: 1000,
  edits: 1000,
  variants: 100,
  changes: 1000,
  tenants: 1000,
  /** Nesting of steps. */
  nesting: 32,
} as const;

/**
 * Maximum totals: each item costs time and memory before the run starts, about 10 µs and 1 kB per
 * pattern instance.
 */
export const TOTALS = {
  replicas: 20_000,
  instances: 20_000,
  users: 2_000_000,
  links: 5000,
  patternInstances: 100_000,
} as const;

/** The name that a scenario itself has among its variants. */
export const BASE = 'base';
