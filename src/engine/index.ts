/** The door of the engine for everyone but pages, which use tables.ts. */
export type * from './spec.ts';
export * from './tables.ts';
