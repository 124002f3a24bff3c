/**
 * Rejects a growing fraction of requests as the replica's threads fill up. The utilization is
 * smoothed by an exponential average with time constant `smoothing`, updated whenever a request
 * arrives or leaves, which is when threads are assigned and released.
 */
import { exp } from '../kernel/math.ts';
import type { Stream } from '../kernel/random.ts';
import type { Frame } from '../model/flight/frame.ts';
import { priorityOf } from '../model/flight/identity.ts';
import { type Outcome, SHED } from '../model/outcome.ts';
import type { Values } from '../model/params.ts';
import { PASS, Pattern } from '../model/pattern.ts';
import { PRIORITIES } from '../model/priorities.ts';
import type { Port } from '../model/port.ts';
import type { PatternParams } from '../spec.ts';
import type { params } from './load-shed.table.ts';
import { retryAfterNs, sayWhen } from '../model/retry-after.ts';

const NORMAL = PRIORITIES.indexOf('normal');

class LoadShed extends Pattern {
  /** The average at `sinceNs`, and the utilization since then. */
  private average = 0.5;
  private current = 0.5;
  private sinceNs = 0.5;
  /** Requests rejected here. */
  shed = 0;
  private from = 0.5;
  private until = 0.5;
  private perLevel = 0.5;
  private smoothingNs = 0.5;
  private retryAfterNs = 0.5;
  private readonly chance: Stream;

  constructor(place: Pattern['place']) {
    super(place);
    this.average = this.current = this.sinceNs = 0;
    this.chance = place.stream('shed');
  }

  override configure(_w: Port, p: PatternParams): void {
    const { from, until, smoothing, priorities } = p as unknown as Values<typeof params>;
    this.from = from;
    this.until = until;
    this.perLevel = priorities;
    this.smoothingNs = Math.round(smoothing * 1e6);
    this.retryAfterNs = retryAfterNs(p);
  }

  /** The current smoothed utilization. */
  private utilization(w: Port): number {
    if (this.smoothingNs === 0) return this.current;
    const passed = (w.now - this.sinceNs) / this.smoothingNs;
    return this.current + (this.average - this.current) * exp(-passed);
  }

  /** Reads the threads. */
  private look(w: Port, f: Frame): void {
    this.average = this.utilization(w);
    this.sinceNs = w.now;
    const replica = f.replica!;
    const { service } = replica;
    let { busy } = replica;
    let threads = service.threadsOf(replica, w.now);
    if (this.place.replica < 0) {
      // Shared by all replicas: over the threads of all living replicas.
      ({ busy } = service);
      threads = 0;
      for (const one of service.replicas) if (one.isReady) threads += service.threadsOf(one, w.now);
    }
    this.current = busy < threads ? busy / threads : 1;
  }

  /** Rejection probability for a request of that priority. */
  private refusal(w: Port, priority: number): number {
    const above = this.utilization(w) - this.from - (NORMAL - priority) * this.perLevel;
    return Math.max(0, Math.min(1, above / (this.until - this.from)));
  }

  override enter(w: Port, f: Frame): number {
    this.look(w, f);
    const probability = this.refusal(w, priorityOf(f));
    if (probability === 0) return PASS;
    if (probability < 1 && this.chance.double() >= probability) return PASS;
    this.shed++;
    sayWhen(f, this.retryAfterNs);
    return SHED;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    this.look(w, f);
    return o;
  }

  override gauges(w: Port): Record<string, number> {
    return { admit: 1 - this.refusal(w, NORMAL) };
  }

  override report(): Record<string, number> {
    return { shed: this.shed };
  }
}

export const classes = { plain: LoadShed };
