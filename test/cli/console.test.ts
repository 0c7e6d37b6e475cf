import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type FakeOperator, startFakeOperator } from '../console/fake-operator';
import { consoleFolder, ROOT } from '../console/server-process';

const folder = consoleFolder(['dana']);
let hub: FakeOperator;
beforeAll(async () => {
  hub = await startFakeOperator();
});
afterAll(async () => {
  await hub.stop();
  folder.remove();
});

const cordonConsole = (...args: string[]) => {
  const child = spawn(process.execPath, ['bin/cordon.mjs', 'console', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: folder.folder, AWS_SHARED_CREDENTIALS_FILE: folder.credentials },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const over = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  return { child, over, said: () => said };
};

it('serves the page at an address that works once, and ends with the command', async () => {
  const { child, over } = cordonConsole('--url', hub.url, '--region', 'eu-west-1', '--profile', 'dana', '--json');
  const line = await new Promise<string>((done) => createInterface({ input: child.stdout }).once('line', done));
  const { url, address } = JSON.parse(line) as { url: string; address: string };
  const code = new URL(address).hash.replace('#start=', '');
  const open = (): Promise<Response> =>
    fetch(`${url}/session`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
  expect([(await open()).status, (await open()).status]).toEqual([200, 401]);
  expect(await (await fetch(`${url}/`)).text()).toContain('<div id="app">');
  child.kill('SIGTERM');
  expect(await over).toBe(0);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

it('passes on why the console does not start', async () => {
  const { over, said } = cordonConsole('--url', hub.url, '--region', 'eu-west-1', '--profile', 'not a profile');
  expect(await over).toBe(1);
  expect(said()).toContain('“not a profile” is not the name of an AWS profile.');
});
