/** Keys of a presentation; PageUp and PageDown are those of presenters' remotes. */
import { on } from 'svelte/events';
import type { Steps } from './steps.svelte.ts';

export interface Moves {
  steps: Steps;
  /** To the next step, or the one before. */
  move(by: 1 | -1): void;
  toggle(): void;
  leave(): void;
  enlarge(): void;
  /** Whether single letters act: speech input may press them by mistake. */
  letters(): boolean;
}

/** @returns a function that ends it */
export function listen({ steps, move, toggle, leave, enlarge, letters }: Moves): () => void {
  const acts: Readonly<Record<string, () => void>> = {
    ArrowRight: () => move(1),
    PageDown: () => move(1),
    ArrowLeft: () => move(-1),
    PageUp: () => move(-1),
    Home: () => steps.begin(),
    End: () => steps.end(),
    ' ': toggle,
    f: enlarge,
    Escape: leave,
  };
  return on(window, 'keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const name = key.length === 1 ? key.toLowerCase() : key;
    const isOnControl = target instanceof Element && target.closest('button, a, summary') !== null;
    if ((name === ' ' && isOnControl) || (name === 'f' && !letters())) return;
    const act = acts[name];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
