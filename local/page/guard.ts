import type { Context, MiddlewareHandler } from 'hono';

/** What the page may load: itself, and the two other servers of this machine in its frames. Nothing inline, nobody around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  'frame-src http://127.0.0.1:*',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

const refuse = (context: Context, why: string): Response => context.json({ message: why }, 403);

/**
 * Only this page, opened at its own address, is answered: a page elsewhere that points a name at 127.0.0.1 has another
 * Host, one that posts across origins another Origin, and one that loads from here is not of the same site. There is no
 * session beside it: whoever runs a program here can write these headers, and can call the emulators behind the page as well.
 */
export const ownPageOnly =
  (ownOrigin: () => string): MiddlewareHandler =>
  async (context, next) => {
    const own = ownOrigin();
    const { req } = context;
    if (`http://${req.header('host')}` !== own) return refuse(context, `This page answers at ${own} only.`);
    const origin = req.header('origin');
    if (origin !== undefined && origin !== own) return refuse(context, 'Another page may not ask this one.');
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (!isRead && origin !== own) return refuse(context, 'Only the page itself may change something here.');
    const site = req.header('sec-fetch-site');
    const opened = req.header('sec-fetch-mode') === 'navigate' && isRead && !req.path.startsWith('/api/');
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !opened)
      return refuse(context, 'Another page may not load this one.');
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    return undefined;
  };
