/** A progress line for long runs on the terminal; removed when the run ends. */
import { formatMs } from '../scenario/units.ts';
import { count, percent, time } from '../analysis/figures.ts';
import { cut } from './table.ts';

/** Shorter runs show nothing. */
const PATIENCE_MS = 1000;
const INTERVAL_MS = 100;
/** Width of a terminal that does not report it. */
const COLUMNS = 80;
const CLEAR = '\r\u001b[K';

/** The part of a stream that is needed to draw on it. */
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

  /** @param atMs simulated time so far, of `endMs` */
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
