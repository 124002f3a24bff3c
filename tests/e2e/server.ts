/** Serves the built page as a static host does, in a way that tests have a hand in. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** Runs before the page's policy is read, in browsers that let no test in any earlier. */
const WATCH = `<script>
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    violations.push(violatedDirective + ' ' + blockedURI));
</script>`;

/** Somebody's page around ours: its own fragment says what the frame shows. */
const AROUND = `<!doctype html><title>around</title>
<iframe title="run" width="960" height="540"></iframe>
<script>document.querySelector('iframe').src = './?embed' + location.hash;</script>`;

export interface Served {
  /** Where the page is, without a fragment. */
  url: string;
  /** Files that are not found, for now. */
  missing: RegExp | null;
  close(): void;
}

/** The page notes in `violations` what its policy has forbidden. */
export async function serve(): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const path = pathname === '/' ? '/index.html' : pathname;
    const send = (text: string | Buffer): void =>
      void response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain').end(text);
    if (path === '/around.html') return send(AROUND);
    // What it serves is not quite what was built, which the service worker would find out.
    const found =
      path === '/sw.js' || served.missing?.test(path)
        ? Promise.reject(new Error('missing'))
        : readFile(new URL(`../../dist${path}`, import.meta.url));
    found.then(
      (text) => send(path === '/index.html' ? String(text).replace('<head>', `$&${WATCH}`) : text),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const served: Served = {
    url: `http://127.0.0.1:${port}/`,
    missing: null,
    close: () => void server.close(),
  };
  return served;
}
