import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { faultsOf, turnFault } from './faults';
import { actOnPage } from './page-acts';
import type { FaultOrder, PageAct } from './page-api';
import { pageEvents } from './page-events';
import { onlyOwnPage } from './page-guard';
import { pageState } from './page-state';
import type { Workspace } from './workspace';

/** Far above the fullest form, and nothing that could fill the memory. */
const MOST_BYTES = 128 * 1024;

const word = z.string().min(1).max(255);
const text = z.string().max(12_000);
const by = { as: word };
const surface = z.union([z.strictObject({ channel: word, ts: word }), z.strictObject({ viewId: word })]);
const values = z.record(z.string(), z.union([text, z.array(text).max(200)]));
const used = {
  ...by,
  on: surface,
  blockId: word,
  actionId: word,
  confirmed: z.boolean().optional(),
  values: values.optional(),
};

const actSchema: z.ZodType<PageAct> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('click'), ...used }),
  z.strictObject({ do: z.literal('select'), ...used, picked: z.array(text).max(200) }),
  z.strictObject({ do: z.literal('submit'), ...by, viewId: word, values }),
  z.strictObject({ do: z.literal('close'), ...by, viewId: word, all: z.boolean().optional() }),
  z.strictObject({ do: z.literal('slash'), ...by, channel: word, command: word.startsWith('/'), text }),
  z.strictObject({ do: z.literal('say'), ...by, channel: word, text: text.min(1), threadTs: word.optional() }),
  z.strictObject({ do: z.literal('open-home'), ...by }),
  z.strictObject({ do: z.literal('open-direct'), ...by }),
  z.strictObject({ do: z.literal('read'), ...by, channel: word, threadTs: word.optional() }),
  z.strictObject({ do: z.literal('dismiss'), ...by, channel: word, ts: word }),
  z.strictObject({ do: z.literal('redeliver'), ...by, delivery: word }),
]);

const orderSchema: z.ZodType<FaultOrder> = z.strictObject({
  fault: z.enum(['down', 'slow', 'server-error', 'rate-limited', 'duplicate', 'replay', 'forged', 'skew']),
  on: z.boolean(),
  amount: z.number().optional(),
});

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Answers in JSON, and turns what was wrong with the request into a 400 with a sentence. */
const answered = async (context: Context, run: () => unknown): Promise<Response> => {
  try {
    return context.json((await run()) as object);
  } catch (error) {
    return context.json({ error: sentenceOf(error) }, 400);
  }
};

const readJson = async <T>(context: Context, schema: z.ZodType<T>): Promise<T> => {
  if (context.req.header('content-type')?.split(';')[0]?.trim() !== 'application/json')
    throw new Error('Send JSON, with the content type application/json.');
  const parsed = schema.safeParse(await context.req.json());
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
};

/** By id, or by name as a person writes it into a link; whoever comes first when nobody is named. */
const readerOf = (workspace: Workspace, context: Context): string => {
  const asked = context.req.query('as') ?? '';
  const people = [...workspace.people.values()];
  const named = people.find(({ name }) => name.toLowerCase() === asked.toLowerCase());
  return workspace.people.has(asked) ? asked : ((asked === '' ? people[0] : named)?.id ?? asked);
};

/** What the page in the browser reads and does, below `/_page/`. */
export const pageRoutes = (workspace: Workspace): Hono => {
  const routes = new Hono();
  const tooLarge = (context: Context) => context.json({ error: `More than ${MOST_BYTES} bytes.` }, 413);
  routes.use('*', onlyOwnPage, bodyLimit({ maxSize: MOST_BYTES, onError: tooLarge }), async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
  });
  routes.get('/state', (context) => answered(context, () => pageState(workspace, readerOf(workspace, context))));
  routes.get('/events', (context) => pageEvents(workspace, context, readerOf(workspace, context)));
  routes.post('/act', (context) =>
    answered(context, async () => actOnPage(workspace, await readJson(context, actSchema))),
  );
  routes.get('/faults', (context) => context.json({ faults: faultsOf(workspace) }));
  routes.post('/faults', (context) =>
    answered(context, async () => {
      turnFault(workspace, await readJson(context, orderSchema));
      return { faults: faultsOf(workspace) };
    }),
  );
  return routes;
};
