/** The random streams of a run, created on first use of a name. */
import { Stream } from './random.ts';

export type SavedStreams = Record<string, [number, number, number, number]>;

export class Streams {
  private readonly byName = new Map<string, Stream>();

  private readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
  }

  get(name: string): Stream {
    let stream = this.byName.get(name);
    if (!stream) {
      stream = new Stream(this.seed, name);
      this.byName.set(name, stream);
    }
    return stream;
  }

  save(): SavedStreams {
    const saved: SavedStreams = {};
    for (const [name, { s0, s1, s2, c }] of this.byName) saved[name] = [s0, s1, s2, c];
    return saved;
  }

  restore(saved: SavedStreams): void {
    for (const [name, [s0, s1, s2, c]] of Object.entries(saved))
      Object.assign(this.get(name), { s0, s1, s2, c });
  }
}
