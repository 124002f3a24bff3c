/** Numbers of replicas by the clock, as a scheduled action of a platform sets them. */
import { FIRST } from '../kernel/queue.ts';
import type { ScheduleSpec } from '../model/autoscale.table.ts';
import type { Port } from '../model/port.ts';
import { Scaler, type Scaled, type ScalerKit } from '../model/scaler.ts';

const NS_PER_MS = 1e6;

const nsOf = (ms: number): number => Math.round(ms * NS_PER_MS);

export class Schedule extends Scaler {
  /** The next event; 0: none within the run. */
  private due = 0.5;

  constructor(service: Scaled, kit: ScalerKit) {
    super(service, kit);
    this.due = 0;
  }

  private get times(): { at: number; replicas: number }[] {
    const { times } = this.service.spec.autoscale as ScheduleSpec;
    return times.map((one) => one!);
  }

  override schedule(w: Port): void {
    this.next(w, w.now);
  }

  private next(w: Port, fromNs: number): void {
    const coming = this.times.map(({ at }) => nsOf(at)).filter((ns) => ns >= fromNs);
    const atNs = Math.min(Infinity, ...coming);
    this.due = atNs < w.endNs ? w.wakeAt(this, atNs, FIRST, 0) : 0;
  }

  override wake(w: Port, key: number): void {
    if (key !== this.due) return;
    const now = this.times.findLast(({ at }) => nsOf(at) === w.now);
    this.next(w, w.now + 1);
    if (!now || now.replicas === this.service.wanted) return;
    const why = `the schedule asks for ${now.replicas} from ${now.at / 1000} s on`;
    this.kit.scaleTo(now.replicas, why);
  }
}
