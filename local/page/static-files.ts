import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import type { MiddlewareHandler } from 'hono';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });

/** Serves what was built, and nothing else: only names that are in the folder now are ever opened. `pages` give index.html. */
export const staticFiles = (folder: string, pages: readonly string[]): MiddlewareHandler => {
  const known = new Map(filesUnder(folder).map((path) => [`/${relative(folder, path)}`, path]));
  return async (context, next) => {
    const path = pages.includes(context.req.path) ? '/index.html' : context.req.path;
    const file = known.get(path);
    if (!file) return next();
    // Everything but the page itself has its content's hash in its name.
    const cache = path === '/index.html' ? 'no-store' : 'private, max-age=31536000, immutable';
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    return context.body(new Uint8Array(readFileSync(file)), 200, { 'content-type': type, 'cache-control': cache });
  };
};
