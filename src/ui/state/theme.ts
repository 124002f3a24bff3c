/** Light, dark, or the system's theme; remembered if storage is available. */
import { Kept } from './kept.svelte.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeName = (typeof THEMES)[number];

/** To be made while a component is. */
export const themeKept = (): Kept<ThemeName> => new Kept('faultline-theme', THEMES);

export function showTheme(name: ThemeName): void {
  if (name === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = name;
}
