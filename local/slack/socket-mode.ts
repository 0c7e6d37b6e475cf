import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { CLOSE, frameOf, frameReader, PING, PONG, TEXT } from './socket-frames';
import { MOST_SOCKETS } from './socket-methods';
import type { Socket, Workspace } from './workspace';

/** RFC 6455's constant, by which a client knows that a WebSocket server answered. */
const WEBSOCKET_MARK = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TICKET_LIFE_MS = 30_000;
/** A client that hears no ping for a while connects anew. */
const PING_EVERY_MS = 10_000;

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown() });

type Waiting = Map<string, (payload: { readonly payload: unknown }) => void>;

const readAck = (text: string): z.infer<typeof acknowledgement> | undefined => {
  try {
    return acknowledgement.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const hello = (workspace: Workspace) => ({
  type: 'hello',
  num_connections: workspace.sockets.length,
  debug_info: { host: 'local', build_number: 1, approximate_connection_time: 18_060 },
  connection_info: { app_id: workspace.options.appId },
});

/** Takes the ticket out of the address: each works once, for half a minute. */
const takeTicket = (workspace: Workspace, address: string | undefined): boolean => {
  const url = new URL(address ?? '/', 'ws://127.0.0.1');
  const ticket = url.searchParams.get('ticket') ?? '';
  const madeAt = workspace.tickets.get(ticket);
  workspace.tickets.delete(ticket);
  return url.pathname === '/link/' && madeAt !== undefined && workspace.now().getTime() - madeAt <= TICKET_LIFE_MS;
};

const acceptOf = (key: string): string => createHash('sha1').update(`${key}${WEBSOCKET_MARK}`).digest('base64');

const turnAway = (stream: Duplex, status: string): void => {
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
};

const sayYes = (stream: Duplex, key: string): void => {
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${acceptOf(key)}\r\n\r\n`,
  );
};

const socketOn = (stream: Duplex, waiting: Waiting): Socket => {
  const write = (opcode: number, text: string): void => {
    if (stream.writable) stream.write(frameOf(opcode, Buffer.from(text)));
  };
  return {
    send: (envelope, waitMs) =>
      new Promise((resolve) => {
        const settle = (answer: { readonly payload: unknown } | undefined): void => {
          waiting.delete(envelope.envelope_id);
          clearTimeout(timer);
          resolve(answer);
        };
        const timer = setTimeout(() => settle(undefined), waitMs);
        waiting.set(envelope.envelope_id, settle);
        write(TEXT, JSON.stringify(envelope));
      }),
    disconnect: (reason) => write(TEXT, JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local' } })),
  };
};

/** What the client sends: acknowledgements, pings, and its goodbye. */
const listen = (stream: Duplex, waiting: Waiting): void => {
  const read = frameReader();
  stream.on('data', (data: Buffer) => {
    try {
      for (const { opcode, payload } of read(data)) {
        if (opcode === PING) stream.write(frameOf(PONG, payload));
        if (opcode === CLOSE) stream.end(frameOf(CLOSE, payload.subarray(0, 2)));
        const ack = opcode === TEXT ? readAck(payload.toString()) : undefined;
        if (ack) waiting.get(ack.envelope_id)?.({ payload: ack.payload });
      }
    } catch {
      stream.destroy();
    }
  });
  // A connection that breaks is over, whatever the reason: 'close' follows and takes it off the list.
  stream.on('error', () => stream.destroy());
};

const keep = (workspace: Workspace, stream: Duplex): void => {
  const waiting: Waiting = new Map();
  const socket = socketOn(stream, waiting);
  workspace.sockets.push(socket);
  const pings = setInterval(() => stream.write(frameOf(PING, Buffer.from('ping'))), PING_EVERY_MS);
  pings.unref();
  listen(stream, waiting);
  stream.once('close', () => {
    clearInterval(pings);
    workspace.sockets.splice(workspace.sockets.indexOf(socket), 1);
    workspace.record({ what: 'socket', connections: workspace.sockets.length, change: 'gone' });
  });
  workspace.record({ what: 'socket', connections: workspace.sockets.length, change: 'connected' });
  stream.write(frameOf(TEXT, Buffer.from(JSON.stringify(hello(workspace)))));
};

/** Why a client may not connect, if it may not. */
const refusalOf = (workspace: Workspace, { headers, url }: IncomingMessage): string | undefined => {
  // A browser names the page that connects; Slack's clients name none.
  if (headers.origin !== undefined) return '403 Forbidden';
  if (!takeTicket(workspace, url)) return '401 Unauthorized';
  if (headers['sec-websocket-key'] === undefined || headers.upgrade?.toLowerCase() !== 'websocket')
    return '400 Bad Request';
  return workspace.sockets.length >= MOST_SOCKETS ? '429 Too Many Requests' : undefined;
};

/**
 * Takes the WebSocket of a Socket Mode client. From then on everything that the app is told goes down that connection, as at Slack
 * for an app with Socket Mode switched on.
 */
export const acceptSocket = (workspace: Workspace, request: IncomingMessage, stream: Duplex): void => {
  const refusal = refusalOf(workspace, request);
  if (refusal !== undefined) {
    turnAway(stream, refusal);
    return;
  }
  sayYes(stream, request.headers['sec-websocket-key'] ?? '');
  keep(workspace, stream);
};
