/**
 * How long the attempts over each link take that a callee answers well after the warm-up; those
 * that a cache answers do not count. It stands before the meters, passes everything on, and steers
 * nothing.
 */
import { type Frame, LOCAL } from '../model/flight/frame.ts';
import { DEGRADED, type Outcome } from '../model/outcome.ts';
import type { Link } from '../model/parts/link.ts';
import type { World } from '../model/world.ts';
import { Histogram } from './histogram.ts';
import { type Latencies, latencies } from './result.ts';
import { WatchedLink, type Watcher } from './watched.ts';

export class AttemptTimes implements Watcher {
  private readonly w: World;
  private readonly warmupNs: number;
  private readonly times: readonly Histogram[];

  constructor(w: World, warmupNs: number) {
    this.w = w;
    this.warmupNs = warmupNs;
    this.times = w.links.map(() => new Histogram());
    for (const link of w.links) link.observer = new WatchedLink(link.observer, this, link.id);
  }

  attemptEnded(f: Frame, o: Outcome): void {
    const { now } = this.w;
    if (o > DEGRADED || (f.flags & LOCAL) !== 0 || now < this.warmupNs) return;
    const { index } = f.link as Link;
    this.times[index]!.add(now - f.began);
  }

  /** By link. */
  byLink(): Record<string, Latencies> {
    return Object.fromEntries(this.w.links.map(({ id }, i) => [id, latencies(this.times[i]!)]));
  }
}
