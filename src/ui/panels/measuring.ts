/** Has the callees' speeds measured, for advice on timeouts and open times. */
import { measured } from '../../worker/examine.ts';
import type { Session } from '../state/session.svelte.ts';

/** It begins so long after the last change and the end of the run (ms). */
const SETTLE_MS = 400;

/** To be called in an effect. @returns how to call it off */
export function measuring({ advice, specNow, shown }: Session): (() => void) | undefined {
  const { loaded } = advice.rules;
  // The run itself goes first.
  if (!loaded || !shown.result) return undefined;
  const calling = new AbortController();
  const timer = setTimeout(async () => {
    if (!loaded.dependsOnSpeeds(specNow)) return;
    try {
      const speeds = await measured(specNow, calling.signal);
      if (!calling.signal.aborted) advice.speeds = speeds;
    } catch {
      // Called off, or its worker did not come: all other advice stands.
    }
  }, SETTLE_MS);
  return () => {
    clearTimeout(timer);
    calling.abort();
  };
}
