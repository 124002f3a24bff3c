/**
 * Named rows with versions, for optimistic locking: a request records the version that it reads,
 * and its write fails if the version has changed since.
 */
import type { Pool } from '../flight/pool.ts';
import type { Frame } from './moves.ts';

export class Rows {
  private readonly pool: Pool;
  /** Start of the read versions among a frame's slots. */
  private readonly slot: number;

  constructor(pool: Pool, slot: number) {
    this.pool = pool;
    this.slot = slot;
  }

  private at(f: Frame, row: number): number {
    return f.slots + this.slot + row;
  }

  /** A request starts: it has read nothing. */
  forget(f: Frame): void {
    const first = this.at(f, 0);
    this.pool.slots.fill(0, first, first + f.host!.rows.length);
  }

  read(f: Frame, row: number): void {
    this.pool.slots[this.at(f, row)] = f.host!.rows[row]! + 1;
  }

  /** @returns false if the row's version has changed since this request read it */
  write(f: Frame, row: number): boolean {
    const { rows } = f.host!;
    const at = this.at(f, row);
    const seen = this.pool.slots[at]!;
    if (seen !== 0 && seen !== rows[row]! + 1) return false;
    rows[row]!++;
    if (seen !== 0) this.pool.slots[at] = rows[row]! + 1;
    return true;
  }
}
