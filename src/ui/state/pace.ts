/**
 * Estimated remaining time of a computation, from its recent speed: load varies, so the start of a
 * run says little about its end. Only long waits are reported.
 */

/** Time constant of the smoothing, in ms. */
const MEMORY_MS = 2000;
/** Minimum measured time before an estimate. */
const LEARN_MS = 400;
/** Minimum remaining time for a first estimate; a shown estimate is kept up to date. */
const LONG_MS = 3000;

export class Pace {
  private lastMs = NaN;
  private lastAt = 0;
  /** Time spent and time simulated, with decaying weights. */
  private spentMs = 0;
  private simulatedMs = 0;
  private learntMs = 0;
  private long = false;

  /** Paused until the next update. */
  rest(): void {
    this.lastMs = NaN;
  }

  /** Another computation starts. */
  begin(): void {
    this.rest();
    this.spentMs = this.simulatedMs = this.learntMs = 0;
    this.long = false;
  }

  /**
   * Progress so far. @param clockMs the wall clock
   * @returns the remaining time; null: short, or unknown
   */
  leftMs(clockMs: number, nowMs: number, endMs: number): number | null {
    const passed = clockMs - this.lastMs;
    const simulated = nowMs - this.lastAt;
    this.lastMs = clockMs;
    this.lastAt = nowMs;
    if (passed >= 0 && simulated >= 0) {
      const keep = Math.exp(-passed / MEMORY_MS);
      this.spentMs = this.spentMs * keep + passed;
      this.simulatedMs = this.simulatedMs * keep + simulated;
      this.learntMs += passed;
    }
    if (this.learntMs < LEARN_MS || this.simulatedMs <= 0) return null;
    const left = ((endMs - nowMs) * this.spentMs) / this.simulatedMs;
    this.long ||= left > LONG_MS;
    return this.long ? left : null;
  }
}

/** `about 40 s`, `about 5 min`: rounded to a realistic precision. */
export function roughly(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 20) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} min`;
  return `about ${Math.round(minutes / 6) / 10} h`;
}
