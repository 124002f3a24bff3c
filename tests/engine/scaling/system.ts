/** A small system with an autoscaler, and what became of it. */
import type { RunResult } from '../../../src/engine/index.ts';

/** A service whose every request holds a thread for a second. */
export const system = (load: string, api: string, rest = '', duration = '600s'): string => `
duration: ${duration}
clients: { web: { load: ${load}, steps: [{ call: api }] } }
services: { api: { work: 1s, ${api} } }
${rest}`;

/** `15 s: 4 → 8`, as the autoscaler decided. */
export const changes = ({ decisions }: RunResult): string[] =>
  decisions
    .filter(({ by, on }) => by === 'autoscale' && on === 'api')
    .map(({ atMs, from, to }) => `${atMs / 1000} s: ${from} → ${to}`);

export const reasons = ({ decisions }: RunResult): string[] => decisions.map(({ why }) => why);

/** So many threads are always in hand, as long as there are so many. */
export const busy = (threads: number): string => `{ users: ${threads} }`;
export const hpa = (rest = ''): string =>
  `replicas: 4, threads: 10, autoscale: { like: hpa, max: 100, metrics: [{ utilization: 50% }]${
    rest === '' ? '' : `, ${rest}`
  } }`;
