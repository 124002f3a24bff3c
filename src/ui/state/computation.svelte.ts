/**
 * The run of a spec as far as the worker has computed it, and how that goes. While somebody drags a
 * knob, specs come faster than runs: until the newest run has come to the instant looked at, the
 * former one stays in view, and only the newest spec waits behind it.
 */
import { createActor } from 'xstate';
import type { RunResult, Spec, Transition } from '../../engine/index.ts';
import { Client, FrameStore, type Listeners, type Update } from '../../worker/client.ts';
import { runMachine } from './machine.ts';
import { Pace } from './pace.ts';

/** How long the former run may stay in view, in ms. */
const PATIENCE_MS = 250;
/** How long a newer spec waits for the first news of it, in ms. */
const UNHEARD_MS = 100;

type Simulates = Pick<Client, 'show' | 'stop' | 'goOn' | 'check' | 'close'>;

export class Computation {
  /** The frames of the present run; `version` changes whenever there are others. */
  store: FrameStore | null = $state.raw(null);
  version = $state(0);
  /** How far it has come. */
  nowMs = $state(0);
  transitions: readonly Transition[] = $state.raw([]);
  result: RunResult | null = $state.raw(null);
  /** What went wrong with it. */
  trouble: string | null = $state(null);
  phase = $state('loading');
  /** How much longer it will take, in ms; null: not long, or nobody knows yet. */
  leftMs: number | null = $state(null);

  /** Of the run that was asked for last, and of the last one that has been forgotten. */
  private number = 0;
  private forgotten = 0;
  private readonly client: Simulates;
  private readonly actor = createActor(runMachine);
  private readonly pace = new Pace();
  /** When the run was asked for, by the browser's clock, and the instant looked at then. */
  private askedAt = 0;
  private lookMs = 0;
  /** Nothing of the run has been shown yet. */
  private unseen = false;
  /** News of a run that has not come to that instant yet; null: the present run is in view. */
  private held: Update[] | null = null;
  /** What is to be computed as soon as that one is in view. */
  private next: { spec: Spec; lookMs: number } | null = null;
  /** How far the run has come; until when the page rests, and what wakes it then. */
  private newestMs = 0;
  private restUntil = 0;
  private impatient: ReturnType<typeof setTimeout> | undefined;
  private due: ReturnType<typeof setTimeout> | undefined;

  private readonly clock: () => number;

  /** @param connect makes what simulates; @param clock the time of whoever looks, in ms */
  constructor(
    connect = (listeners: Listeners): Simulates => new Client(listeners),
    clock = () => performance.now(),
  ) {
    this.clock = clock;
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

  /** Computes this spec from now on. @param lookMs the instant looked at */
  show(spec: Spec, lookMs: number): void {
    this.trouble = null;
    this.leftMs = null;
    this.actor.send({ type: 'asked' });
    if (!this.held) return this.ask(spec, lookMs);
    this.next = { spec, lookMs };
    this.impatient ??= setTimeout(() => this.insist(), UNHEARD_MS);
  }

  /** The worker may still be building the run: nobody waits for that when there is a newer one. */
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
    this.pace.begin();
    this.client.show(++this.number, spec, fresh);
  }

  /** Nothing of what there is belongs to what will be computed next. */
  forget(): void {
    this.forgotten = this.number;
    this.held = this.next = null;
    this.store = null;
    this.result = null;
    this.transitions = [];
  }

  /** Computes no further; what there is stays. */
  stop(): void {
    this.client.stop();
  }

  /** Goes on where it was stopped. */
  goOn(): void {
    this.pace.rest();
    this.client.goOn();
  }

  /** Checks what a stranger may have written. @returns a spec only if nothing is wrong with it */
  async check(data: unknown): Promise<{ spec: Spec | null; why: string }> {
    try {
      const { spec, problems } = await this.client.check(data);
      const [first] = problems;
      return { spec, why: first ? `${first.path}: ${first.message}` : '' };
    } catch (error) {
      return { spec: null, why: (error as Error).message };
    }
  }

  /** The run has failed; what waits behind it is tried all the same. */
  private fail(why: string): void {
    const { next } = this;
    this.held = this.next = null;
    if (next) return this.ask(next.spec, next.lookMs);
    this.trouble = why;
    this.actor.send({ type: 'failed' });
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

  /** When the frame has ended that shows the instant looked at. */
  private neededMs(held: readonly Update[]): number {
    const layout = held.find((update) => update.layout)?.layout ?? this.store?.layout;
    const intervalMs = layout?.intervalMs ?? 0;
    return intervalMs > 0 ? (Math.floor(this.lookMs / intervalMs) + 1) * intervalMs : this.lookMs;
  }

  private put(update: Update): void {
    if (update.layout) this.store = new FrameStore(update.layout);
    if (update.batch) this.store?.put(update.batch);
    if (update.transitions) this.transitions = update.transitions;
    // News that was under way when another run was asked for: part of the past that they may share.
    if (update.number !== this.number) return;
    if (update.batch && this.unseen) {
      // For whoever measures how long a change takes to show.
      performance.measure('faultline: first frame', { start: this.askedAt });
      this.unseen = false;
    }
    const { durationMs } = this.store?.layout ?? { durationMs: 0 };
    this.leftMs = this.pace.leftMs(this.clock(), update.nowMs, durationMs);
    this.newestMs = update.nowMs;
    this.result = update.result;
    if (update.result || update.layout || this.clock() >= this.restUntil) this.announce();
    else this.due ??= setTimeout(() => this.announce(), this.restUntil - this.clock());
    this.actor.send({ type: update.result ? 'over' : update.stopped ? 'stopped' : 'frame' });
    if (update.partial) this.trouble = `The run ended early: ${update.partial.message}.`;
  }

  /**
   * Lets the page show what has come. It then rests for as long as that took, so that of the page's
   * time at least half is left for whoever clicks, however much there is to show.
   */
  private announce(): void {
    clearTimeout(this.due);
    this.due = undefined;
    const from = this.clock();
    this.nowMs = this.newestMs;
    this.version++;
    // Svelte brings the page up to date in a microtask that has been queued before this one.
    queueMicrotask(() => (this.restUntil = 2 * this.clock() - from));
  }

  close(): void {
    clearTimeout(this.due);
    clearTimeout(this.impatient);
    this.client.close();
    this.actor.stop();
  }
}
