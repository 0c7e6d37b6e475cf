import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { SlackControl } from './control';
import { sameSecret } from './workspace';

const person = z.string().min(1);
const fault = z.strictObject({
  duplicate: z.boolean().exactOptional(),
  replay: z.boolean().exactOptional(),
  forged: z.boolean().exactOptional(),
  skewSeconds: z.number().exactOptional(),
  contentType: z.string().exactOptional(),
});
const clickCommon = {
  user: person,
  actionId: z.string().min(1),
  blockId: z.string().min(1).exactOptional(),
  value: z.string().exactOptional(),
  picked: z.array(z.string()).exactOptional(),
  confirm: z.boolean().exactOptional(),
  fault: fault.exactOptional(),
};
const clickSchema = z.union([
  z.strictObject({ ...clickCommon, channel: z.string().min(1), ts: z.string().min(1) }),
  z.strictObject({ ...clickCommon, viewId: z.string().min(1) }),
]);
const submitSchema = z.strictObject({
  user: person,
  viewId: z.string().min(1),
  values: z.record(z.string(), z.union([z.string(), z.array(z.string())])).exactOptional(),
  fault: fault.exactOptional(),
});
const closeSchema = z.strictObject({ user: person, viewId: z.string().min(1), all: z.boolean().exactOptional() });
const slashSchema = z.strictObject({
  user: person,
  channel: z.string().min(1),
  command: z.string().startsWith('/'),
  text: z.string().exactOptional(),
});
const common = { method: z.string().exactOptional(), times: z.number().int().min(1).exactOptional() };
const breakSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['down', 'answer-lost']), ...common }),
  z.strictObject({ kind: z.literal('slow'), ms: z.number().min(0), ...common }),
  z.strictObject({ kind: z.literal('status'), status: z.number().int().min(400).max(599), ...common }),
  z.strictObject({ kind: z.literal('ratelimited'), retryAfterSeconds: z.number().int().min(0), ...common }),
  z.strictObject({ kind: z.literal('error'), error: z.string(), ...common }),
]);
const urlSchema = z.strictObject({ url: z.url() });

/** Reads the JSON body, does the act, and turns what was wrong about it into a 400 with a sentence. */
const act = async <T>(context: Context, schema: z.ZodType<T>, run: (input: T) => unknown) => {
  try {
    const parsed = schema.safeParse(await context.req.json());
    if (!parsed.success) return context.json({ error: z.prettifyError(parsed.error) }, 400);
    return context.json({ result: (await run(parsed.data)) ?? null });
  } catch (error) {
    return context.json({ error: error instanceof Error ? error.message : String(error) }, 400);
  }
};

const since = (context: Context): number => Number(context.req.query('after') ?? 0);

/**
 * The control over loopback HTTP, for the terminal and other processes. Every call carries the token of this start in
 * `x-control-token`, so that a web page in a browser on the same machine cannot click.
 */
export const controlRoutes = (control: SlackControl, token: string): Hono => {
  const routes = new Hono();
  routes.use('*', async (context, next) =>
    sameSecret(context.req.header('x-control-token') ?? '', token)
      ? next()
      : context.json({ error: 'x-control-token is missing or wrong' }, 401),
  );
  routes.get('/people', (context) => context.json({ result: control.people() }));
  routes.get('/channels', (context) => context.json({ result: control.channels() }));
  routes.get('/deliveries', (context) => context.json({ result: control.deliveries() }));
  routes.get('/transcript', (context) =>
    context.json({ result: control.transcript().filter((entry) => entry.seq > since(context)) }),
  );
  routes.get('/messages/:channel', (context) =>
    context.json({ result: control.messages(context.req.param('channel'), context.req.query('reader')) }),
  );
  routes.get('/views/:user', (context) => context.json({ result: control.views(context.req.param('user')) }));
  routes.post('/click', (context) => act(context, clickSchema, (click) => control.click(click)));
  routes.post('/submit', (context) => act(context, submitSchema, (submit) => control.submit(submit)));
  routes.post('/close', (context) => act(context, closeSchema, (close) => control.close(close)));
  routes.post('/slash', (context) => act(context, slashSchema, (slash) => control.slash(slash)));
  routes.post('/break', (context) => act(context, breakSchema, (fault) => control.break(fault)));
  routes.post('/mend', (context) => act(context, z.unknown(), () => control.mend()));
  routes.post('/interactions-url', (context) => act(context, urlSchema, ({ url }) => control.sendInteractionsTo(url)));
  return routes;
};
