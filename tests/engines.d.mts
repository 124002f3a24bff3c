/** A page in a real browser. `evaluate` takes an expression and waits for what it promises. */
export interface Opened {
  version: string;
  goto(url: string): Promise<unknown>;
  evaluate(code: string): Promise<unknown>;
  close(): Promise<void>;
}
export function open(engine: 'chromium' | 'firefox' | 'webkit', url: string): Promise<Opened>;
