/** A fake clock for libraries that read the real one. */
import { vi } from 'vitest';

/** Instants at which whole ms are whole seconds too: libraries that round see the same as we do. */
const EPOCH = 1_700_000_000_000;

export function fakeTime(): void {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'],
    now: EPOCH,
  });
}

export const sinceEpoch = (): number => Date.now() - EPOCH;
