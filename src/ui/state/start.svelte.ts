/**
 * Startup and lifecycle of a page: the address determines the content and follows it; time drives
 * the playhead; keys act on the session.
 */
import { untrack } from 'svelte';
import { on } from 'svelte/events';
import { tinykeys } from 'tinykeys';
import first from 'virtual:first';
import { experimentOf } from '../../scenario/experiment.ts';
import { labOf, lookOf } from '../../scenario/lab.ts';
import type { Part } from '../kit/part.svelte.ts';
import type * as Address from './address.ts';
import { Kept } from './kept.svelte.ts';
import { modeIn } from './mode.ts';
import { Session } from './session.svelte.ts';

/** Delay of address updates after the last change, in ms. */
const SETTLE_MS = 300;

export interface Page {
  session: Session;
  /** The address of the current content. */
  link(): string;
  /** Opens the part of a link after the address. */
  openLink(fragment: string): void;
  /** Whether keys without Ctrl act on the run from anywhere. */
  shortcuts: Kept<'on' | 'off'>;
}

/** Call it once, during component initialization. */
export function start(address: Part<typeof Address>): Page {
  const known = address.loaded;
  const here = known?.fromFragment(location.hash, known.builtIns) ?? null;
  const found = typeof here === 'string' ? null : here;
  const plain = found?.foreign ? null : found;
  const shown = plain?.experiment ?? experimentOf(first.name, first.spec);
  const lab = { ...labOf(shown), look: (plain ?? first).look };
  const session = new Session(lab, plain?.atMs ?? lookOf(lab), found?.foreign);
  session.mode = modeIn(location.search);
  const links = $derived(address.loaded && address.loaded.linksOf(session));
  /** Addresses that this page wrote or has read need not be read. */
  let written = known ? location.hash : '';
  /** What the address is about: another scenario gets an entry of its own in the history. */
  let about = session.lab.work;

  /** Null while the code that writes addresses is not loaded: ours may be about something else. */
  const fragment = (): string | null => address.loaded?.fragmentOf(session) ?? null;
  const link = (): string => fragment() ?? location.hash;
  const read = (): void => {
    if (location.hash === written) return;
    links?.open((written = location.hash));
  };
  const openLink = (other: string): void => {
    history.pushState(null, '', other);
    written = '';
    read();
  };
  if (here) untrack(() => links?.begin(here));

  $effect(() => {
    if (!links) return;
    untrack(read);
    return on(window, 'hashchange', read);
  });
  $effect(() => {
    // Whatever of these changes, the address follows when it has come to rest, but never that of
    // a frame. A playhead that plays never rests; what is changed meanwhile must not be lost.
    const { lab, selection, playhead, mode, telling } = session;
    void [lab, selection, telling.question, playhead.speed, playhead.playing || playhead.atMs];
    if (!links || links.checking || mode === 'embed') return;
    return afterwards(() => {
      // An external navigation has changed the address; its event is pending.
      if (location.hash !== written) return read();
      const { work } = session.lab;
      const isSame = links.arrived() || work === about;
      const whole = (mode ? `?${mode}` : location.pathname) + link();
      history[isSame ? 'replaceState' : 'pushState'](null, '', whole);
      about = work;
      written = location.hash;
    });
  });
  expose(session, fragment, () => !!links && (links.checking || location.hash !== written));
  $effect(() => passTime(session));
  for (const one of [session.advice, session.telling]) $effect(() => one.follow());
  const shortcuts = new Kept('faultline-shortcuts', ['on', 'off']);
  $effect(() => listenToKeys(session, () => shortcuts.value === 'on'));
  return { session, link: () => location.href.replace(/#.*|$/, link), openLink, shortcuts };
}

/** After changes have settled. @returns a function that cancels it */
function afterwards(act: () => void): () => void {
  const timer = setTimeout(act, SETTLE_MS);
  return () => clearTimeout(timer);
}

/**
 * The page's state for consoles and tests: `faultline.result` has the result of a finished run,
 * `faultline.fragment` the address of that run.
 * @param opening whether a link has come that is not open yet
 */
function expose(session: Session, fragment: () => string | null, opening: () => boolean): void {
  const faultline = {
    get result() {
      // While another run is computed, the session still has the previous result.
      const isOver = session.run.phase === 'computed' && !opening();
      return isOver ? $state.snapshot(session.run.result) : null;
    },
    get fragment() {
      return fragment();
    },
  };
  Object.assign(globalThis, { faultline: Object.freeze(faultline) });
}

/** Time passes for the playhead, once per screen interval: a page at rest asks for no frames. */
function passTime(session: Session): (() => void) | undefined {
  if (!session.playhead.playing) return undefined;
  let last = performance.now();
  let request = requestAnimationFrame(function frame(now) {
    session.playhead.tick(Math.max(0, Math.min(250, now - last)));
    last = now;
    request = requestAnimationFrame(frame);
  });
  return () => cancelAnimationFrame(request);
}

/** In a field, keys belong to the field. */
const typing = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    (target.matches('input, select, textarea') && !target.matches('[type=checkbox]')));

/** In a text field, keys belong to the field. */
const writing = (event: KeyboardEvent): boolean =>
  typing(event) &&
  !(event.target as HTMLElement).matches('[type=range], [type=radio], [type=checkbox], select');

/** And undo, once something is typed. */
const correcting = (event: KeyboardEvent): boolean =>
  writing(event) && !(event.target as HTMLElement).matches('[data-clean]');

/** @param single whether single keys act; speech input may press them by mistake */
function listenToKeys(session: Session, single: () => boolean): (() => void) | undefined {
  // A mode has keys of its own.
  if (session.mode) return undefined;
  const key =
    (act: () => void, yields = typing) =>
    (event: KeyboardEvent) => {
      // A dialog handles its own keys.
      if (yields(event) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      act();
    };
  const onControl = (event: KeyboardEvent): boolean =>
    event.target instanceof HTMLElement &&
    event.target.matches('button, a, summary, input, select, [role=slider]');
  const one = (act: () => void, yields = typing) => key(act, (event) => !single() || yields(event));
  const off = on(window, 'keydown', (event) => {
    const isControl = event.ctrlKey || event.metaKey;
    if (event.key === 'k' && isControl) session.overlay = 'commands';
    else if (event.key === '?' && !isControl && !event.altKey && single() && !writing(event))
      session.overlay = session.overlay === 'help' ? null : 'help';
    else return;
    event.preventDefault();
  });
  const release = tinykeys(window, {
    Space: one(
      () => session.playhead.toggle(),
      (event) => onControl(event) || typing(event),
    ),
    ArrowLeft: one(() => session.playhead.step(-1)),
    ArrowRight: one(() => session.playhead.step(1)),
    'Shift+ArrowLeft': one(() => session.playhead.jump(-1)),
    'Shift+ArrowRight': one(() => session.playhead.jump(1)),
    Home: one(() => session.playhead.seek(0)),
    End: one(() => session.playhead.seek(session.durationMs)),
    '$mod+z': key(() => session.undo(), correcting),
    '$mod+Shift+z': key(() => session.redo(), correcting),
    '$mod+y': key(() => session.redo(), correcting),
    Escape: () => {
      if (!document.querySelector('dialog[open]')) session.selection = null;
    },
  });
  return () => {
    off();
    release();
  };
}
