/** Something that can be done, by name. */
import type { Component } from 'svelte';

export interface Command {
  label: string;
  /** Its place in a menu of what is selected, level by level. */
  menu: readonly [string, ...string[]];
  /** Drawn before its name. */
  sign?: Component<{ size?: number }> | undefined;
  /**
   * A text that it needs, with the label of its field, what stands there, and what to know before;
   * one that is optional is asked for only where one types anyway.
   */
  ask?: { label: string; value: string; hint?: string; optional?: boolean };
  /** @param text the answer to `ask` */
  run: (text: string) => void;
}

/** A pattern that is like no library's. */
export const PLAIN = 'as such';
