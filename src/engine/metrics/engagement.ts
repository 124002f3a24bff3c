/**
 * How the threads of each replica are engaged: for somebody who waits, for nobody any more, or in
 * waiting for a dependency. Kept by change: of all frames only those are looked at that may be
 * engaged otherwise than the last time.
 */
import * as at from '../model/flight/frame.ts';
import type { Frame } from '../model/moves/moves.ts';
import type { Replica } from '../model/parts/replica.ts';
import type { World } from '../model/world.ts';

const LIVE = 0;
const ABANDONED = 1;
const WAITING = 2;
const KINDS = 3;

export class Engagement {
  private readonly w: World;
  /** By frame: whose thread it has, and how it is engaged. */
  private readonly owners: (Replica | null)[] = [];
  private readonly kinds: number[] = [];
  /** By service: so many of each replica's threads, kind by kind. */
  private readonly counts: number[][];

  constructor(w: World) {
    this.w = w;
    this.counts = w.services.map(() => []);
    w.pool.watch();
  }

  /** Looks at what has changed. */
  update(): void {
    this.w.pool.showChanged((f) => this.look(f));
  }

  private look(f: Frame): void {
    const owner = this.owners[f.id] ?? null;
    if (owner !== null) this.count(owner, this.kinds[f.id]!, -1);
    const replica = f.kind >= 0 && (f.flags & at.THREAD) !== 0 ? f.replica : null;
    this.owners[f.id] = replica;
    if (replica === null) return;
    const kind = f.wanted === at.ABANDONED ? ABANDONED : f.phase === at.WAITING ? WAITING : LIVE;
    this.kinds[f.id] = kind;
    this.count(replica, kind, 1);
  }

  private count({ service, index }: Replica, kind: number, change: number): void {
    const counts = this.counts[service.index]!;
    while (counts.length <= index * KINDS + kind) counts.push(0);
    counts[index * KINDS + kind]! += change;
  }

  /** Shows a replica's live, abandoned and waiting threads. */
  show({ service, index }: Replica, put: (count: number) => void): void {
    const counts = this.counts[service.index]!;
    for (let kind = 0; kind < KINDS; kind++) put(counts[index * KINDS + kind] ?? 0);
  }
}
