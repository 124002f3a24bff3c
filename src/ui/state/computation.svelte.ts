/**
 * The run of a spec as far as computed, and its progress. While a knob is dragged, specs arrive
 * faster than runs: until the newest run reaches the playhead, the previous run stays in view, and
 * only the newest spec is queued.
 */
import { createActor } from 'xstate';
import type {
  Checkpoint,
  RunResult,
  SeriesResult,
  Slowest,
  Spec,
  Transition,
} from '../../engine/index.ts';
import type { Notes } from '../../scenario/notes.ts';
import { Client, IntervalStore, type Listeners, type Update } from '../../worker/client.ts';
import { runMachine } from './machine.ts';
import { Pace } from './pace.ts';

/** Maximum time for which the previous run stays in view, in ms. */
const PATIENCE_MS = 250;
/** Maximum wait of a newer spec for the run's first update, in ms. */
const UNHEARD_MS = 100;

type Simulates = Pick<
  Client,
  'show' | 'stop' | 'goOn' | 'series' | 'before' | 'slowest' | 'check' | 'close'
>;

/** What a computation works with; tests bring their own. */
export interface Around {
  /** Creates the simulation client. */
  connect?: (listeners: Listeners) => Simulates;
  /** The wall clock, in ms. */
  clock?: () => number;
  /** The run has ended or failed. */
  ended?: () => void;
}

/** What has become of untrusted data. */
export interface Checked {
  /** Both are null if there are problems. */
  spec: Spec | null;
  notes: Notes | null;
  /** The first problem, or nothing. */
  why: string;
}

export class Computation {
  /** The intervals of the current run; `version` changes with them. */
  store: IntervalStore | null = $state.raw(null);
  version = $state(0);
  /** Simulated time computed so far. */
  nowMs = $state(0);
  transitions: readonly Transition[] = $state.raw([]);
  result: RunResult | null = $state.raw(null);
  /** An error message. */
  trouble: string | null = $state(null);
  phase = $state('loading');
  /** Estimated remaining time, in ms; null: short, or unknown. */
  leftMs: number | null = $state(null);

  /** Numbers of the last requested run and of the last discarded run. */
  private number = 0;
  private forgotten = 0;
  private readonly client: Simulates;
  private readonly actor = createActor(runMachine);
  private readonly pace = new Pace();
  /** Wall time of the request, and the playhead then. */
  private askedAt = 0;
  private lookMs = 0;
  /** Nothing of the run has been shown yet. */
  private unseen = false;
  /** Updates of a run that has not reached that time yet; null: the current run is in view. */
  private held: Update[] | null = null;
  /** Its client has the run that is shown. */
  private isOwn = true;
  /** The next spec to compute, once that run is in view. */
  private next: { spec: Spec; lookMs: number } | null = null;
  /** Progress of the run; end of the page's pause, and its timer. */
  private newestMs = 0;
  private restUntil = 0;
  private impatient: ReturnType<typeof setTimeout> | undefined;
  private due: ReturnType<typeof setTimeout> | undefined;

  private readonly clock: () => number;
  private readonly ended: () => void;

  constructor({
    connect = (listeners) => new Client(listeners),
    clock = () => performance.now(),
    ended = () => undefined,
  }: Around = {}) {
    this.clock = clock;
    this.ended = ended;
    this.actor.subscribe(({ value }) => (this.phase = value));
    this.actor.start();
    this.client = connect({
      update: (update) => this.take(update),
      lost: (why, again) => {
        if (again) this.trouble = `The simulation crashed (${why}) and was restarted.`;
        else this.fail(`The simulation crashed twice (${why}). Change something to try again.`);
      },
    });
  }

  /** Starts to compute this spec. @param lookMs the playhead */
  show(spec: Spec, lookMs: number): void {
    this.trouble = null;
    this.leftMs = null;
    this.actor.send({ type: 'asked' });
    if (!this.held) return this.ask(spec, lookMs);
    this.next = { spec, lookMs };
    this.impatient ??= setTimeout(() => this.insist(), UNHEARD_MS);
  }

  /** The worker may still be constructing the run: it is replaced if there is a newer one. */
  private insist(): void {
    this.impatient = undefined;
    const { next } = this;
    if (!next || this.held?.length !== 0) return;
    this.next = null;
    this.ask(next.spec, next.lookMs);
  }

  private ask(spec: Spec, lookMs: number): void {
    const fresh = this.store === null;
    clearTimeout(this.impatient);
    this.impatient = undefined;
    this.lookMs = lookMs;
    this.askedAt = this.clock();
    this.unseen = true;
    this.held = fresh ? null : [];
    this.isOwn = true;
    this.pace.begin();
    this.client.show(++this.number, spec, fresh);
  }

  /** Existing results do not belong to the next computation. */
  forget(): void {
    this.forgotten = this.number;
    this.held = this.next = null;
    this.store = null;
    this.result = null;
    this.transitions = [];
  }

  /** Shows the results of the same run from elsewhere, except details of each interval. */
  adopt({ store, result, transitions, nowMs }: Computation): void {
    this.isOwn = false;
    this.store = store?.snapshot() ?? null;
    this.result = result;
    this.transitions = transitions;
    this.nowMs = nowMs;
    this.version++;
    if (result) this.actor.send({ type: 'over' });
  }

  /** Pauses the computation; results stay. */
  stop(): void {
    this.client.stop();
  }

  /** Resumes the computation. */
  goOn(): void {
    this.pace.rest();
    this.client.goOn();
  }

  /** All figures per interval, of the run as far as computed; null: none of its own. */
  series(): Promise<SeriesResult | null> {
    return this.client.series();
  }

  /** A checkpoint of its own run, at or before a time in ms; null: none. */
  before(atMs: number): Promise<Checkpoint | null> {
    return this.isOwn ? this.client.before(atMs) : Promise.resolve(null);
  }

  /** The longest request of each client, of its own run; none: they must be looked for. */
  slowest(): Promise<Slowest[]> {
    return this.isOwn ? this.client.slowest() : Promise.resolve([]);
  }

  /** Validates untrusted data. @returns a spec only if it has no problems */
  async check(data: unknown): Promise<Checked> {
    try {
      const { spec, notes, problems } = await this.client.check(data);
      const [first] = problems;
      return { spec, notes, why: first ? `${first.path}: ${first.message}` : '' };
    } catch (error) {
      return { spec: null, notes: null, why: (error as Error).message };
    }
  }

  /** The run has failed; the queued spec is tried nevertheless. */
  private fail(why: string): void {
    const { next } = this;
    this.held = this.next = null;
    if (next) return this.ask(next.spec, next.lookMs);
    this.trouble = why;
    this.actor.send({ type: 'failed' });
    this.ended();
  }

  private take(update: Update): void {
    const { number, nowMs, failed, result, stopped } = update;
    if (number <= this.forgotten) return;
    if (failed !== null && number === this.number) return this.fail(failed);
    const { held, next } = this;
    if (!held) return this.put(update);
    held.push(update);
    if (number !== this.number) return;
    const late = this.clock() - this.askedAt > PATIENCE_MS;
    if (nowMs < this.neededMs(held) && !result && !stopped && !late) return;
    this.held = this.next = null;
    for (const news of held) this.put(news);
    if (!next) return;
    this.actor.send({ type: 'asked' });
    this.ask(next.spec, next.lookMs);
  }

  /** End of the interval at the playhead. */
  private neededMs(held: readonly Update[]): number {
    const layout = held.find((update) => update.layout)?.layout ?? this.store?.layout;
    const intervalMs = layout?.intervalMs ?? 0;
    return intervalMs > 0 ? (Math.floor(this.lookMs / intervalMs) + 1) * intervalMs : this.lookMs;
  }

  private put(update: Update): void {
    if (update.layout) this.store = new IntervalStore(update.layout);
    if (update.batch) this.store?.put(update.batch);
    if (update.transitions) this.transitions = update.transitions;
    // Updates sent before another run was requested: part of the past that both may share.
    if (update.number !== this.number) return;
    if (update.batch && this.unseen) {
      // For measurements of the time until a change is visible.
      performance.measure('faultline: first frame', { start: this.askedAt });
      this.unseen = false;
    }
    const { durationMs } = this.store?.layout ?? { durationMs: 0 };
    this.leftMs = this.pace.leftMs(this.clock(), update.nowMs, durationMs);
    this.newestMs = update.nowMs;
    this.result = update.result;
    if (update.result || update.layout || this.clock() >= this.restUntil) this.announce();
    else this.due ??= setTimeout(() => this.announce(), this.restUntil - this.clock());
    this.actor.send({ type: update.result ? 'over' : update.stopped ? 'stopped' : 'interval' });
    if (update.partial) this.trouble = `The run ended early: ${update.partial.message}.`;
    if (update.result) this.ended();
  }

  /**
   * Lets the page show updates, then pauses for as long as that took, so that at least half of the
   * page's time is left for input.
   */
  private announce(): void {
    clearTimeout(this.due);
    this.due = undefined;
    const from = this.clock();
    this.nowMs = this.newestMs;
    this.version++;
    // Svelte updates the page in a microtask queued before this one.
    queueMicrotask(() => (this.restUntil = 2 * this.clock() - from));
  }

  close(): void {
    clearTimeout(this.due);
    clearTimeout(this.impatient);
    this.client.close();
    this.actor.stop();
  }
}
