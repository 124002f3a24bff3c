// Serves the files of a folder, on this machine only. It needs nothing but Node, so that a built
// page can be shown where nothing is installed.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const HOST = '127.0.0.1';
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** The file at an address with its size, or null. */
function fileAt(folder, address) {
  try {
    const { pathname } = new URL(`http://${HOST}${address}`);
    const path = resolve(join(folder, decodeURIComponent(pathname)));
    if (path !== folder && !path.startsWith(folder + sep)) return null;
    const file = pathname.endsWith('/') ? join(path, 'index.html') : path;
    const stats = statSync(file);
    return stats.isFile() ? { file, size: stats.size } : null;
  } catch {
    return null;
  }
}

function answer(folder, { method, url }, response) {
  const end = (status) => response.writeHead(status).end();
  if (method !== 'GET' && method !== 'HEAD') return end(405);
  const found = fileAt(folder, url);
  if (!found) return end(404);
  const { file, size } = found;
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.setHeader('content-length', size);
  // The next build may be served at the same address.
  response.setHeader('cache-control', 'no-cache');
  if (method === 'HEAD') return end(200);
  return createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** @returns the server, once it listens; null: the port is in use */
export const serve = (folder, port) =>
  new Promise((done, fail) => {
    const server = createServer((request, response) => answer(resolve(folder), request, response));
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? done(null) : fail(error)));
    server.listen(port, HOST, () => done(server));
  });
