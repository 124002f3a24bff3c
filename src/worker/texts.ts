/** The page's side of the worker that reads texts: it is kept for as long as somebody writes. */
import type { Reading } from '../scenario/check.ts';
import type { Content } from '../scenario/editing/rewrite.ts';
import type { TextReader } from './protocol.ts';
import { type Ask, askOf } from './remote.ts';
import ReaderWorker from './text-reader.ts?worker';

/** A text that takes longer is not read, in ms. */
const PATIENCE_MS = 8000;

export class Texts {
  private worker: Worker | null = null;
  private ask: Ask<TextReader> | null = null;
  /** Ends what is asked of the worker. */
  private fail: (why: string) => void = () => undefined;

  /** Fails if the worker crashes or does not answer; the next text gets another one. */
  read(text: string): Promise<Reading> {
    return this.answer((ask) => ask('read', text));
  }

  /** The text after its content has changed elsewhere. Fails like `read`. */
  rewrite(text: string, before: Content, after: Content): Promise<string> {
    return this.answer((ask) => ask('rewrite', text, before, after));
  }

  private async answer<T>(question: (ask: Ask<TextReader>) => Promise<T>): Promise<T> {
    const ask = (this.ask ??= this.start());
    const { worker } = this;
    let timer;
    try {
      return await new Promise<T>((resolve, reject) => {
        const fail = (why: string): void => reject(new Error(`it could not be read: ${why}`));
        this.fail = fail;
        worker!.onerror = (event) => fail(event.message || 'the reader could not be loaded');
        timer = setTimeout(fail, PATIENCE_MS, `no answer for ${PATIENCE_MS / 1000} s`);
        question(ask).then(resolve, reject);
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
    this.fail('it was closed');
  }
}
