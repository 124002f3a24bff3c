/**
 * A part of the page that is fetched after the first frame. It may fail to come: the network is
 * down, or a new version of the page has taken its place on the server.
 */
export class Part<T> {
  /** What was fetched; null: it has not come. */
  loaded: T | null = $state.raw(null);
  /** The last attempt to fetch it failed. */
  failed = $state(false);
  /** Somebody has asked for another attempt, which goes on. */
  retrying = $state(false);
  private asked = false;
  private readonly fetch: () => Promise<T>;

  /** @param fetch a dynamic import */
  constructor(fetch: () => Promise<T>) {
    this.fetch = fetch;
  }

  /** Fetches it, unless that is done or under way. */
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
   * Fetches it once more. Firefox remembers per document that a module could not be fetched, and a
   * module of a former version is gone for good; both end with a reload. The address holds all that
   * the page shows, so a reload costs the undo history only.
   */
  async retry(): Promise<void> {
    if (this.retrying) return;
    this.retrying = true;
    await this.load();
    if (this.failed && (await serverAnswers())) location.reload();
    this.retrying = false;
  }
}

/** Whether a reload would find the page: without a network it would lose it. */
const serverAnswers = (): Promise<boolean> =>
  new Promise((resolve) => {
    const icon = new Image();
    icon.onload = () => resolve(true);
    icon.onerror = () => resolve(false);
    icon.src = `favicon.svg?at=${Date.now()}`;
  });
