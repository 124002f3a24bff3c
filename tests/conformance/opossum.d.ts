/** What the tests use of opossum, which comes without types. */
declare module 'opossum' {
  export default class CircuitBreaker {
    constructor(action: (call: number) => Promise<unknown>, options: object);
    fire(call: number): Promise<unknown>;
    shutdown(): void;
    readonly closed: boolean;
    readonly opened: boolean;
    readonly halfOpen: boolean;
    readonly pendingClose: boolean;
    readonly stats: Readonly<Record<string, number>>;
    readonly semaphore: { readonly count: number };
  }
}
