import type { Context, MiddlewareHandler } from 'hono';
import { refuse } from './refusals';

/**
 * What the page may load and who may frame it. Scripts come from this server alone, never inline; styles too, because
 * React sets them through the object model, which the policy leaves alone.
 */
const policyFor = (embedIn: string | undefined): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${embedIn ?? "'none'"}`,
  ].join('; ');

/** Headers of every answer, refusals too. */
export const guardAnswers = (embedIn: string | undefined): MiddlewareHandler => {
  const headers = {
    'content-security-policy': policyFor(embedIn),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(embedIn ? {} : { 'x-frame-options': 'DENY' }),
  };
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store');
  };
};

/** Only under its own name: a page whose DNS name was rebound to this machine has another Host. */
export const checkHost =
  (host: () => string): MiddlewareHandler =>
  async (context, next) =>
    context.req.header('host') === host()
      ? next()
      : refuse(context, 421, 'wrong-host', `Open the console under its own address, http://${host()}.`);

/** A call comes from the page itself: browsers say so in headers that no script can forge. */
export const fromOwnPage = (context: Context, host: string): boolean => {
  const origin = context.req.header('origin');
  if (origin !== undefined) return origin === `http://${host}`;
  // A browser leaves Origin out of a GET within one origin.
  return context.req.method === 'GET' && context.req.header('sec-fetch-site') === 'same-origin';
};

export const checkOrigin =
  (host: () => string): MiddlewareHandler =>
  async (context, next) =>
    fromOwnPage(context, host())
      ? next()
      : refuse(context, 403, 'wrong-origin', 'Only the console’s own page may call its server.');
