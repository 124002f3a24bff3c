/** A run that can be asked: what it has recorded, and what was set to happen in it. */
import {
  type Entities,
  findPath,
  type OutcomeName,
  refusalsOf,
  type Spec,
  type SpecLink,
  stackOf,
  valueAt,
} from '../../engine/index.ts';
import type { Counted } from '../story/columns.ts';
import { type Evidence, type Recording, Seen } from '../story/seen.ts';
import type { Happening } from '../story/symptom.ts';
import { triggersOf } from '../story/triggers.ts';
import type { Fits } from './kinds.ts';
import type { Question } from './question.ts';

/** Long enough to count, short enough to be now. */
const WINDOW_MS = 3000;
/** What an edit brings comes within so long. */
const EDITED_MS = 30_000;
/** Of what a service answers: fewer failures are no trouble. */
const FAILING = 0.02;
/** From this utilization on, requests wait for threads. */
export const BUSY = 0.9;
/** So many attempts a call are more than an accident. */
const AGAIN = 1.02;

/** What a question is about, and when. */
export type Place = Pick<Question, 'of' | 'on' | 'atMs'>;

export type Sum = Evidence & { fromMs: number; value: number };

export class Asked {
  readonly seen: Seen;
  readonly triggers: readonly Happening[];

  constructor(recording: Recording) {
    const { spec, store } = recording;
    const endMs = store.count * store.layout.intervalMs;
    this.triggers = triggersOf(spec, endMs).filter((one) => changesAnything(spec, one));
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

  /** Such a fault on it, that was on within the seconds before. */
  faultOn({ on, atMs }: Pick<Question, 'on' | 'atMs'>, fits: Fits): Happening | null {
    const isOn = ({ kind, on: its, fromMs, toMs, evidence }: Happening): boolean =>
      kind === 'fault' &&
      its === on &&
      fromMs <= atMs &&
      atMs < toMs + WINDOW_MS &&
      fits(evidence[0]!.path.replace(/.*\./, ''));
    return this.triggers.findLast(isOn) ?? null;
  }

  /** The nearest such fault on what it calls, directly or through others, or on the way there. */
  faultBelow(service: string, atMs: number, fits: Fits): Happening | null {
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

  /** What somebody has changed of it not long ago. @param paths of such values */
  editOn({ on, atMs }: Pick<Question, 'on' | 'atMs'>, paths: RegExp): Happening | null {
    const { edits } = this.seen.spec;
    const fits = ({ kind, on: its, fromMs, index }: Happening): boolean =>
      kind === 'edit' &&
      its === on &&
      fromMs <= atMs &&
      atMs < fromMs + EDITED_MS &&
      paths.test(edits[index!]!.set);
    return this.triggers.findLast(fits) ?? null;
  }

  /** The stage in which its load grows. */
  stageOn({ on, atMs }: Pick<Question, 'on' | 'atMs'>): Happening | null {
    const fits = ({ kind, on: its, fromMs, toMs }: Happening): boolean =>
      kind === 'stage' && its === on && fromMs <= atMs && atMs < toMs;
    return this.triggers.findLast(fits) ?? null;
  }

  /** Whether requests wait for threads of a service, or nearly. */
  isBusy(service: string, interval: number): boolean {
    const at = (name: 'utilization' | 'queue'): number =>
      this.seen.column('services', service, name)[interval]!;
    return at('utilization') >= BUSY || at('queue') >= 1;
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

  /** Of its calls the one with most under way, if any is. */
  mostAwaited(place: Pick<Question, 'on' | 'atMs'>): { link: SpecLink; value: number } | null {
    const last = this.last(place);
    const [most] = this.linksFrom(place.on)
      .map((link) => ({ link, value: this.seen.inFlight(link.id, last) }))
      .sort((a, b) => b.value - a.value);
    return most && most.value > 0 ? most : null;
  }

  /** Place of the pattern in the stack of a link or service that turns away so; -1: none does. */
  gateOf(on: string, reason: OutcomeName): number {
    return stackOf(this.seen.topology, on).findIndex(
      (layer) => !layer.params.disabled && refusalsOf(layer).includes(reason),
    );
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

/** Somebody may set what is set already. */
function changesAnything(spec: Spec, { kind, index }: Happening): boolean {
  const edit = kind === 'edit' ? spec.edits[index!] : undefined;
  if (!edit) return true;
  const before = spec.edits.slice(0, index).findLast(({ set }) => set === edit.set);
  const was = before ? before.to : valueAt(spec, findPath(edit.set, spec).path);
  return JSON.stringify(was) !== JSON.stringify(edit.to);
}
