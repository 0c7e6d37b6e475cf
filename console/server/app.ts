import { timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { credentialsFor, type OperatorClient, operatorClient } from '../../adapters/operator';
import type { Asset } from './assets';
import { checkHost, checkOrigin, fromOwnPage, guardAnswers } from './gate';
import type { ConsoleOptions } from './options';
import { refuse, refuseFor } from './refusals';
import { allowedCall } from './routes';
import { CODE_SECONDS, type Sessions } from './sessions';

const BODY_MAX = 64 * 1024;

export interface Served {
  readonly options: ConsoleOptions;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly sessions: Sessions;
  /** Known to whoever started the server; asks for start codes. */
  readonly token: string;
  /** `127.0.0.1:<port>`, once it listens. */
  readonly host: () => string;
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const bearer = (context: Context): string =>
  /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';

const checkSession =
  (sessions: Sessions): MiddlewareHandler =>
  async (context, next) =>
    sessions.holds(bearer(context))
      ? next()
      : refuse(
          context,
          401,
          'no-session',
          'This page’s session is over. Start the console again with “cordon console”.',
        );

/** One client per profile, made when it is first asked for: credentials are read and renewed by AWS's own chain. */
const clientsFor = ({ url, region, profiles }: ConsoleOptions) => {
  const made = new Map<string, OperatorClient>();
  return (asked: string | undefined): { readonly client: OperatorClient; readonly profile?: string } | undefined => {
    const profile = asked ?? profiles[0];
    if (profile !== undefined && !profiles.includes(profile)) return undefined;
    const key = profile ?? '';
    const client =
      made.get(key) ?? operatorClient({ url, region, credentials: credentialsFor(profile), door: 'operator' });
    made.set(key, client);
    return { client, ...(profile === undefined ? {} : { profile }) };
  };
};

const bodyOf = async (context: Context): Promise<object | undefined> => {
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) return undefined;
  const body: unknown = await context.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined;
};

const callHub = (options: ConsoleOptions): ((context: Context) => Promise<Response>) => {
  const clientFor = clientsFor(options);
  return async (context) => {
    const url = new URL(context.req.url);
    const call = allowedCall(context.req.method, url.pathname.slice('/api/'.length), url.searchParams);
    if (call.kind === 'unknown') return refuse(context, 404, 'no-such-call', 'The console makes no such call.');
    if (call.kind === 'wrong-query')
      return refuse(
        context,
        400,
        'bad-input',
        `The query field ${call.field} is not one that this call takes.`,
        call.field,
      );
    if (call.kind === 'wrong-method') {
      context.header('allow', call.allow);
      return refuse(context, 405, 'wrong-method', `This call takes ${call.allow}.`);
    }
    const chosen = clientFor(context.req.header('x-cordon-profile'));
    if (!chosen)
      return refuse(context, 400, 'bad-input', 'That AWS profile was not given to “cordon console”.', 'profile');
    const body = call.method === 'POST' ? await bodyOf(context) : {};
    if (!body) return refuse(context, 415, 'bad-input', 'A call that changes something carries one JSON object.');
    try {
      return context.json(
        call.method === 'GET'
          ? await chosen.client.get<object>(call.path)
          : await chosen.client.post<object>(call.path, body),
      );
    } catch (error) {
      return refuseFor(context, error, chosen.profile);
    }
  };
};

/** What a page needs to know of how the console was started. */
const startedWith = ({ profiles, awsConsole, embedIn }: Served['options']) => ({
  profiles,
  awsConsole,
  ...(embedIn ? { embedIn } : {}),
});

const openSession = (sessions: Sessions, options: Served['options']) => async (context: Context) => {
  const body = await bodyOf(context);
  const code = body && 'code' in body && typeof body.code === 'string' ? body.code : '';
  const token = sessions.exchange(code);
  return token
    ? context.json({ ...startedWith(options), token })
    : refuse(
        context,
        401,
        'no-session',
        'This address was used before, or is too old. Start the console again with “cordon console”.',
      );
};

/** A parent program asks with its token and is no browser; an open page asks for a further tab, with its session. */
const giveCode =
  ({ sessions, token, host }: Served) =>
  (context: Context) => {
    const parent = context.req.header('x-cordon-token');
    const program = parent !== undefined && context.req.header('origin') === undefined && same(parent, token);
    const page = fromOwnPage(context, host()) && sessions.holds(bearer(context));
    return program || page
      ? context.json({ code: sessions.newCode(CODE_SECONDS.page) })
      : refuse(context, 403, 'not-allowed', 'Only who started the console, or a page of it, gets start codes.');
  };

const asset = (assets: ReadonlyMap<string, Asset>) => (context: Context) => {
  const found = assets.get(context.req.path);
  if (!found) return refuse(context, 404, 'not-found', 'There is no such page.');
  context.header('content-type', found.type);
  if (found.lasting) context.header('cache-control', 'private, max-age=31536000, immutable');
  return context.body(found.bytes);
};

/** The console's server as a function from request to answer. */
export const consoleApp = (served: Served): Hono => {
  const { options, assets, sessions, host } = served;
  const app = new Hono();
  app.use('*', guardAnswers(options.embedIn));
  app.use('*', checkHost(host));
  const tooLarge = (context: Context) =>
    refuse(context, 413, 'too-large', 'That is more than the console takes at once.');
  app.use('*', bodyLimit({ maxSize: BODY_MAX, onError: tooLarge }));
  app.get('/health', (context) => context.json({ ok: true }));
  app.post('/codes', giveCode(served));
  app.use('/session', checkOrigin(host));
  app.post('/session', openSession(sessions, options));
  app.get('/session', checkSession(sessions), (context) => context.json(startedWith(options)));
  app.all('/api/*', checkOrigin(host), checkSession(sessions), callHub(options));
  app.get('*', asset(assets));
  app.notFound((context) => refuse(context, 404, 'not-found', 'There is no such page.'));
  app.onError((error, context) => refuseFor(context, error, undefined));
  return app;
};
