/** What a replica may be asked, in this order: has it started, does it live, is it ready? */
export const PROBES = ['startup', 'liveness', 'readiness'] as const;
export const STARTUP = 0;
export const LIVENESS = 1;
export const READINESS = 2;
export type ProbeName = (typeof PROBES)[number];
