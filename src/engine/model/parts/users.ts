/** Closed load: users who each wait for their outcome, and think before the next request. */
import { grown } from '../../kernel/arrays.ts';
import { Distribution } from '../../distributions/distribution.ts';
import { ARRIVAL, FIRST } from '../../kernel/queue.ts';
import type { Stream } from '../../kernel/random.ts';
import type { LoadSpec } from '../../spec.ts';
import { Agent } from '../agent.ts';
import { layStages, levelAt, type Stage } from './load.ts';
import type { Port } from '../port.ts';

/** Load that is closed. */
export type ClosedLoad = Extract<LoadSpec, { users: unknown }>;

/** What an event is about, if not about a user: the planned number changes. */
const CHANGE = -1;

/** Whose users they are. */
export interface Source {
  readonly id: string;
  request(w: Port, user: number): void;
}

export class Users extends Agent {
  static override readonly refs: readonly string[] = ['client', 'stream', 'think', 'stages'];
  private readonly think = new Distribution(0);
  /** As the spec has it: a number, or by stages. */
  private plan: number | null = null;
  private stages: Stage[] = [];
  /** Iterations after which a user leaves; 0: never. */
  private iterations = 0;
  /** Users who are there; how many were planned; how many of those there are to leave. */
  private present = 0;
  private planned = 0;
  private surplus = 0;
  /** Users who have ever been there: the next one's number; of these, so many have begun. */
  private seen = 0;
  private begun = 0;
  /** By user: iterations done, and the event that ends his thinking (0: he waits). */
  private done = new Float64Array(8);
  private thinking = new Float64Array(8);
  /** The event at which the planned number changes. */
  private due = 0.5;

  private readonly client: Source;
  private readonly stream: Stream;

  constructor(client: Source, stream: Stream) {
    super();
    this.client = client;
    this.stream = stream;
    this.due = 0;
  }

  get actsFor(): string {
    return this.client.id;
  }

  configure({ think, users, iterations }: ClosedLoad): void {
    this.think.set(think);
    this.iterations = iterations ?? 0;
    this.plan = typeof users === 'number' ? users : null;
    this.stages = typeof users === 'number' ? [] : layStages(users.stages, 0);
  }

  /**
   * How many users there should be now, or when that changes next; see `patterns` of k6's ramping-
   * vus.
   */
  private plannedUsers(nowNs: number): number {
    if (this.plan !== null) return this.plan;
    const stage = this.stages.find((s) => nowNs < s.endNs);
    if (!stage) return levelAt(this.stages, nowNs);
    const steps = Math.abs(stage.to - stage.from);
    if (steps === 0) return stage.from;
    const length = stage.endNs - stage.fromNs;
    // The count is k away from its target until `length × k / steps` before the end, whole ns.
    let left = Math.min(steps, Math.floor(((stage.endNs - nowNs) * steps) / length));
    while (left < steps && stage.endNs - Math.floor((length * left) / steps) > nowNs) left++;
    return stage.to - Math.sign(stage.to - stage.from) * left;
  }

  private nextChange(nowNs: number): number {
    const stage = this.stages.find((s) => nowNs < s.endNs);
    if (!stage) return Infinity;
    const steps = Math.abs(stage.to - stage.from);
    if (steps === 0) return stage.endNs;
    const length = stage.endNs - stage.fromNs;
    const left = Math.abs(stage.to - this.plannedUsers(nowNs));
    return stage.endNs - Math.floor((length * Math.max(0, left - 1)) / steps);
  }

  /**
   * Brings the number of users to what it should be now; too many leave at the end of an iteration.
   */
  change(w: Port): void {
    const change = this.plannedUsers(w.now) - this.planned;
    this.planned += change;
    const staying = Math.min(this.surplus, Math.max(0, change));
    this.surplus = Math.min(this.present, this.surplus - staying + Math.max(0, -change));
    const next = this.nextChange(w.now);
    this.due = next < w.endNs ? w.wakeAt(this, next, FIRST, CHANGE) : 0;
    for (let coming = change - staying; coming > 0; coming--) {
      const user = this.seen++;
      if (user === this.done.length) {
        this.done = grown(this.done);
        this.thinking = grown(this.thinking);
      }
      this.present++;
      // Through an event each, so that nobody acts before all of an instant are there.
      this.thinking[user] = w.wakeAt(this, w.now, ARRIVAL, user);
    }
  }

  private startThinking(w: Port, user: number): void {
    this.thinking[user] = w.wakeAt(this, w.now + this.think.sample(this.stream), ARRIVAL, user);
  }

  /** Those who think draw again, from now on; those who are about to begin do. */
  thinkAgain(w: Port): void {
    for (let user = 0; user < this.begun; user++)
      if (this.thinking[user] !== 0) this.startThinking(w, user);
  }

  /** A user begins, or has done thinking; or there are to be more or fewer. */
  override wake(w: Port, key: number, user: number): void {
    if (user === CHANGE) {
      if (key === this.due) this.change(w);
    } else if (key === this.thinking[user]) this.act(w, user);
  }

  private act(w: Port, user: number): void {
    this.thinking[user] = 0;
    // They begin in the order of their numbers.
    if (user >= this.begun) this.begun = user + 1;
    if (this.surplus > 0) this.leave();
    else this.client.request(w, user);
  }

  /** A user's request has its outcome. */
  ended(w: Port, user: number): void {
    const done = ++this.done[user]!;
    const last = this.iterations > 0 && done >= this.iterations;
    if (last || this.surplus > 0) this.leave();
    else this.startThinking(w, user);
  }

  /** Whoever leaves is one less of those who are too many. */
  private leave(): void {
    if (this.surplus > 0) this.surplus--;
    this.present--;
  }
}
