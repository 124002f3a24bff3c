/** The page's side of the worker that reads texts: it is kept for as long as somebody writes. */
import type { Reading } from '../scenario/check.ts';
import type { TextReader } from './protocol.ts';
import { type Ask, askOf } from './remote.ts';
import ReaderWorker from './text-reader.ts?worker';

/** A text that takes longer is not read, in ms. */
const PATIENCE_MS = 8000;

export class Texts {
  private worker: Worker | null = null;
  private ask: Ask<TextReader> | null = null;

  /** Fails if the worker crashes or does not answer; the next text gets another one. */
  async read(text: string): Promise<Reading> {
    const ask = (this.ask ??= this.start());
    const { worker } = this;
    let timer;
    try {
      return await new Promise<Reading>((resolve, reject) => {
        const fail = (why: string): void => reject(new Error(`it could not be read: ${why}`));
        worker!.onerror = (event) => fail(event.message || 'the reader could not be loaded');
        timer = setTimeout(fail, PATIENCE_MS, `no answer for ${PATIENCE_MS / 1000} s`);
        ask('read', text).then(resolve, reject);
      });
    } catch (error) {
      if (worker === this.worker) this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private start(): Ask<TextReader> {
    this.worker = new ReaderWorker();
    return askOf<TextReader>(this.worker);
  }

  close(): void {
    this.worker?.terminate();
    this.worker = this.ask = null;
  }
}
