/**
 * The theme's colors for what is drawn on a canvas, which knows no CSS variables. They are read
 * once, and anew whenever the theme changes: reading them lays out the whole page.
 */
import { createContext } from 'svelte';

const NAMES = [
  'paper',
  'panel',
  'line',
  'line-strong',
  'ink',
  'ink-soft',
  'accent',
  'ok',
  'degraded',
  'failed',
  'retry',
  'hedge',
  'waiting',
  'live',
  'offered',
] as const;

export type Hue = (typeof NAMES)[number];
export type Colours = Readonly<Record<Hue, string>>;

/** For all that is drawn on a page. To be made while a component is. */
export class Theme {
  colours: Colours = $state.raw(read());

  constructor() {
    $effect(() => watch(() => (this.colours = read())));
  }
}

export const [getTheme, setTheme] = createContext<Theme>();

/** As they are now, each as `rgb(…)`. */
function read(): Colours {
  // A variable's own text may hold light-dark(); only a property that takes a color resolves it.
  const probe = document.createElement('span');
  const parts = NAMES.map((name) => {
    const part = document.createElement('span');
    // Forced colors replace those of elements, not what is drawn.
    part.style.setProperty('forced-color-adjust', 'none');
    part.style.color = `var(--${name})`;
    return part;
  });
  // All at once: each time that something is put into the page styles are worked out anew.
  probe.append(...parts);
  document.body.append(probe);
  const colours = parts.map((part, i) => [NAMES[i], getComputedStyle(part).color]);
  probe.remove();
  return Object.fromEntries(colours) as Colours;
}

/** Calls after every change of theme. @returns ends it */
function watch(changed: () => void): () => void {
  const root = new MutationObserver(changed);
  root.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const preference = matchMedia('(prefers-color-scheme: dark)');
  preference.addEventListener('change', changed);
  return () => {
    root.disconnect();
    preference.removeEventListener('change', changed);
  };
}

/** The same color, letting through what lies under it. @param share 0: all, 1: nothing */
export const faded = (colour: string, share: number): string =>
  colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`);
