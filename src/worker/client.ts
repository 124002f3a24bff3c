/**
 * The page's end of the thread boundary. A worker that crashes or does not answer any more is ended
 * and another one started with the same spec; who asked is told.
 */
import type { Spec } from '../engine/index.ts';
import type { Reading } from '../scenario/check.ts';
import type { Reader, Simulator, Update } from './protocol.ts';
import { type Ask, askOf } from './remote.ts';
import ReaderWorker from './reader.ts?worker';
import Worker from './worker.ts?worker';

export { FrameStore, type Sample, type Tile } from './frames.ts';
export type { Update } from './protocol.ts';

/** How often it is asked, and how long it may take to answer, in ms. */
const PING_EVERY_MS = 2000;
const PATIENCE_MS = 8000;
/** A worker that builds for longer than this is not waited for when there is something newer. */
const DEAF_MS = 100;
/** A spec that has brought so many workers down is not tried again. */
const TRIES_MAX = 2;

export interface Listeners {
  update(update: Update): void;
  /** A worker was lost. @param again whether another one has been started with the same spec */
  lost(why: string, again: boolean): void;
}

export class Client {
  private worker!: Worker;
  private ask!: Ask<Simulator>;
  private shown: { number: number; spec: Spec } | null = null;
  /** The run that the worker builds, during which it hears nothing; null: it listens. */
  private build: { since: number } | null = null;
  /** What it is to be told next. */
  private wanted: { number: number; spec: Spec; fresh: boolean } | null = null;
  private impatient: ReturnType<typeof setTimeout> | undefined;
  private losses = 0;
  private asked = 0;
  private ticked = performance.now();
  private readonly timer: ReturnType<typeof setInterval>;

  private readonly listeners: Listeners;

  constructor(listeners: Listeners) {
    this.listeners = listeners;
    this.start();
    this.timer = setInterval(() => this.ping(), PING_EVERY_MS);
  }

  private start(): void {
    const worker = new Worker();
    this.worker = worker;
    this.ask = askOf<Simulator>(worker, (update: Update) => {
      if (worker !== this.worker) return;
      if (update.result) this.losses = 0;
      this.listeners.update(update);
    });
    this.asked = 0;
    this.listens();
    worker.onerror = (event) => {
      event.preventDefault();
      this.restart(worker, event.message || 'it could not be loaded');
    };
  }

  private restart(worker: Worker, why: string): void {
    if (worker !== this.worker) return;
    this.losses++;
    const again = this.losses < TRIES_MAX;
    this.replace();
    const { shown } = this;
    if (!again) this.shown = null;
    this.listeners.lost(why, again);
    if (again && shown) this.tell(shown.number, shown.spec, true);
  }

  private ping(): void {
    const { worker } = this;
    const now = performance.now();
    // A machine that slept, or a tab in the background: nobody could have answered.
    const slept = now - this.ticked > 2 * PING_EVERY_MS;
    this.ticked = now;
    if (slept) this.asked = 0;
    if (this.asked > 0) {
      if (now - this.asked > PATIENCE_MS)
        this.restart(worker, `no answer for ${PATIENCE_MS / 1000} s`);
      return;
    }
    this.asked = now;
    void this.ask('ping').then(() => {
      if (worker === this.worker) this.asked = 0;
    });
  }

  /** Computes this spec from now on; updates carry the number. */
  show(number: number, spec: Spec, fresh: boolean): void {
    this.shown = { number, spec };
    this.losses = 0;
    if (!this.build) return this.tell(number, spec, fresh);
    this.wanted = { number, spec, fresh: fresh || (this.wanted?.fresh ?? false) };
    const leftMs = this.build.since + DEAF_MS - performance.now();
    this.impatient ??= setTimeout(() => this.insist(), leftMs);
  }

  private tell(number: number, spec: Spec, fresh: boolean): void {
    const build = (this.build = { since: performance.now() });
    void this.ask('show', number, spec, fresh).then(() => {
      if (build !== this.build) return;
      const wanted = this.listens();
      if (wanted) this.tell(wanted.number, wanted.spec, wanted.fresh);
    });
  }

  /** @returns what it is to be told now */
  private listens(): typeof this.wanted {
    const { wanted } = this;
    clearTimeout(this.impatient);
    this.impatient = undefined;
    this.build = this.wanted = null;
    return wanted;
  }

  /** Nobody wants what the worker still builds: another worker takes what is wanted. */
  private insist(): void {
    const wanted = this.listens();
    this.replace();
    if (wanted) this.tell(wanted.number, wanted.spec, true);
  }

  /** Ends the worker and starts another one. */
  private replace(): void {
    this.worker.terminate();
    this.start();
  }

  /** Computes no further, and goes on where it was stopped. */
  stop(): void {
    void this.ask('stop');
  }

  goOn(): void {
    void this.ask('goOn');
  }

  /**
   * Reads and checks data that a stranger may have written, in a worker of its own: whatever
   * becomes of it, the run goes on. Fails when that worker crashes or does not answer.
   */
  async check(data: unknown): Promise<Reading> {
    const worker = new ReaderWorker();
    let timer;
    try {
      return await new Promise<Reading>((resolve, reject) => {
        const fail = (why: string): void => reject(new Error(`it could not be read: ${why}`));
        worker.onerror = (event) => fail(event.message || 'the reader could not be loaded');
        timer = setTimeout(fail, PATIENCE_MS, `no answer for ${PATIENCE_MS / 1000} s`);
        askOf<Reader>(worker)('read', data).then(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
      worker.terminate();
    }
  }

  close(): void {
    clearInterval(this.timer);
    clearTimeout(this.impatient);
    this.worker.terminate();
  }
}
