/** What a replica may be asked, in this order: has it started, does it live, is it ready? */
export const PROBES = ['startup', 'liveness', 'readiness'] as const;
export type ProbeName = (typeof PROBES)[number];
