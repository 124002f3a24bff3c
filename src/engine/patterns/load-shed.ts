/**
 * Refuses a share of requests that grows as the threads of the replica fill up. What it looks at is
 * a smoothed share of threads in hand: a step function of time, passed through an exponential
 * average whose weights fall to 1/e after `smoothing`. It is brought up to date whenever a request
 * comes or leaves, which is when threads are taken and given back.
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

const NORMAL = PRIORITIES.indexOf('normal');

class LoadShed extends Pattern {
  /** The average at `sinceNs`, and utilisation since then. */
  private average = 0.5;
  private current = 0.5;
  private sinceNs = 0.5;
  /** Requests turned away here. */
  shed = 0;
  private from = 0.5;
  private until = 0.5;
  private perLevel = 0.5;
  private smoothingNs = 0.5;
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
  }

  /** Utilisation now, smoothed. */
  private utilisation(w: Port): number {
    if (this.smoothingNs === 0) return this.current;
    const passed = (w.now - this.sinceNs) / this.smoothingNs;
    return this.current + (this.average - this.current) * exp(-passed);
  }

  /** Looks at the threads. */
  private look(w: Port, f: Frame): void {
    this.average = this.utilisation(w);
    this.sinceNs = w.now;
    const replica = f.replica!;
    const { service } = replica;
    let { busy } = replica;
    let threads = service.threadsOf(replica, w.now);
    if (this.place.replica < 0) {
      // Shared by all replicas: over the threads of all that are alive.
      ({ busy } = service);
      threads = 0;
      for (const one of service.replicas) if (one.isReady) threads += service.threadsOf(one, w.now);
    }
    this.current = busy < threads ? busy / threads : 1;
  }

  /** The probability with which a request of that priority is refused. */
  private refusal(w: Port, priority: number): number {
    const above = this.utilisation(w) - this.from - (NORMAL - priority) * this.perLevel;
    return Math.max(0, Math.min(1, above / (this.until - this.from)));
  }

  override enter(w: Port, f: Frame): number {
    this.look(w, f);
    const probability = this.refusal(w, priorityOf(f));
    if (probability === 0) return PASS;
    if (probability < 1 && this.chance.double() >= probability) return PASS;
    this.shed++;
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
