import type { Context, MiddlewareHandler } from 'hono';

/** Names that a page elsewhere points at 127.0.0.1 are turned away, so that no web page can talk to this server. */
export const isOwnHost = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');

const problemWith = (context: Context): string | undefined => {
  const [origin, site, host] = ['origin', 'sec-fetch-site', 'host'].map((name) => context.req.header(name));
  if (origin === undefined && site === undefined)
    return 'A browser says where a request comes from; this one does not.';
  if (origin !== undefined && origin !== `http://${host}`) return `Requests from ${origin} are not answered.`;
  if (site !== undefined && site !== 'same-origin') return 'Only this server’s own page is answered here.';
  return undefined;
};

/** Lets this server's own page through and nobody else: another page in the same browser may not read or click here. */
export const onlyOwnPage: MiddlewareHandler = async (context, next) => {
  const problem = problemWith(context);
  return problem === undefined ? next() : context.json({ error: problem }, 403);
};
