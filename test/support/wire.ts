import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Signed } from './sigv4';

export interface Wire {
  readonly url: string;
  readonly seen: Signed[];
  /** What is answered next; the last one is answered for ever. */
  answers: { readonly status: number; readonly body: string }[];
  readonly close: () => void;
}

const listen = (server: Server): Promise<string> =>
  new Promise((ready) =>
    server.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );

/** A server that keeps every request as it came. */
export const openWire = async (): Promise<Wire> => {
  const seen: Signed[] = [];
  const wire = { answers: [{ status: 200, body: '{}' }] };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const address = new URL(request.url ?? '/', 'http://127.0.0.1');
      seen.push({
        method: request.method ?? '',
        path: (request.url ?? '/').split('?')[0] ?? '/',
        query: [...address.searchParams],
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(parts).toString('utf8'),
      });
      const answer = (wire.answers.length > 1 ? wire.answers.shift() : wire.answers[0]) ?? { status: 500, body: '' };
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  return Object.assign(wire, { url: await listen(server), seen, close: () => void server.close() });
};
