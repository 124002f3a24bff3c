/**
 * Recent work, kept by the browser: whatever was changed or drawn here, each with its link, and
 * with its text where that has comments of its own. What cannot be read is kept as it is, and what
 * cannot be stored is said.
 */
import { on } from 'svelte/events';
import type { Lab } from '../../scenario/lab.ts';
import { isChanged } from '../../scenario/experiment.ts';
import { experimentIn } from '../../scenario/lab.ts';
import { withoutView } from '../../scenario/url.ts';
import { columnsOf } from '../../engine/index.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { Texts } from '../../worker/texts.ts';
import type { Session } from '../state/session.svelte.ts';
import { textSoon } from './texts.ts';

export interface Entry {
  id: string;
  /** When it was last changed, in ms since 1970. */
  at: number;
  title: string;
  /** The part of the link after the address. */
  fragment: string;
  /** Null: the link says everything. */
  text: string | null;
  /** Requests that were sent and that failed, along the run. */
  offered: number[];
  failed: number[];
}

const KEY = 'faultline-work';
const DAMAGED = 'faultline-work-damaged';
const ENTRIES_MAX = 30;
/** Points of a sparkline. */
const POINTS = 40;
/** Delay after the last change, in ms. */
const SETTLE_MS = 1000;

const isText = (value: unknown): value is string => typeof value === 'string';
const areNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number');

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at, title, fragment, text, offered, failed } = value as Record<string, unknown>;
  return (
    [id, title, fragment].every(isText) &&
    typeof at === 'number' &&
    (text === null || isText(text)) &&
    areNumbers(offered) &&
    areNumbers(failed)
  );
}

export class Recent {
  entries: readonly Entry[] = $state.raw([]);
  /** What went wrong with the storage. */
  trouble: string | null = $state(null);
  /** Other pages have numbers of their own. */
  private readonly page = `${Date.now()}-${Math.floor(performance.now() * 1000)}`;

  constructor() {
    this.entries = this.read();
  }

  /** @returns what is stored; another page may have stored more since */
  private read(): Entry[] {
    let stored: string | null = null;
    try {
      stored = localStorage.getItem(KEY);
      if (stored === null) return [];
      const values: unknown = JSON.parse(stored);
      if (!Array.isArray(values)) throw new Error('no list');
      const entries = values.filter(isEntry);
      if (entries.length < values.length) this.damaged(stored, values.length - entries.length);
      return entries;
    } catch {
      if (stored !== null) this.damaged(stored, null);
      return [];
    }
  }

  private damaged(stored: string, count: number | null): void {
    const what = count === null ? 'Your saved work' : `${count} of your saved scenarios`;
    this.trouble = `${what} could not be read. The stored text is kept as ${DAMAGED}.`;
    try {
      localStorage.setItem(DAMAGED, stored);
    } catch {
      this.trouble = `${what} could not be read.`;
    }
  }

  /** Keeps a lab as it is now, in place of what it was before. */
  private async keep(session: Session, fragment: string): Promise<void> {
    const { lab, spec, run } = session;
    const drawn = sparklineOf(run.store);
    const text = lab.draft?.text ?? (lab.source ? await this.textOf(session) : null);
    const stored = this.read();
    const isIt = (one: Entry): boolean => withoutView(one.fragment) === withoutView(fragment);
    const entry: Entry = {
      ...{ id: `${this.page}-${lab.work ?? 0}`, at: Date.now(), title: spec.title, fragment },
      // A link brings no text: that of the same scenario is still its own.
      text: text ?? stored.find(isIt)?.text ?? null,
      ...drawn,
    };
    const others = stored.filter((one) => one.id !== entry.id && !isIt(one));
    this.store([entry, ...others].slice(0, ENTRIES_MAX));
  }

  /** Null: it could not be made, and the link has to do. */
  private async textOf(session: Session): Promise<string | null> {
    const texts = new Texts();
    try {
      return await textSoon(session, texts);
    } catch {
      return null;
    } finally {
      texts.close();
    }
  }

  remove(id: string): void {
    this.store(this.read().filter((entry) => entry.id !== id));
  }

  /** What has no room goes, the oldest first; if nothing has, what is stored stays. */
  private store(entries: Entry[]): void {
    this.entries = entries;
    for (let left = entries.length; left > 0 || entries.length === 0; left--)
      try {
        localStorage.setItem(KEY, JSON.stringify(entries.slice(0, left)));
        this.entries = entries.slice(0, left);
        const gone = entries.length - left;
        if (gone > 0) this.trouble = `The browser has no more room: the oldest ${gone} went.`;
        return;
      } catch {
        if (left === 0) break;
      }
    this.trouble =
      'The browser does not store anything here: save your work as a file, or copy its link.';
  }

  /** Keeps what is changed, when it has come to rest, and reads what another page has stored. */
  follow(session: Session, fragment: () => string): void {
    $effect(() =>
      on(window, 'storage', ({ key }) => {
        if (key === KEY) this.entries = this.read();
      }),
    );
    $effect(() => {
      const { lab } = session;
      void session.shown.result;
      if (!isOwn(lab)) return;
      const timer = setTimeout(() => void this.keep(session, fragment()), SETTLE_MS);
      return () => clearTimeout(timer);
    });
  }
}

/** A built-in scenario as it came is in the list of scenarios anyway. */
const isOwn = (lab: Lab): boolean =>
  [lab.source, lab.draft].some(Boolean) ||
  lab.name === null ||
  lab.variants.some((_, index) => isChanged(experimentIn(lab, index)));

function sparklineOf(store: IntervalStore | null): Pick<Entry, 'offered' | 'failed'> {
  const along = (name: 'offered' | 'failed'): number[] => {
    if (!store || store.count === 0) return [];
    const column = columnsOf('clients').indexOf(name);
    return Array.from({ length: POINTS }, (_, point) => {
      const interval = Math.floor((point / POINTS) * store.count);
      const sum = store.layout.clients.reduce(
        (total, { at }) => total + store.value(interval, at + column),
        0,
      );
      return Math.round(sum * 100) / 100;
    });
  };
  return { offered: along('offered'), failed: along('failed') };
}
