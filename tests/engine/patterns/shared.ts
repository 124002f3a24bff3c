/** Patterns under a shared name, and two callees behind one of them. */
export const POOL = 'scope: { shared: pool }';

/** Two callees behind one pattern. */
export const two = (pattern: string, more = '') => `
duration: 20s
clients:
  web:
    load: { rate: 60/s }
    steps:
      - call: a
        patterns: [{ timeout: { after: 80ms } }, ${pattern}]
      - call: b
        patterns: [${pattern}, { timeout: { after: 70ms } }, { retry: {} }]
services:
  a: { threads: 4, work: { exponential: 20ms }, errors: 10% }
  b: { threads: 4, work: { exponential: 20ms }, errors: 10% }
${more}`;

export const BULKHEAD = `{ bulkhead: { maxConcurrentCalls: 2, maxWaitDuration: 30ms, ${POOL} } }`;
export const BREAKER = `{ circuitBreaker: { like: count, failures: 5, openFor: 1s, ${POOL} } }`;
