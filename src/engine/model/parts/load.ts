/**
 * How much load there is over time, and when the next arrival is due. The rate is piecewise linear
 * (stages), times the factors of the spikes that are on; an arrival is due when the area under the
 * rate has grown by what was drawn: an exponential for Poisson arrivals, 1 for uniform ones. This
 * inversion is exact however the rate changes, and a change of rate needs no new draw.
 */
import type { Fault } from '../fault.ts';

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

/** The level at an instant of a stage, its end included. */
const levelIn = ({ fromNs, endNs, from, to }: Stage, nowNs: number): number =>
  endNs === fromNs ? to : from + ((to - from) * (nowNs - fromNs)) / (endNs - fromNs);

/** The level at an instant: linear within a stage, the last one's target after the last. */
export function levelAt(stages: readonly Stage[], nowNs: number): number {
  const stage = stages.find((s) => nowNs < s.endNs);
  return stage ? levelIn(stage, nowNs) : (stages.at(-1)?.to ?? 0);
}

/** From an instant on, the time in which the rate is smooth. */
interface Piece {
  fromNs: number;
  endNs: number;
  /** The rate at an instant of the piece, both ends included; per second. */
  rate: (nowNs: number) => number;
  /** Is it a straight line? */
  straight: boolean;
}

/** The rate of an open client, per second. */
export class Rate {
  readonly stages: readonly Stage[];
  readonly spikes: readonly Fault[];

  constructor(stages: readonly Stage[], spikes: readonly Fault[]) {
    this.stages = stages;
    this.spikes = spikes;
  }

  private pieceFrom(nowNs: number): Piece {
    const stage = this.stages.find((s) => nowNs < s.endNs);
    const ramping = this.spikes.filter((spike) => nowNs < spike.rampEndNs);
    const ends = [stage?.endNs ?? Infinity, ...ramping.map((spike) => spike.rampEndNs)];
    const rate = (atNs: number): number => {
      let level = stage ? levelIn(stage, atNs) : (this.stages.at(-1)?.to ?? 0);
      for (const spike of this.spikes) level *= spike.loadFactor(atNs);
      return level;
    };
    const flat = !stage || stage.from === stage.to;
    const curves = ramping.length + (flat ? 0 : 1);
    return { fromNs: nowNs, endNs: Math.min(...ends), rate, straight: curves <= 1 };
  }

  /** The rate if it never changes after this instant; -1 if it does. */
  steady(nowNs: number): number {
    const { endNs, rate } = this.pieceFrom(nowNs);
    return endNs === Infinity ? rate(nowNs) : -1;
  }

  /** The area between two instants. */
  between(fromNs: number, toNs: number): number {
    let sum = 0;
    for (let at = fromNs; at < toNs;) {
      const piece = this.pieceFrom(at);
      const end = Math.min(toNs, piece.endNs);
      sum += areaOf(piece, end);
      at = end;
    }
    return sum;
  }

  /** When the area since `fromNs` reaches `owed`; Infinity if never. */
  reach(fromNs: number, owed: number): number {
    let left = owed;
    for (let at = fromNs; ;) {
      const piece = this.pieceFrom(at);
      if (piece.endNs === Infinity) {
        const rate = piece.rate(at);
        return rate > 0 ? at + Math.round((left / rate) * NS_PER_S) : Infinity;
      }
      const area = areaOf(piece, piece.endNs);
      // The sum of the pieces before is not exact to the last bit.
      if (area >= left - 1e-12 * Math.max(1, owed)) return solve(piece, Math.min(left, area));
      left -= area;
      at = piece.endNs;
    }
  }
}

/** The area under a piece up to an instant: Simpson, exact up to cubics. */
function areaOf({ fromNs, rate }: Piece, toNs: number): number {
  const middle = rate((fromNs + toNs) / 2);
  return ((toNs - fromNs) / NS_PER_S / 6) * (rate(fromNs) + 4 * middle + rate(toNs));
}

/** The instant of a piece at which the area under it reaches so much. */
function solve(piece: Piece, area: number): number {
  const { fromNs, endNs, rate, straight } = piece;
  if (straight) {
    // As k6 computes it: the positive root of the quadratic.
    const seconds = (endNs - fromNs) / NS_PER_S;
    const from = rate(fromNs);
    const to = rate(endNs);
    if (from === to) return fromNs + Math.round((area / from) * NS_PER_S);
    const root = Math.sqrt(Math.max(0, seconds * (from * from * seconds + 2 * area * (to - from))));
    return fromNs + Math.round(((from * seconds - root) / (from - to)) * NS_PER_S);
  }
  let low = fromNs;
  let high = endNs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (areaOf(piece, middle) < area) low = middle;
    else high = middle;
  }
  return high;
}
