/**
 * The checkpoints that a run keeps of itself: some 60,000 events apart, further when they are
 * large (so that taking them costs a few per cent at most), every second one dropped when all
 * together are too large.
 */
import type { Checkpoint } from './checkpoint.ts';

const EVENTS_APART = 60_000;
/** Relative cost: copying a byte takes about 0.0001 of an event. */
const BYTES_PER_EVENT = 10;
const BYTES_MAX = 64 * 1024 * 1024;

export class Checkpoints {
  private kept: Checkpoint[] = [];
  private bytes = 0;
  private due = EVENTS_APART;
  private apart = EVENTS_APART;

  isDue(events: number): boolean {
    return events >= this.due;
  }

  add(checkpoint: Checkpoint): void {
    this.kept.push(checkpoint);
    this.bytes += checkpoint.bytes;
    while (this.bytes > BYTES_MAX && this.kept.length > 1) this.thin();
    this.due = checkpoint.events + Math.max(this.apart, checkpoint.bytes / BYTES_PER_EVENT);
  }

  private thin(): void {
    this.kept = this.kept.filter((_, i) => i % 2 === 1);
    this.bytes = this.kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.apart *= 2;
  }

  /** The last checkpoint at or before a time, in ns. */
  before(atNs: number): Checkpoint | undefined {
    return this.kept.findLast((checkpoint) => checkpoint.atNs <= atNs);
  }

  /** Drops checkpoints after a time from which the run changes, in ns. */
  dropAfter(atNs: number): void {
    this.kept = this.kept.filter((checkpoint) => checkpoint.atNs < atNs);
    this.bytes = this.kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.due = (this.kept.at(-1)?.events ?? 0) + this.apart;
  }
}
