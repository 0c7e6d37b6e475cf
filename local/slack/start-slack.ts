import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type HttpBindings, type ServerType, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { createControl, type SlackControl } from './control';
import { controlRoutes } from './control-http';
import { type PagePlace, pageFiles } from './page-files';
import { isOwnHost } from './page-guard';
import { pageRoutes } from './page-http';
import { answerResponseUrl } from './response-url';
import { CLOSE, frameOf } from './socket-frames';
import { acceptSocket } from './socket-mode';
import type { SlackOptions } from './types';
import { type ApiReply, answerCall } from './web-api';
import { createWorkspace, secretWord, type Workspace } from './workspace';

type Bindings = { Bindings: HttpBindings };

export interface LocalSlack {
  /** `http://127.0.0.1:<port>`; the Web API is below `/api/`. */
  readonly url: string;
  readonly control: SlackControl;
  /** Goes into the `x-control-token` header of calls below `/_control/`. */
  readonly controlToken: string;
  /** Serves the built page at `/`, for this server's own address or in a frame of the pages named. @throws Error when there is no page */
  servePage(place: PagePlace): void;
  stop(): Promise<void>;
}

const sendReply = (context: Context<Bindings>, reply: ApiReply): Response => {
  if (reply.kind === 'reply') return Response.json(reply.body, { status: reply.status, headers: reply.headers });
  context.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
};

const buildApp = (workspace: Workspace, control: SlackControl, token: string, page: Hono): Hono<Bindings> => {
  const app = new Hono<Bindings>();
  app.use('*', async (context, next) =>
    isOwnHost(context.req.header('host')) ? next() : context.text('This server answers on 127.0.0.1 only.', 403),
  );
  app.route('/_control', controlRoutes(control, token));
  app.post('/actions/:team/:id', async (context) => {
    const reply = answerResponseUrl(
      workspace,
      context.req.param('id'),
      context.req.header('content-type'),
      await context.req.text(),
    );
    return Response.json(reply.body, { status: reply.status });
  });
  app.on(['GET', 'POST'], '/api/:method', async (context) =>
    sendReply(
      context,
      await answerCall(workspace, {
        method: context.req.param('method'),
        authorization: context.req.header('authorization'),
        contentType: context.req.header('content-type'),
        body: await context.req.text(),
      }),
    ),
  );
  app.route('/_page', pageRoutes(workspace));
  app.route('/', page);
  return app;
};

const listen = (app: Hono<Bindings>, port: number): Promise<{ server: ServerType; address: AddressInfo }> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) => resolve({ server, address }));
    server.once('error', reject);
  });

const stopServer = (server: ServerType): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) =>
      error && 'code' in error && error.code !== 'ERR_SERVER_NOT_RUNNING' ? reject(error) : resolve(),
    );
    if ('closeAllConnections' in server) server.closeAllConnections();
  });

const GOODBYE = frameOf(CLOSE, Buffer.alloc(0));

/** Socket Mode connections; the streams are kept so that stopping ends them. */
const takeUpgrades = (workspace: Workspace, server: ServerType): ReadonlySet<Duplex> => {
  const streams = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, stream: Duplex) => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    if (isOwnHost(request.headers.host)) acceptSocket(workspace, request, stream);
    else stream.destroy();
  });
  return streams;
};

/**
 * Starts a strict stand-in for Slack on 127.0.0.1: Web API, signed interactions and events, Socket Mode,
 * the page in the browser, and a control for tests and the terminal.
 * @throws Error of Node when the port is taken
 */
export const startSlack = async (options: SlackOptions): Promise<LocalSlack> => {
  const workspace = createWorkspace(options);
  const control = createControl(workspace);
  const controlToken = secretWord();
  const page = pageFiles();
  if (options.pageFolder !== undefined) page.serve({ folder: options.pageFolder, embedIn: options.embedIn });
  const { server, address } = await listen(buildApp(workspace, control, controlToken, page.routes), options.port ?? 0);
  workspace.url = `http://127.0.0.1:${address.port}`;
  const upgraded = takeUpgrades(workspace, server);
  const stop = async (): Promise<void> => {
    for (const timer of workspace.timers) clearTimeout(timer);
    for (const stream of upgraded) stream.end(GOODBYE, () => stream.destroy());
    await stopServer(server);
  };
  return { url: workspace.url, control, controlToken, servePage: page.serve, stop };
};
