/** What is drawn of attempts, for whoever points at one. */
import type { Trip } from './trips.ts';

/** Its middle, in px from the corner of the canvas. */
export type Dot = Trip & { x: number; y: number };

/** By canvas: what is drawn on it at the moment. */
export const dotsOn = new WeakMap<Element, () => Dot[]>();
