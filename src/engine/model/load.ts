/**
 * How much load there is over time, and when the next arrival is due. The rate is piecewise linear
 * (stages), times the factors of the spikes that are on; an arrival is due when the area under the
 * rate has grown by what was drawn: an exponential for Poisson arrivals, 1 for uniform ones. This
 * inversion is exact however the rate changes, and a change of rate needs no new draw.
 */
import type { Fault } from './fault.ts';

const NS_PER_S = 1e9;

export interface Stage {
  fromNs: number;
  endNs: number;
  from: number;
  to: number;
}

/** @param stages in ms and per second; @returns the same laid end to end, in ns */
export function layStages(stages: readonly { for: number; to: number }[], from: number): Stage[] {
  let atNs = 0;
  let level = from;
  return stages.map((stage) => {
    const fromNs = atNs;
    atNs += Math.round(stage.for * 1e6);
    const laid = { fromNs, endNs: atNs, from: level, to: stage.to };
    level = stage.to;
    return laid;
  });
}

/** The level at an instant: linear within a stage, the last one's target after the last. */
export function levelAt(stages: readonly Stage[], nowNs: number): number {
  const stage = stages.find((s) => nowNs < s.endNs);
  if (!stage) return stages.at(-1)?.to ?? 0;
  return (
    stage.from + ((stage.to - stage.from) * (nowNs - stage.fromNs)) / (stage.endNs - stage.fromNs)
  );
}

/** The rate of an open client, per second. */
export class Rate {
  readonly stages: readonly Stage[];
  readonly spikes: readonly Fault[];

  constructor(stages: readonly Stage[], spikes: readonly Fault[]) {
    this.stages = stages;
    this.spikes = spikes;
  }

  at(nowNs: number): number {
    let rate = levelAt(this.stages, nowNs);
    for (const spike of this.spikes) rate *= spike.loadFactor(nowNs);
    return rate;
  }

  /** The rate if it never changes after this instant; -1 if it does. */
  steady(nowNs: number): number {
    return this.pieceEnd(nowNs) === Infinity ? this.at(nowNs) : -1;
  }

  /** The end of the piece in which the rate is smooth, from an instant on. */
  private pieceEnd(nowNs: number): number {
    let end = this.stages.find((s) => nowNs < s.endNs)?.endNs ?? Infinity;
    for (const spike of this.spikes)
      if (nowNs < spike.rampEndNs) end = Math.min(end, spike.rampEndNs);
    return end;
  }

  /** The area under the rate between two instants of one piece: Simpson, exact up to cubics. */
  private area(fromNs: number, toNs: number): number {
    const middle = this.at((fromNs + toNs) / 2);
    // The rate just before the piece ends is the limit from the left.
    const last = this.at(Math.max(fromNs, toNs - 1));
    return ((toNs - fromNs) / NS_PER_S / 6) * (this.at(fromNs) + 4 * middle + last);
  }

  /** The area between two instants. */
  between(fromNs: number, toNs: number): number {
    let sum = 0;
    for (let at = fromNs; at < toNs;) {
      const end = Math.min(toNs, this.pieceEnd(at));
      sum += this.area(at, end);
      at = end;
    }
    return sum;
  }

  /** When the area since `fromNs` reaches `owed`; Infinity if never. */
  reach(fromNs: number, owed: number): number {
    let left = owed;
    for (let at = fromNs; ;) {
      const end = this.pieceEnd(at);
      if (end === Infinity) {
        const rate = this.at(at);
        return rate > 0 ? at + Math.round((left / rate) * NS_PER_S) : Infinity;
      }
      const area = this.area(at, end);
      if (area >= left) return this.solve(at, end, left);
      left -= area;
      at = end;
    }
  }

  /** Bisection to the ns within one piece, in which the area grows steadily. */
  private solve(fromNs: number, endNs: number, area: number): number {
    let low = fromNs;
    let high = endNs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.area(fromNs, middle) < area) low = middle;
      else high = middle;
    }
    return high;
  }
}
