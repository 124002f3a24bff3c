/** What a service's replicas had to do over the last while, for autoscalers. */
import { grown } from '../kernel/arrays.ts';
import { State, type Saved } from '../kernel/state.ts';
import type { Scaled, ScaledReplica, ScalerKit } from '../model/scaler.ts';

/** How things stood at an instant. */
class Mark extends State {
  atNs = 0.5;
  /** Requests that had come. */
  tickets = 0;
  /** Threads in hand × ns so far, by replica. */
  areas = new Float64Array(0);
}

/** Sums since an instant. */
export interface Since {
  readonly atNs: number;
  readonly requests: number;
  /** Threads in hand × ns, by replica. */
  areaOf(replica: number): number;
}

export class Load extends State {
  static override readonly refs: readonly string[] = ['service', 'clock'];
  /** By replica: threads in hand × ns, up to when, and how many are in hand since. */
  private areas = new Float64Array(8);
  private untilNs = new Float64Array(8);
  private busy = new Float64Array(8);
  /** The oldest first. */
  private readonly marks: Mark[] = [];
  private readonly service: Scaled;
  private readonly clock: ScalerKit['clock'];

  constructor(service: Scaled, clock: ScalerKit['clock']) {
    super();
    this.service = service;
    this.clock = clock;
  }

  override revive(saved: Saved): void {
    const { length } = saved['marks'] as Saved[];
    while (this.marks.length < length) this.marks.push(new Mark());
  }

  busyChanged({ index, busy }: ScaledReplica): void {
    if (index >= this.areas.length) this.grow(2 * index);
    const { now } = this.clock;
    this.areas[index]! += this.busy[index]! * (now - this.untilNs[index]!);
    this.untilNs[index] = now;
    this.busy[index] = busy;
  }

  private grow(length: number): void {
    this.areas = grown(this.areas, length);
    this.untilNs = grown(this.untilNs, length);
    this.busy = grown(this.busy, length);
  }

  /** Looks back to this instant later. */
  mark(): void {
    const { replicas, tickets } = this.service;
    for (const replica of replicas) this.busyChanged(replica);
    const mark = new Mark();
    mark.atNs = this.clock.now;
    mark.tickets = tickets;
    mark.areas = this.areas.slice(0, replicas.length);
    this.marks.push(mark);
  }

  /**
   * Sums over the time since the last mark that is at least so old, or since the first; older ones
   * are forgotten.
   */
  over(ns: number): Since {
    const { marks, service, clock } = this;
    for (const replica of service.replicas) this.busyChanged(replica);
    while (marks.length > 1 && marks[1]!.atNs <= clock.now - ns) marks.shift();
    const { atNs, tickets, areas } = marks[0]!;
    return {
      atNs,
      requests: service.tickets - tickets,
      areaOf: (replica) => this.areas[replica]! - (areas[replica] ?? 0),
    };
  }
}
