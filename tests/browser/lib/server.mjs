import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Media types of the files a site holds. */
const TYPES = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
};

/**
 * Serves a folder on the loopback interface, as strictly as a careful host would: nothing from elsewhere, nothing
 * inline, no guessing of types.
 *
 * @param {string} folder the built site
 * @param {string} mount path below which it stands, with a slash at both ends
 * @returns {Promise<{base: string, origin: string, close: () => Promise<void>}>}
 */
export async function serve(folder, mount = '/') {
  const root = path.resolve(folder);
  const server = createServer(async (request, response) => {
    const send = (status, type, body) => {
      response.writeHead(status, {
        'Content-Type': type,
        'Content-Security-Policy': "default-src 'self'",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    try {
      const asked = decodeURIComponent(new URL(request.url, 'http://site').pathname);
      const file = path.join(root, asked.slice(mount.length));
      const inside = asked.startsWith(mount) && file.startsWith(root + path.sep);
      // A folder's address is not answered with its index.html: the site's links name files, and have to.
      const body = inside ? await readFile(file).catch(() => null) : null;
      if (body) send(200, TYPES[path.extname(file)] ?? 'application/octet-stream', body);
      else send(404, TYPES['.txt'], 'not found');
    } catch {
      send(400, TYPES['.txt'], 'bad request');
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    base: origin + mount,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        // Keep-alive connections of a browser would hold the server open.
        server.closeAllConnections();
      }),
  };
}
