/** The lanes with their texts, and the playhead and the pointer among them. */
import { clock, spoken } from '../kit/clock.ts';
import { Paced } from '../charts/paced.svelte.ts';
import type { Session } from '../state/session.svelte.ts';
import { HANG } from '../stage/hanging.ts';
import { readClient } from '../stage/readings.ts';
import { answered, courseOf, successWords } from './endings.ts';
import { lanesOfEdits, lanesOfFaults } from './marks.ts';
import { scrubbing } from './scrub.ts';
import type { setWords } from '../../analysis/set-words.ts';

/** Above this number, lanes are lower. */
const MANY = 5;
/** Maximum number of distinguishable ticks on a lane. */
const TICKS = 300;

export class Lanes {
  private readonly session: Session;
  private readonly valueOf: () => typeof setWords | null;
  /** The axis, whose width is the run, and that width in px. */
  track: HTMLElement | null = $state.raw(null);
  width = $state(0);
  /** The time under a hovering pointer. */
  hoverMs: number | null = $state(null);
  readonly paced: Paced;
  readonly scrub: ReturnType<typeof scrubbing>;

  readonly store = $derived.by(() => this.session.run.store);
  /** Known before the first frames, so that the page does not jump. */
  readonly clients = $derived.by(() => {
    const ids = Object.keys(this.session.spec.clients).sort();
    return this.store?.layout.clients ?? ids.map((id) => ({ id, at: 0 }));
  });
  /** Each client's strip. */
  readonly courses = $derived.by(() => {
    void this.paced.turn;
    const { store } = this;
    return store ? this.clients.map((client) => courseOf(store, client)) : [];
  });
  /** Strips of other variants in the lane of each client; that of the former run takes no room. */
  readonly bands = $derived.by(() => this.session.lab.variants.length - 1);
  readonly layers = $derived(
    this.store?.layout.patterns.filter(({ states }) => states.length > 1) ?? [],
  );
  readonly faults = $derived.by(() => lanesOfFaults(this.session.spec.faults));
  readonly edits = $derived.by(() =>
    lanesOfEdits(
      { edits: this.shownEdits, faults: this.session.spec.faults },
      this.session.durationMs,
      this.width,
      this.valueOf(),
    ),
  );
  /** What has a lane. While something is dragged there are no new lanes: nothing moves then. */
  private laned: readonly string[] = [];
  private readonly shownEdits = $derived.by(() => {
    const { experiment, playhead } = this.session;
    const { edits } = experiment;
    if (playhead.held) return edits.filter(({ set }) => this.laned.includes(set));
    this.laned = edits.map(({ set }) => set);
    return edits;
  });
  readonly compact = $derived.by(() => {
    const changed = this.faults.names.length + this.edits.names.length;
    return this.clients.length + changed + this.layers.length > MANY;
  });
  /** Transitions closer than this share a tick. */
  readonly apartMs = $derived.by(() => this.session.durationMs / TICKS);

  /** Position of the playhead in percent, and the outcomes there. */
  readonly percent = $derived.by(() => this.percentOf(this.session.playhead.atMs));
  /** Each client's, in words. */
  readonly answered = $derived.by(() => {
    const { store, session } = this;
    void session.look;
    return this.clients.map((client) =>
      store ? answered(readClient(store, session.interval, client)) : '',
    );
  });
  readonly success = $derived.by(() => {
    const { store, session } = this;
    void session.look;
    if (!store || store.layout.clients.length === 0) return '';
    return successWords(readClient(store, session.interval, ...store.layout.clients));
  });
  readonly spoken = $derived.by(
    () => spoken(this.session.playhead.atMs) + (this.success ? `, ${this.success}` : ''),
  );
  /** Text for the time under the pointer. */
  readonly hovered = $derived.by(() => {
    const at = this.hoverMs;
    if (at === null) return '';
    const hang = this.courses.some(({ hangs }) =>
      hangs.some(({ fromMs, toMs }) => at >= fromMs && at < toMs),
    );
    return clock(at, 1) + (hang ? ` ${HANG}` : '');
  });

  /**
   * To be made while a component is.
   * @param valueOf says what edits set; null: it has not come yet
   */
  constructor(session: Session, valueOf: () => typeof setWords | null) {
    this.session = session;
    this.valueOf = valueOf;
    this.paced = new Paced(() => session.run.version);
    this.scrub = scrubbing(
      session.playhead,
      (clientX) => this.instantAt(clientX),
      (atMs) => (this.hoverMs = atMs),
    );
  }

  get intervalMs(): number {
    return this.store?.layout.intervalMs ?? 100;
  }

  /** The time at a screen position; outside the run, a time beyond it. */
  instantAt(clientX: number): number {
    const box = this.track?.getBoundingClientRect();
    const share = box && box.width > 0 ? (clientX - box.left) / box.width : 0;
    return share * this.session.durationMs;
  }

  percentOf(atMs: number): number {
    return Math.min(100, (atMs / this.session.durationMs) * 100);
  }
}
