/** Envoy's adaptive concurrency in its place on a link or in front of a service. */
import type { Frame } from '../../model/flight/frame.ts';
import { CANCELLED, type Outcome, SHED } from '../../model/outcome.ts';
import { PASS, Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import type { Params } from './envoy.table.ts';
import { GradientController } from './gradient.ts';

export class EnvoyLimiter extends Pattern {
  /** Start time of the call. */
  static override readonly slots = 1;
  controller: GradientController | null = null;
  /** The alarm, in ns; Infinity: not set. */
  private alarmNs = Infinity;

  override configure(w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    if (this.controller) this.controller.configure(p);
    else this.controller = new GradientController(p, this.place.stream('jitter'), w.now);
    this.watch(w);
  }

  /** Updates the engine's alarm to the controller's next timer. */
  private watch(w: Port): void {
    const { updateNs, measureNs } = this.controller!;
    const next = Math.min(updateNs, measureNs);
    if (next === this.alarmNs) return;
    this.alarmNs = next;
    if (next === Infinity) this.clock.cancel();
    else this.clock.set(w, next - w.now);
  }

  override alarm(w: Port): void {
    this.alarmNs = Infinity;
    this.controller!.turn(w.now);
    this.watch(w);
  }

  override enter(w: Port, f: Frame): number {
    if (!this.controller!.forward()) return SHED;
    w.pool.slots[f.slots + this.slot] = w.now;
    return PASS;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    if (o === CANCELLED) this.controller!.cancel();
    else {
      this.controller!.record(w.pool.slots[f.slots + this.slot]!, w.now);
      this.watch(w);
    }
    return o;
  }

  override report(): Record<string, number> {
    const { outstanding, limit } = this.controller!;
    return { taken: outstanding, waiting: 0, limit };
  }
}
