import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { type Context, Hono } from 'hono';

/** Where the built page lies, and who may show it in a frame. */
export interface PagePlace {
  readonly folder: string;
  /** Origins of pages that may embed this one; none unless told. */
  readonly embedIn?: readonly string[] | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Files by their address. Only what lay in the folder at the start is ever served, so no address can reach beyond it. */
const filesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [`/${relative(folder, file).split(sep).join('/')}`, file]),
  );

/** Own script, style, font and picture files alone. Styles on elements are React's; there is no inline script and no other server. */
const policyFor = (embedIn: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${embedIn.length > 0 ? embedIn.join(' ') : "'none'"}`,
  ].join('; ');

/** The page is told who may frame it, so that it listens to nobody else. */
const contentOf = (file: string, embedIn: readonly string[]): string | Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(readFileSync(file));
  if (!file.endsWith('.html') || embedIn.length === 0) return bytes;
  const told = `<meta name="cordon-embed-in" content="${embedIn.join(' ')}" />`;
  return new TextDecoder().decode(bytes).replace('<head>', `<head>${told}`);
};

const serveFile = (context: Context, place: PagePlace, file: string): Response => {
  // A built file's name holds the hash of its content; index.html has no such name.
  const lasting = /-[\w-]{8,}\.\w+$/.test(file) && !file.endsWith('.html');
  return context.body(contentOf(file, place.embedIn ?? []), 200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policyFor(place.embedIn ?? []),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-store',
  });
};

/** An origin and nothing more: what goes into the policy may not add to it. */
const originOf = (text: string): string => {
  const { origin } = new URL(text);
  if (origin === 'null' || origin !== text.replace(/\/$/, '')) throw new Error(`${text} is not an origin.`);
  return origin;
};

export interface PageFiles {
  readonly routes: Hono;
  /** Serves the page from here on. @throws Error when the folder has no index.html, or `embedIn` is no origin */
  serve(place: PagePlace): void;
}

/** The built page at `/` with its files beside it; nothing until `serve` says where it lies. */
export const pageFiles = (): PageFiles => {
  let place: PagePlace | undefined;
  let files: ReadonlyMap<string, string> = new Map();
  const routes = new Hono();
  // A link to a message, as chat.getPermalink gives it, opens the page there.
  routes.get('/archives/:channel/:message', (context) =>
    context.redirect(`/#/archives/${context.req.param('channel')}/${context.req.param('message')}`),
  );
  routes.get('*', (context) => {
    const file = files.get(context.req.path === '/' ? '/index.html' : context.req.path);
    return place && file ? serveFile(context, place, file) : context.text('There is nothing here.', 404);
  });
  const serve = (next: PagePlace): void => {
    const found = filesIn(next.folder);
    if (!found.has('/index.html')) throw new Error(`There is no index.html in ${next.folder}.`);
    place = { folder: next.folder, embedIn: (next.embedIn ?? []).map(originOf) };
    files = found;
  };
  return { routes, serve };
};
