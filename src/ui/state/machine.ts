/** The states of a session: of the run in the worker, and of the playhead. */
import { setup } from 'xstate';

type RunEvent =
  /** A run was requested, its first frame arrived, it was paused, it ended, it failed. */
  | { type: 'asked' }
  | { type: 'interval' }
  | { type: 'stopped' }
  | { type: 'over' }
  | { type: 'failed' };

export const runMachine = setup({ types: { events: {} as RunEvent } }).createMachine({
  id: 'run',
  initial: 'loading',
  on: { asked: '.loading', failed: '.failed' },
  states: {
    loading: { on: { interval: 'computing', over: 'computed', stopped: 'stopped' } },
    computing: { on: { over: 'computed', stopped: 'stopped' } },
    stopped: { on: { interval: 'computing', over: 'computed' } },
    computed: { on: { interval: 'computing' } },
    failed: {},
  },
});

type PlayheadEvent = { type: 'play' } | { type: 'pause' } | { type: 'grab' } | { type: 'drop' };

export const playheadMachine = setup({ types: { events: {} as PlayheadEvent } }).createMachine({
  id: 'playhead',
  initial: 'paused',
  states: {
    paused: { on: { play: 'playing', grab: 'seeking' } },
    playing: { on: { pause: 'paused', grab: 'seekingWhilePlaying' } },
    seeking: { on: { drop: 'paused', play: 'seekingWhilePlaying' } },
    seekingWhilePlaying: { on: { drop: 'playing', pause: 'seeking' } },
  },
});
