/** What is drawn of attempts, for whoever points at one. */
import type { Trip } from './trips.ts';

/** Its middle, in px from the corner of the canvas. */
export type Dot = Trip & { x: number; y: number };

/** A canvas that tells what is drawn on it. */
export interface Dotted extends HTMLCanvasElement {
  dots?: readonly Dot[];
}
