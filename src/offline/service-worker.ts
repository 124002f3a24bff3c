/**
 * Keeps the page available without a network. Each version of the page has a cache that holds all
 * of its files, verified by hash. A page loads everything from one version: a new version waits
 * until all tabs are closed or a user chooses to reload. In the second case, tabs that still run
 * the old version go on to load its files from the old cache. Names under `assets/` contain a hash
 * of the contents, so a name that the new version lacks belongs to exactly one old file.
 */

/** Path in the page's folder → hash of the contents. The page itself has the empty path. */
declare const FILES: Readonly<Record<string, string>>;
/** Hash of all files and of this code. */
declare const VERSION: string;
declare const self: ServiceWorkerGlobalScope;

const { scope } = self.registration;
/** Caches are per origin, and other folders of the origin may hold other copies of the page. */
const PREFIX = `faultline ${scope} `;
const CURRENT = PREFIX + VERSION;
/** A program that accepts connections and never answers must not keep the page from loading. */
const LOOPBACK_TIMEOUT_MS = 1000;
/** Pages that this worker has delivered, by client. */
const delivered = new Set<string>();

/** Entries of an interrupted download are kept: each was verified. */
async function download(): Promise<void> {
  const cache = await caches.open(CURRENT);
  const present = new Set((await cache.keys()).map(({ url }) => url));
  const store = async (path: string, integrity: string): Promise<void> => {
    const { href } = new URL(path, scope);
    if (present.has(href)) return;
    const load = (mode: RequestCache) => fetch(href, { integrity, cache: mode });
    // What the page has just loaded need not be transferred twice, unless it is out of date.
    const response = await load('default').catch(() => load('reload'));
    // Browsers reject redirected responses as pages.
    await cache.put(href, response.redirected ? new Response(response.body, response) : response);
  };
  const files = Object.entries(FILES);
  await Promise.all(files.map((entry) => store(...entry)));
  // The active worker may have taken an interrupted download for an old version meanwhile.
  const complete = await (await caches.open(CURRENT)).keys();
  if (complete.length < files.length) throw new Error('the download was deleted');
}

const cached = (url: string, cacheName: string): Promise<Response | undefined> =>
  caches.match(url, { cacheName, ignoreVary: true });

async function otherVersions(): Promise<string[]> {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== CURRENT);
}

/**
 * Deletes all other versions, unless one of them is newer or a tab may still run one of them: a tab
 * that got its page from elsewhere.
 */
async function deleteOlder(): Promise<void> {
  const names = await otherVersions();
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const here = windows.filter(({ url }) => url.startsWith(scope));
  const { installing, waiting } = self.registration;
  if (installing || waiting || !here.every(({ id }) => delivered.has(id))) return;
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** A file of another version whose name is unknown to this one. */
async function otherFile(url: string): Promise<Response | undefined> {
  for (const name of await otherVersions()) {
    const found = await cached(url, name);
    if (found) return found;
  }
  return undefined;
}

/**
 * Whether another program on this machine has taken over the port of `npm start`. This worker would
 * hide it forever.
 */
async function isPortReused(): Promise<boolean> {
  if (!/^(localhost|127\..*|\[::1\])$/.test(self.location.hostname)) return false;
  const options: RequestInit = { cache: 'no-store', method: 'HEAD' };
  try {
    const signal = AbortSignal.timeout(LOOPBACK_TIMEOUT_MS);
    const { ok, headers } = await fetch(self.location.href, { ...options, signal });
    return !ok || !/javascript/.test(headers.get('content-type') ?? '');
  } catch {
    return false;
  }
}

async function page(request: Request, url: string): Promise<Response> {
  if (await isPortReused()) {
    await self.registration.unregister();
    return fetch(request);
  }
  return file(request, cached(url, CURRENT));
}

/** Storage may be gone: then the network serves the page as if there were no worker. */
const file = async (request: Request, found: Promise<Response | undefined>): Promise<Response> =>
  (await found.catch(() => undefined)) ?? fetch(request);

self.addEventListener('install', (event) => event.waitUntil(download()));
self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([self.clients.claim(), deleteOlder()])),
);
self.addEventListener('message', (event) => {
  if (event.data === 'activate') event.waitUntil(self.skipWaiting());
  if (event.data === 'loaded') event.waitUntil(deleteOlder());
});
self.addEventListener('fetch', (event) => {
  const { request, resultingClientId } = event;
  const url = new URL(request.url);
  url.hash = '';
  const isPage = request.mode === 'navigate';
  if (isPage) url.search = '';
  if (request.method !== 'GET' || !url.href.startsWith(scope)) return;
  const name = url.href.slice(scope.length);
  const path = isPage && name === 'index.html' ? '' : name;
  const { href } = new URL(path, scope);
  if (isPage && Object.hasOwn(FILES, path)) {
    delivered.add(resultingClientId);
    event.respondWith(page(request, href));
  } else if (Object.hasOwn(FILES, path)) event.respondWith(file(request, cached(href, CURRENT)));
  else if (path.startsWith('assets/')) event.respondWith(file(request, otherFile(href)));
});

export {};
