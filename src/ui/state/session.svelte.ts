/**
 * The state of the page: a lab, the runs of its variants as far as computed, and the playhead.
 * Every change creates a new lab; undo restores an earlier one.
 */
import type { EditSpec, Spec } from '../../engine/index.ts';
import {
  type Change,
  type Experiment,
  experimentOf,
  withChange,
  withEdit,
  withoutChange,
  withoutEdit,
} from '../../scenario/experiment.ts';
import {
  experimentIn,
  type Lab,
  labOf,
  letterOf,
  lookOf,
  type Other,
  VARIANTS_MAX,
  withExperiment,
  withKept,
  withOthers,
} from '../../scenario/lab.ts';
import type { Beside } from '../charts/beside.ts';
import type { Selection } from '../kit/selection.ts';
import { Advice } from './advice.svelte.ts';
import type { BuiltIn } from './built-in.ts';
import { Former } from './former.svelte.ts';
import { History } from './history.svelte.ts';
import { Playhead } from './playhead.svelte.ts';
import { shapesOf } from './interval-shape.ts';
import { Telling } from './telling.svelte.ts';
import { Variants } from './variants.svelte.ts';

/** Scope of a knob: from the playhead on, or the whole run. */
export type Reach = 'now' | 'start';

/** What undo brings back. */
type Moment = Pick<Session, 'lab' | 'selection'>;

export class Session {
  lab = $state.raw() as Lab;
  readonly variants = new Variants(() => this.playhead);
  /** The variant that knobs act on, and its experiment. */
  readonly shown = $derived(this.variants.all[this.lab.shown]!);
  readonly experiment: Experiment = $derived(experimentIn(this.lab, this.lab.shown));
  readonly run = $derived(this.shown.run);
  readonly spec: Spec = $derived(this.shown.spec);
  readonly specNow: Spec = $derived(this.shown.specNow);
  readonly durationMs = $derived(this.spec.duration);
  readonly interval = $derived(this.shown.interval);
  readonly look = $derived(this.shown.look);
  readonly playhead: Playhead;

  readonly advice = new Advice(() => this.specNow);
  readonly telling = new Telling(() => this.shown);

  reach: Reach = $state('now');
  selection: Selection | null = $state.raw(null);
  private readonly former = new Former();
  /** Number of labs that were opened so far. */
  private works = 0;
  /** Whatever the shown variant is compared with. */
  readonly beside: readonly Beside[] = $derived(
    this.lab.variants.length > 1 ? this.variants.beside(this.lab) : this.former.beside(),
  );
  /** Variants have one seed. */
  readonly canKeepFormer = $derived(this.former.run?.lab.seed === this.lab.seed);
  /** The letter of the shown variant: what was is A. */
  readonly letter = $derived(letterOf(this.lab.shown + (this.former.run ? 1 : 0)));
  /** All variants are on the stage, not only the shown one. */
  isWide = $state(false);
  /** What the page is instead of a workbench. */
  mode: 'present' | 'embed' | null = $state(null);
  /** What is open over the page. */
  overlay: 'commands' | 'files' | 'help' | 'trace' | 'contrast' | 'charts' | null = $state(null);
  /** The pane with the scenario's text is open. */
  isTextShown = $state(false);
  /** Another message. */
  notice: string | null = $state(null);
  /** What a gesture has just done, for who does not see it. */
  said = $state.raw({ text: '' });
  /** The content to show is still being validated. */
  private waits = false;

  private readonly history = new History<Moment>();
  readonly canUndo = $derived(this.history.canUndo);
  readonly canRedo = $derived(this.history.canRedo);

  /** @param waits nothing runs until another lab is opened, or `go` is called */
  constructor(lab: Lab, atMs = 0, waits = false) {
    this.lab = lab;
    this.playhead = new Playhead(
      () => this.shown,
      () => this.telling.stops,
    );
    this.variants.follow(lab);
    this.playhead.seek(atMs);
    this.waits = waits;
    if (!waits) this.compute();
  }

  /** Shows the held experiment. */
  go(): void {
    if (this.waits) this.compute();
  }

  /** The messages have been read. */
  dismiss(): void {
    if (this.run.trouble === null) this.notice = null;
    else this.run.trouble = null;
  }

  /** Shows another lab. */
  open(lab: Lab, atMs = 0): void {
    // What waited for this one was never shown.
    if (!this.waits) this.history.add(this.present, null);
    this.playhead.pause();
    this.leave();
    this.lab = { ...lab, work: ++this.works };
    this.compute();
    this.playhead.seek(atMs);
  }

  openScenario({ name, spec, look }: BuiltIn): void {
    const lab = { ...labOf(experimentOf(name, spec)), look };
    this.open(lab, lookOf(lab));
  }

  /** Resets everything that belonged to the previous one. */
  private leave(): void {
    this.selection = null;
    this.former.forget();
    this.advice.forget();
    this.telling.forget();
    this.variants.forget();
  }

  private compute(): void {
    this.waits = false;
    this.notice = null;
    this.variants.follow(this.lab);
    if (this.lab.variants.length === 1) this.isWide = false;
    else this.former.forget();
    this.variants.proceed(this.isWide);
    this.playhead.seek(this.playhead.atMs);
  }

  private become(experiment: Experiment, gesture: string | null): void {
    this.remember(gesture);
    this.put(withExperiment(this.lab, experiment), gesture);
  }

  private get present(): Moment {
    return { lab: this.lab, selection: this.selection };
  }

  private put(lab: Lab, gesture: string | null): void {
    this.history.add(this.present, gesture);
    this.lab = lab;
    this.compute();
  }

  /**
   * Takes the lab after a change of its scenario.
   * @param gesture calls of one gesture, for example while somebody types, are one undo step
   */
  edit(lab: Lab, selection: Selection | null, gesture: string | null = null): void {
    const { work } = this.lab;
    const own = work === undefined ? lab : { ...lab, work };
    this.fit(own);
    this.put(own, gesture);
    this.selection = selection;
  }

  /** Results of the present lab stay in view until there are those of the next, if they fit. */
  private fit(next: Lab): void {
    const isSame = next.work === this.lab.work && shapesOf(next) === shapesOf(this.lab);
    if (isSame) this.former.forget();
    else this.leave();
  }

  /** The same lab, of whose text something else is known. */
  annotate(lab: Lab): void {
    this.lab = lab;
  }

  /** Somebody has brought a text that cannot be read yet; it is to be mended. */
  propose(text: string): void {
    this.history.add(this.present, null);
    this.lab = { ...this.lab, draft: { text, since: null } };
    this.isTextShown = true;
  }

  /** Keeps the run before a change; within a gesture, the one before it. */
  private remember(gesture: string | null): void {
    if (!this.history.continues(gesture)) this.former.take(this.lab, this.shown);
  }

  /**
   * Sets a value of the spec, from the playhead on or for the whole run.
   * @param gesture calls of one gesture, for example a drag, are one undo step
   */
  set(path: string, value: unknown, gesture: string | null = null): void {
    const at = Math.min(Math.round(this.playhead.atMs), this.durationMs);
    if (this.reach === 'start' || at === 0) this.change([{ set: path, to: value }], gesture);
    else this.become(withEdit(this.experiment, { at, set: path, to: value }), gesture);
  }

  /** Sets values of the spec for the whole run. */
  change(changes: readonly Change[], gesture: string | null = null): void {
    this.become(changes.reduce(withChange, this.experiment), gesture);
  }

  moveEdit(edit: EditSpec, at: number, gesture: string | null = null): void {
    this.become(withEdit(withoutEdit(this.experiment, edit), { ...edit, at }), gesture);
  }

  removeEdit(edit: EditSpec): void {
    this.become(withoutEdit(this.experiment, edit), null);
  }

  /** Removes a change for the whole run. */
  removeChange(path: string): void {
    this.become(withoutChange(this.experiment, path), null);
  }

  /** Keeps the shown variant as it is, so that what comes is compared with it. */
  keep(names = { kept: '', shown: '' }): void {
    if (this.lab.variants.length >= VARIANTS_MAX) return;
    this.put(withKept(this.lab, names), null);
  }

  /** Keeps what was before the last change as a variant. */
  keepFormer(): void {
    const lab = this.canKeepFormer ? this.former.keptIn(this.lab) : null;
    if (lab) this.put(lab, null);
  }

  /** Keeps the shown variant, and puts others beside it. */
  compareWith(kept: string, others: readonly Other[]): void {
    this.put(withOthers(this.lab, kept, others), null);
  }

  /** Shows another variant. */
  show(index: number): void {
    this.lab = { ...this.lab, shown: index };
    this.compute();
  }

  /** Puts all variants on the stage, or only the shown one. */
  widen(isWide: boolean): void {
    this.isWide = isWide;
    this.variants.proceed(isWide);
  }

  /** Takes the lab after a change of its variants, or of where cards stand. */
  arrange(lab: Lab, gesture: string | null = null): void {
    this.put(lab, gesture);
  }

  setSeed(seed: string): void {
    if (seed !== this.experiment.seed) this.become({ ...this.experiment, seed }, null);
  }

  /** The gesture has ended. @param gesture only if it is this one */
  release(gesture?: string): void {
    this.history.release(gesture);
  }

  undo(): void {
    this.swap(this.history.undo(this.present), 'Undone.');
  }

  redo(): void {
    this.swap(this.history.redo(this.present), 'Redone.');
  }

  private swap(moment: Moment | undefined, text: string): void {
    if (!moment) return;
    const { lab, selection } = moment;
    const { base, work } = this.lab;
    if (lab.base !== base) {
      this.fit(lab);
      this.selection = selection;
    } else if (!this.shown.runs(experimentIn(lab, lab.shown))) this.remember(null);
    this.said = { text };
    this.lab = lab;
    this.compute();
    if (lab.work !== work) this.notice = `${text} This is “${this.spec.title}” again.`;
  }

  close(): void {
    this.variants.close();
    this.playhead.close();
  }
}
