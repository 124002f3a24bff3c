/**
 * How long a computation will still take, by how fast it has been going lately: load comes and
 * goes, so the beginning of a run says little about its end. Only what takes long is worth a word.
 */

/** In how much time the weight of what was falls to a third, in ms. */
const MEMORY_MS = 2000;
/** Before so much time has been measured nothing is known. */
const LEARN_MS = 400;
/** What will take less than this is not worth an estimate; one that was given is kept up. */
const LONG_MS = 3000;

export class Pace {
  private lastMs = NaN;
  private lastAt = 0;
  /** Time spent and simulated, the longer ago the less. */
  private spentMs = 0;
  private simulatedMs = 0;
  private learntMs = 0;
  private long = false;

  /** It stands still from now on, until the next news. */
  rest(): void {
    this.lastMs = NaN;
  }

  /** Another computation begins. */
  begin(): void {
    this.rest();
    this.spentMs = this.simulatedMs = this.learntMs = 0;
    this.long = false;
  }

  /**
   * It has come so far. @param clockMs the time of whoever waits
   * @returns how much longer that one has to wait; null: not long, or not known yet
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

/** `about 40 s`, `about 5 min`; coarse enough to be true. */
export function roughly(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 20) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} min`;
  return `about ${Math.round(minutes / 6) / 10} h`;
}
