import { Agent } from './model/agent.ts';
import type { Client } from './model/parts/client.ts';
import type { Port } from './model/port.ts';

/** Makes the calls of a script at their times. */
export class ScriptedCalls extends Agent {
  static override readonly refs: readonly string[] = ['client'];
  private readonly client: Client;

  constructor(client: Client) {
    super();
    this.client = client;
  }

  get actsFor(): string {
    return this.client.id;
  }

  override wake(w: Port, _key: number, nth: number): void {
    w.jobs.request(this.client, 0, nth);
  }
}
