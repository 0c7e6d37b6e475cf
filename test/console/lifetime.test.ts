import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeOperator, startFakeOperator } from './fake-operator';
import { consoleFolder, startConsole } from './server-process';

const folder = consoleFolder(['dana']);
let hub: FakeOperator;
beforeAll(async () => {
  hub = await startFakeOperator();
});
afterAll(async () => {
  await hub.stop();
  folder.remove();
});

const unreachable = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    () => false,
    () => true,
  );

it('ends cleanly on a signal', async () => {
  const server = await startConsole(hub.url, folder);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(await unreachable(server.url)).toBe(true);
});

it('ends when its parent lets go of its standard input', async () => {
  const server = await startConsole(hub.url, folder);
  const over = new Promise((done) => server.child.once('exit', (code) => done(code)));
  server.child.stdin?.end();
  expect(await over).toBe(0);
});

it('may be framed by the one origin that it was told, and by no other', async () => {
  const server = await startConsole(hub.url, folder, ['--embed-in', 'http://127.0.0.1:4000']);
  const { headers } = await fetch(`${server.url}/`);
  await server.stop();
  expect(headers.get('content-security-policy')).toMatch(/frame-ancestors http:\/\/127\.0\.0\.1:4000$/);
});

it('says in one line that its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => taken.once('listening', ready));
  const { port } = taken.address() as AddressInfo;
  const started = startConsole(hub.url, folder, ['--port', String(port)]);
  await expect(started).rejects.toThrow('That port is in use. Leave --port out to get a free one.');
  await new Promise((done) => taken.close(done));
});
