/** What the stage reads of an instant, for the inspector to say the same. */
import { Board } from '../stage/board.svelte.ts';
import { outlineOf } from '../stage/outline.ts';
import type { Session } from '../state/session.svelte.ts';

/** Nothing is drawn with it, and nothing is grouped. */
export function boardOf(session: Session): Board {
  return new Board({
    get spec() {
      return session.specNow;
    },
    get outline() {
      return outlineOf(session.specNow);
    },
    get store() {
      return session.run.store;
    },
    get version() {
      return session.run.version;
    },
    get look() {
      return session.look;
    },
    get interval() {
      return session.interval;
    },
    get atMs() {
      return session.playhead.shownMs;
    },
    form: 'roomy',
    advised: [],
    selection: null,
    onselect: () => {},
    onopen: () => {},
  });
}
