/** The states of a session: what the worker does, and what the playhead does, side by side. */
import { setup } from 'xstate';

export type SessionEvent =
  /** A run was asked for, its first frame came, it is over, it cannot go on. */
  | { type: 'asked' }
  | { type: 'frame' }
  | { type: 'over' }
  | { type: 'failed' }
  /** The playhead. */
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'grab' }
  | { type: 'drop' };

export const sessionMachine = setup({ types: { events: {} as SessionEvent } }).createMachine({
  id: 'session',
  type: 'parallel',
  states: {
    run: {
      initial: 'loading',
      on: { asked: '.loading', failed: '.failed' },
      states: {
        loading: { on: { frame: 'computing', over: 'computed' } },
        computing: { on: { over: 'computed' } },
        computed: { on: { frame: 'computing' } },
        failed: {},
      },
    },
    playhead: {
      initial: 'paused',
      states: {
        paused: { on: { play: 'playing', grab: 'seeking' } },
        playing: { on: { pause: 'paused', grab: 'seekingWhilePlaying' } },
        seeking: { on: { drop: 'paused', play: 'seekingWhilePlaying' } },
        seekingWhilePlaying: { on: { drop: 'playing', pause: 'seeking' } },
      },
    },
  },
});
