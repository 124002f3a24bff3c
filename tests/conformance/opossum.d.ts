/** What the tests use of opossum, which comes without types. */
declare module 'opossum' {
  export default class CircuitBreaker<A = number> {
    constructor(action: (of: A) => Promise<unknown>, options: object);
    fire(of: A): Promise<unknown>;
    shutdown(): void;
    readonly closed: boolean;
    readonly opened: boolean;
    readonly halfOpen: boolean;
    readonly pendingClose: boolean;
    readonly stats: Readonly<Record<string, number>>;
    readonly semaphore: { readonly count: number };
  }
}
