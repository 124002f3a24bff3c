/** A run that can be asked: what it has recorded, and what was set to happen in it. */
import type { Entities, SpecLink } from '../../engine/index.ts';
import { type Counted, type Evidence, type Recording, Seen } from '../story/seen.ts';
import type { Happening } from '../story/symptom.ts';
import { triggersOf } from '../story/triggers.ts';
import type { Question } from './question.ts';

/** Long enough to count, short enough to be now. */
const WINDOW_MS = 3000;
/** What an edit brings comes within so long. */
const EDITED_MS = 30_000;
/** Of what a service answers: fewer failures are no trouble. */
const FAILING = 0.02;
/** So many attempts a call are more than an accident. */
export const AGAIN = 1.02;

/** What a question is about, and when. */
export type Place = Pick<Question, 'of' | 'on' | 'atMs'>;

export type Sum = Evidence & { fromMs: number; value: number };

export class Asked {
  readonly seen: Seen;
  readonly triggers: readonly Happening[];

  constructor(recording: Recording) {
    const { spec, store } = recording;
    this.triggers = triggersOf(spec, store.count * store.layout.intervalMs);
    this.seen = new Seen(recording, this.triggers);
  }

  /** The intervals that a question is about: so many that enough has ended, up to its instant. */
  window({ atMs }: Pick<Question, 'atMs'>): { from: number; to: number } {
    const to = Math.min(this.seen.count, this.seen.intervalAt(atMs) + 1);
    return { from: Math.max(0, to - this.seen.lasting(WINDOW_MS)), to };
  }

  /** The last interval that a question is about: that of its instant. */
  last(at: Pick<Question, 'atMs'>): number {
    return this.window(at).to - 1;
  }

  /** A sum over the seconds before. @param name of a column, or `failures.` and a reason */
  counted({ of, on, atMs }: Place, name: string): Sum {
    const { from, to } = this.window({ atMs });
    return this.seen.counted(of, on, name as Counted<Entities>, from, to);
  }

  /** The fault on it that is on. @param fits which of them explain what is asked about */
  faultOn(
    { on, atMs }: Pick<Question, 'on' | 'atMs'>,
    fits: (fault: string) => boolean = () => true,
  ): Happening | null {
    const isOn = ({ kind, on: its, fromMs, toMs, evidence }: Happening): boolean =>
      kind === 'fault' &&
      its === on &&
      fromMs <= atMs &&
      atMs < toMs &&
      fits(evidence[0]!.path.replace(/.*\./, ''));
    return this.triggers.findLast(isOn) ?? null;
  }

  /** The nearest such fault on what it calls, directly or through others, or on the way there. */
  faultBelow(service: string, atMs: number, fits: (fault: string) => boolean): Happening | null {
    const places = [service];
    // Places added during the loop are visited, too.
    for (const place of places)
      for (const { id, to } of this.linksFrom(place)) {
        const fault = this.faultOn({ on: id, atMs }, fits) ?? this.faultOn({ on: to, atMs }, fits);
        if (fault) return fault;
        if (!places.includes(to)) places.push(to);
      }
    return null;
  }

  /** What somebody has changed of it not long ago, or a stage of its load. */
  changeOn({ on, atMs }: Pick<Question, 'on' | 'atMs'>): Happening | null {
    const fits = ({ kind, on: its, fromMs, toMs }: Happening): boolean =>
      its === on &&
      fromMs <= atMs &&
      (kind === 'edit' ? atMs < fromMs + EDITED_MS : kind === 'stage' && atMs < toMs);
    return this.triggers.findLast(fits) ?? null;
  }

  /** Whether a service answers with failures or turns away. */
  isFailing(place: Place): boolean {
    const [fine = 0, ...bad] = ['completed', 'failed', 'rejected'].map(
      (name) => this.counted(place, name).value,
    );
    const failed = bad.reduce((sum, n) => sum + n, 0);
    return failed > FAILING * (failed + fine);
  }

  /** Whether calls are tried again on the way to it, by whoever calls it or calls those. */
  isMultiplied(service: string, atMs: number, known = new Set<string>()): boolean {
    if (known.has(service)) return false;
    known.add(service);
    return this.linksTo(service).some(
      ({ id, from }) => this.triesAgain(id, atMs) || this.isMultiplied(from, atMs, known),
    );
  }

  triesAgain(link: string, atMs: number): boolean {
    const place = { of: 'links', on: link, atMs } as const;
    return this.counted(place, 'attempts').value > AGAIN * this.counted(place, 'calls').value;
  }

  linksFrom(id: string): SpecLink[] {
    return this.seen.topology.links.filter(({ from }) => from === id);
  }

  linksTo(id: string): SpecLink[] {
    return this.seen.topology.links.filter(({ to }) => to === id);
  }

  link(id: string): SpecLink {
    return this.seen.topology.links.find((link) => link.id === id)!;
  }
}
