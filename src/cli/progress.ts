/** A line on the terminal that tells how far a long run has come; gone when the run ends. */
import { formatMs } from '../scenario/units.ts';
import { count, percent, time } from './figures.ts';
import { cut } from './table.ts';

/** A run that is over sooner shows nothing. */
const PATIENCE_MS = 1000;
const INTERVAL_MS = 100;
/** Of a terminal that does not tell. */
const COLUMNS = 80;
const CLEAR = '\r\u001b[K';

/** What is needed of a stream to draw on it. */
export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export class Progress {
  readonly #stream: Terminal;
  readonly #beganMs: number;
  #shownMs: number;
  #shown = false;

  constructor(stream: Terminal, nowMs: number) {
    this.#stream = stream;
    this.#beganMs = nowMs;
    this.#shownMs = nowMs + PATIENCE_MS - INTERVAL_MS;
  }

  /** @param atMs how far the run has come, of `endMs` */
  show(nowMs: number, atMs: number, endMs: number, events: number): void {
    if (!this.#stream.isTTY || nowMs - this.#shownMs < INTERVAL_MS) return;
    this.#shownMs = nowMs;
    this.#shown = true;
    const spentMs = nowMs - this.#beganMs;
    const line = progressLine(spentMs, atMs, endMs, events);
    this.#stream.write(CLEAR + cut(line, (this.#stream.columns || COLUMNS) - 1));
  }

  clear(): void {
    if (this.#shown) this.#stream.write(CLEAR);
    this.#shown = false;
  }
}

/** `42 %  2 min of 5 m  1.2 M events/s  about 12 s left` */
export function progressLine(spentMs: number, atMs: number, endMs: number, events: number): string {
  const share = atMs / endMs;
  const rate = count(Math.round(events / (spentMs / 1000)));
  const left = share > 0 ? `about ${time((spentMs * (1 - share)) / share)} left` : '';
  return `${percent(share)}  ${time(atMs)} of ${formatMs(endMs)}  ${rate} events/s  ${left}`;
}
