/** The example of the format, with the two services that it calls and leaves out. */
export const EXAMPLE = `version: 1
title: Retry storm
summary: A slow database turns retries into the outage.
seed: 42                         # number or text; default 1
duration: 5m                     # required
warmup: 10s                      # default 0
clients:
  shoppers:
    load: { rate: 400/s }
    instances: 1
    steps:
      - call: checkout
        patterns:                # outermost first
          - timeout: { after: 2s }
          - retry: { maxAttempts: 3, backoff: exponential, base: 100ms, cap: 2s, jitter: full }
services:
  checkout:
    replicas: 3
    threads: 32
    cores: 4
    queue: { capacity: 256, order: fifo, timeout: 1s }
    steps:
      - work: { lognormal: { p50: 5ms, p99: 20ms } }
      - call: payments
        latency: 1ms             # one way, drawn for the request and again for the answer
        patterns:
          - circuitBreaker: { like: resilience4j, slidingWindowSize: 50 }
        fallback: pending
      - parallel:
          - call: reviews
            fallback: empty
          - call: stock
  payments:
    threads: 64
    work: { exponential: 20ms }  # short for one work step
    errors: 0.5%
  reviews: { work: 3ms }
  stock: {}
faults:
  - { at: 60s, for: 30s, on: payments, slow: 10x }
edits:
  - { at: 90s, set: services.checkout.replicas, to: 6 }
`;
