/**
 * A part of the page that is loaded after the first frame. Loading can fail: the network is down,
 * or the server has a new version of the page.
 */
export class Part<T> {
  /** The loaded module; null: not loaded. */
  loaded: T | null = $state.raw(null);
  /** The last attempt failed. */
  failed = $state(false);
  /** A retry is in progress. */
  retrying = $state(false);
  private asked = false;
  private readonly fetch: () => Promise<T>;

  /** @param fetch a dynamic import */
  constructor(fetch: () => Promise<T>) {
    this.fetch = fetch;
  }

  /** Loads it, unless it is loaded or loading. */
  async load(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    try {
      this.loaded = await this.fetch();
      this.failed = false;
    } catch {
      this.failed = true;
      this.asked = false;
    }
  }

  /**
   * Retries. Firefox caches failed imports per document, and modules of an older version are gone
   * for good; both cases end in a reload. The address holds the page's state, so a reload loses
   * only the undo history.
   */
  async retry(): Promise<void> {
    if (this.retrying) return;
    this.retrying = true;
    await this.load();
    if (this.failed && (await serverAnswers())) location.reload();
    this.retrying = false;
  }
}

/** Whether a reload would succeed: without a network the page would be lost. */
const serverAnswers = (): Promise<boolean> =>
  new Promise((resolve) => {
    const icon = new Image();
    icon.onload = () => resolve(true);
    icon.onerror = () => resolve(false);
    icon.src = `favicon.svg?at=${Date.now()}`;
  });
