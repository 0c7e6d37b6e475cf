import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMiniStack, startMoto } from '../../local/emulators';
import { identityOf, makeRunFolder, recordProcesses, removeLeftovers } from '../../local/leftovers';
import { startGroup } from '../../local/processes';
import { PROJECT } from '../../local/python';
import { newWorld, type World } from '../registry/world';

const untilGone = async (pid: number): Promise<boolean> => {
  for (let n = 0; n < 100; n += 1) {
    if (!identityOf(pid)) return true;
    await sleep(50);
  }
  return false;
};

// Emulators put their files below TMPDIR: a folder of our own shows what is left, whatever else runs on this machine.
const plain = process.env['TMPDIR'];
let own = '';
beforeEach(() => {
  own = mkdtempSync(join(plain ?? '/tmp', 'own-'));
  process.env['TMPDIR'] = own;
});
afterEach(() => {
  if (plain === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = plain;
  rmSync(own, { recursive: true, force: true, maxRetries: 5 });
});

describe('an emulator', () => {
  it('answers when its start is over, and is gone with its files when its stop is', async () => {
    const moto = await startMoto();
    expect((await fetch(`${moto.url}/moto-api/data.json`)).status).toBe(200);
    await moto.stop();
    await moto.stop();
    expect(identityOf(moto.pid)).toBeUndefined();
    await expect(fetch(moto.url)).rejects.toThrow();
    expect(readdirSync(own)).toEqual([]);
  });

  it('counts in each account alone who has a policy of AWS’s', async () => {
    const moto = await startMoto();
    const attached = async ({ aws }: World) =>
      (await aws.iam.listPolicies({ Scope: 'AWS', OnlyAttached: true })).Policies?.map(({ PolicyName }) => PolicyName);
    const [one, other] = [newWorld(moto.url), newWorld(moto.url)];
    await one.aws.iam.createUser({ UserName: 'reader' });
    await one.aws.iam.attachUserPolicy({ UserName: 'reader', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    const seen = [await attached(one), await attached(other)];
    await moto.stop();
    expect(seen).toEqual([['ReadOnlyAccess'], []]);
  });

  it('takes events of AWS services on its bus, which only the stand-in for GuardDuty sends', async () => {
    const hub = await startMiniStack();
    const answer = await fetch(hub.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
        authorization:
          'AWS4-HMAC-SHA256 Credential=111111111111/20261123/eu-west-1/events/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify({ Entries: [{ Source: 'aws.guardduty', DetailType: 'GuardDuty Finding', Detail: '{}' }] }),
    });
    const body = (await answer.json()) as { FailedEntryCount: number };
    await hub.stop();
    expect(body.FailedEntryCount).toBe(0);
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('dies with a parent that ends by %s', async (signal) => {
    const script = `const { startMoto } = require(${JSON.stringify(join(PROJECT, 'local/emulators.ts'))});
      startMoto().then((moto) => { console.log(moto.pid); setInterval(() => undefined, 1000); });`;
    const parent: ChildProcess = spawn(process.execPath, ['-r', 'tsx/cjs', '-e', script], { cwd: PROJECT });
    const pid = await new Promise<number>((found) => parent.stdout?.once('data', (data) => found(Number(data))));
    expect(identityOf(pid)).toContain('launch.py moto');
    parent.kill(signal);
    expect(await untilGone(pid)).toBe(true);
  });
});

describe('a program that does not come up', () => {
  const command = (file: string, args: string[]) =>
    startGroup({
      name: 'The program',
      file,
      args,
      env: process.env,
      log: join(mkdtempSync(join(tmpdir(), 'log-')), 'log'),
    });

  it('is named when it does not exist', async () => {
    await expect(command('/no/such/program', [])).rejects.toThrow('The program does not start');
  });

  it('tells how it ended and what it said last', async () => {
    const running = await command('sh', ['-c', 'echo one; echo two; exit 3']);
    expect(await running.over).toBe('exit code 3');
    expect(running.ended()).toBe('exit code 3');
    expect(running.logTail()).toBe('one\ntwo');
  });
});

describe('what a crashed run left', () => {
  const start = () =>
    startGroup({ name: 'a sleeper', file: 'sleep', args: ['60'], env: process.env, log: join(root, 'log') });
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'runs-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const rewrite = (folder: string, rows: object[]) =>
    writeFileSync(join(folder, 'processes.json'), JSON.stringify(rows));

  it('is left alone while its owner lives', async () => {
    const folder = makeRunFolder(root);
    const sleeper = await start();
    recordProcesses(folder, [sleeper.pid]);
    expect(removeLeftovers(root)).toBe(0);
    expect(sleeper.ended()).toBeUndefined();
    expect(existsSync(folder)).toBe(true);
    await sleeper.stop();
  });

  it('is ended and removed when its owner is gone', async () => {
    const folder = makeRunFolder(root);
    const sleeper = await start();
    const mine = { pid: sleeper.pid, identity: identityOf(sleeper.pid) };
    rewrite(folder, [{ pid: 999_999, identity: 'gone' }, mine]);
    expect(removeLeftovers(root)).toBe(1);
    expect(await sleeper.over).toBe('SIGKILL');
    expect(existsSync(folder)).toBe(false);
  });

  it('does not touch a process that was given an old number', async () => {
    const folder = makeRunFolder(root);
    const sleeper = await start();
    rewrite(folder, [
      { pid: 999_999, identity: 'gone' },
      { pid: sleeper.pid, identity: 'Mon Jan 1 another program' },
    ]);
    expect(removeLeftovers(root)).toBe(1);
    await sleep(100);
    expect(sleeper.ended()).toBeUndefined();
    await sleeper.stop();
  });
});
