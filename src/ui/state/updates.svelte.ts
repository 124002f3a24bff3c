/**
 * The page without a network. A service worker keeps this version of the page; a newer one is
 * downloaded beside it and waits until it is chosen, or all tabs are closed.
 */
export class Updates {
  /** A newer version has been downloaded. */
  ready = $state(false);
  private registration: ServiceWorkerRegistration | null = null;

  /** Call it when the page is idle: on the first visit, this downloads all files of the page. */
  async begin(): Promise<void> {
    // In development, files change all the time.
    if (!import.meta.env.PROD) return;
    try {
      const registration = await navigator.serviceWorker.register('sw.js');
      this.registration = registration;
      registration.active?.postMessage('loaded');
      this.look();
      registration.addEventListener('updatefound', () =>
        registration.installing?.addEventListener('statechange', () => this.look()),
      );
      registration.installing?.addEventListener('statechange', () => this.look());
    } catch {
      // No service workers, no storage or no secure context: the page needs its server, as ever.
    }
  }

  /** Activates the newer version and reloads. The address holds the experiment. */
  take(): void {
    const waiting = this.registration?.waiting;
    // Another tab has activated it.
    if (!waiting) return location.reload();
    waiting.addEventListener('statechange', () => {
      if (waiting.state === 'activated') location.reload();
    });
    waiting.postMessage('activate');
  }

  /** The first version waits for nobody. */
  private look(): void {
    const { waiting, active } = this.registration ?? {};
    if (waiting && active) this.ready = true;
  }
}
