import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { approvers } from '../../incidents/policy';
import { type Records, watchRecords } from '../records';
import { SHORT_SECONDS } from '../settings';
import type { Stage } from '../stage';
import { catalogue } from './catalogue';
import type { ConsoleServer } from './console';
import { Unsendable } from './document';
import { ownPageOnly } from './guard';
import { happeningOf, storyOf } from './happening';
import { DOCUMENT_MAX, orderSchema, sendFindings } from './send';
import { staticFiles } from './static-files';
import type { Gallery, PageRefusal, PageState } from './types';

export interface PageOptions {
  /** What Vite built of local/page/web. */
  readonly folder: string;
  /** 0 is any free port. */
  readonly port: number;
  /** The console as it is now, or why there is none. */
  readonly console: () => ConsoleServer | { readonly note: string };
  /** Every state of a card, with made-up data. */
  readonly gallery: () => Promise<Gallery>;
}

export interface PageServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

type Watched = Pick<Stage, 'settings' | 'slack' | 'seed' | 'aws' | 'hub'>;

const RECENT = 12;
const STATE_MS = 400;

/** Several readers, and one reader's haste, cost one look at the record. */
const sharedFor = <T>(ms: number, look: () => Promise<T>): (() => Promise<T>) => {
  let at = 0;
  let last: Promise<T> | undefined;
  return () => {
    if (!last || Date.now() - at > ms) {
      at = Date.now();
      last = look();
    }
    return last;
  };
};

const stateNow = async (stage: Watched, records: Records, options: PageOptions): Promise<PageState> => {
  const recent = await records.current(RECENT);
  const desk = options.console();
  const told = recent.find(({ plan, approval }) => plan && approval);
  const names = told?.approval ? approvers(stage.settings, told.approval.policy).map(({ name }) => name) : [];
  const story = told ? storyOf(told, names) : undefined;
  return {
    now: new Date().toISOString(),
    happening: happeningOf(recent),
    ...(story ? { story } : {}),
    slackUrl: stage.slack.url,
    console: 'origin' in desk ? { kind: 'ready' } : { kind: 'none', note: desk.note },
    short: SHORT_SECONDS,
  };
};

const refused = (context: Context, refusal: PageRefusal): Response => context.json(refusal, 400);

const orderOf = (body: unknown) => {
  const order = orderSchema.safeParse(body);
  if (order.success) return order.data;
  throw new Unsendable(`This cannot be sent: ${z.prettifyError(order.error)}`);
};

const api = (stage: Watched, options: PageOptions): Hono => {
  const app = new Hono();
  const records = watchRecords(stage);
  const state = sharedFor(STATE_MS, () => stateNow(stage, records, options));
  let turn = -1;
  app.get('/state', async (context) => context.json(await state()));
  app.get('/findings', (context) => context.json(catalogue()));
  app.get('/gallery', async (context) => context.json(await options.gallery()));
  app.post('/findings', bodyLimit({ maxSize: DOCUMENT_MAX + 10_000 }), async (context) => {
    const order = orderOf(await context.req.json());
    return context.json(await sendFindings(stage, order, () => ++turn));
  });
  app.post('/console', async (context) => {
    const desk = options.console();
    if (!('origin' in desk)) return refused(context, { message: desk.note });
    return context.json({ address: await desk.address() });
  });
  app.onError((error, context) => {
    if (error instanceof Unsendable)
      return refused(context, { message: error.message, ...(error.path ? { path: error.path } : {}) });
    return context.json({ message: error.message }, 500);
  });
  return app;
};

/** The page of `npm start`: Slack and the console side by side, and the desk that findings are sent from. Loopback only. */
export const servePage = (stage: Watched, options: PageOptions): Promise<PageServer> => {
  const app = new Hono();
  let url = '';
  app.use(
    '*',
    ownPageOnly(() => url),
  );
  app.route('/api', api(stage, options));
  app.use('*', staticFiles(options.folder, ['/', '/gallery']));
  app.notFound((context) => context.text('There is no such page here.', 404));
  return new Promise((ready, failed) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: options.port }, ({ port }) => {
      url = `http://127.0.0.1:${port}`;
      ready({
        url,
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.once('error', failed);
  });
};
