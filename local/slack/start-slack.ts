import type { AddressInfo } from 'node:net';
import { type HttpBindings, type ServerType, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { createControl, type SlackControl } from './control';
import { controlRoutes } from './control-http';
import { answerResponseUrl } from './response-url';
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
  stop(): Promise<void>;
}

/** Names that a page elsewhere points at 127.0.0.1 are turned away, so that no web page can talk to this server. */
const isOwnHost = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');

const sendReply = (context: Context<Bindings>, reply: ApiReply): Response => {
  if (reply.kind === 'reply') return Response.json(reply.body, { status: reply.status, headers: reply.headers });
  context.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
};

const buildApp = (workspace: Workspace, control: SlackControl, token: string): Hono<Bindings> => {
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

/**
 * Starts a strict stand-in for Slack on 127.0.0.1: Web API, signed interactions, and a control for tests and the terminal.
 * @throws Error of Node when the port is taken
 */
export const startSlack = async (options: SlackOptions): Promise<LocalSlack> => {
  const workspace = createWorkspace(options);
  const control = createControl(workspace);
  const controlToken = secretWord();
  const { server, address } = await listen(buildApp(workspace, control, controlToken), options.port ?? 0);
  workspace.url = `http://127.0.0.1:${address.port}`;
  return { url: workspace.url, control, controlToken, stop: () => stopServer(server) };
};
