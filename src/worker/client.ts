/**
 * The page's side of the worker boundary. A crashed or hung worker is replaced and given the same
 * spec; listeners are notified.
 */
import type { Checkpoint, SeriesResult, Slowest, Spec } from '../engine/index.ts';
import type { Reading } from '../scenario/check.ts';
import type { Reader, Simulator, Update } from './protocol.ts';
import { type Ask, askOf } from './remote.ts';
import ReaderWorker from './reader.ts?worker';
import Worker from './worker.ts?worker';

export { IntervalStore, type Sample, type Tile } from '../analysis/intervals.ts';
export type { Update } from './protocol.ts';

/** Ping interval and answer timeout, in ms. */
const PING_EVERY_MS = 2000;
const PATIENCE_MS = 8000;
/** A worker that computes for longer than this is replaced if a newer spec is pending. */
const DEAF_MS = 100;
/** A spec that has crashed this many workers is not retried. */
const TRIES_MAX = 2;

export interface Listeners {
  update(update: Update): void;
  /** A worker crashed. @param again whether a new one was started with the same spec */
  lost(why: string, again: boolean): void;
}

export class Client {
  private worker!: Worker;
  private ask!: Ask<Simulator>;
  private shown: { number: number; spec: Spec } | null = null;
  /** The run during whose construction the worker cannot answer; null: it listens. */
  private build: { since: number } | null = null;
  /** The next command. */
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
    // The machine slept, or the tab was in the background: no worker could have answered.
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

  /** Starts to compute this spec; updates carry the number. */
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

  /** @returns the next command */
  private listens(): typeof this.wanted {
    const { wanted } = this;
    clearTimeout(this.impatient);
    this.impatient = undefined;
    this.build = this.wanted = null;
    return wanted;
  }

  /** The worker's current run is obsolete: a new worker takes the next one. */
  private insist(): void {
    const wanted = this.listens();
    this.replace();
    if (wanted) this.tell(wanted.number, wanted.spec, true);
  }

  /** Replaces the worker. */
  private replace(): void {
    this.worker.terminate();
    this.start();
  }

  /** Pauses and resumes the computation. */
  stop(): void {
    void this.ask('stop');
  }

  goOn(): void {
    void this.ask('goOn');
  }

  /** What has been computed, per interval; null: there is no run. */
  series(): Promise<SeriesResult | null> {
    return this.ask('series');
  }

  /** The run's last checkpoint at or before a time, in ms; null: it has none. */
  before(atMs: number): Promise<Checkpoint | null> {
    return this.ask('before', atMs);
  }

  /** The longest request of each client; none: there is no run. */
  slowest(): Promise<Slowest[]> {
    return this.ask('slowest');
  }

  /**
   * Reads and checks untrusted data in a separate worker, so that the run is not affected. Fails if
   * that worker crashes or does not answer.
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
