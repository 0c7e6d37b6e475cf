import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf } from '../../local/leftovers';
import { PROJECT } from '../../local/python';
import { memberClients } from '../../local/seed';
import { HUB, STAGING } from '../../local/settings';

jest.setTimeout(300_000);

const HOME = join(PROJECT, '.cordon');
const STATE = join(HOME, 'stage.json');

interface Start {
  readonly child: ChildProcess;
  readonly said: () => string;
}
const started: Start[] = [];

/** `npm start` as it is without a terminal; the set-up before it is another test's. */
const npmStart = (): Start => {
  const child = spawn(process.execPath, ['bin/run.mjs', 'local/start.ts'], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (text += data));
  const start = { child, said: () => text };
  started.push(start);
  return start;
};

const until = async <T>(what: string, look: () => T | undefined | false, ms = 240_000): Promise<T> => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(100)) {
    const found = look();
    if (found) return found;
  }
  throw new Error(`Waited ${ms / 1000} s for ${what}`);
};

const up = (start: Start): Promise<string> =>
  until('the stage to stand', () => {
    if (start.child.exitCode !== null) throw new Error(`npm start ended:\n${start.said()}`);
    return start.said().includes('Ctrl-C or SIGTERM') && start.said();
  });

interface State {
  readonly pid: number;
  readonly door: string;
  readonly page: string;
  readonly members: string;
  readonly settings: string;
}
const stateNow = (): State => JSON.parse(readFileSync(STATE, 'utf8')) as State;
const folderOf = (state: State): string => join(state.settings, '..');

const pidsOf = (state: State): number[] =>
  (JSON.parse(readFileSync(join(folderOf(state), 'processes.json'), 'utf8')) as { pid: number }[]).map(
    ({ pid }) => pid,
  );
const allGone = (pids: readonly number[]): Promise<boolean> =>
  until('every process to be gone', () => pids.every((pid) => identityOf(pid) === undefined), 10_000);

const post = async (path: string): Promise<string> =>
  (await fetch(`${stateNow().door}${path}`, { method: 'POST' })).text();
const cards = async (): Promise<string> => (await fetch(stateNow().door)).text();

afterAll(() => {
  for (const { child } of started) child.kill('SIGKILL');
});

describe('npm start without a terminal', () => {
  let killed: { state: State; pids: number[] };
  let state: State;

  it('brings everything up, shows the request of a first finding, and says what to type', async () => {
    const said = await up(npmStart());
    state = stateNow();
    killed = { state, pids: pidsOf(state) };
    expect(said).toMatch(/cdk deploy of the hub +\d+\.\d s/);
    expect(said).toContain('GuardDuty reports Backdoor:EC2/C&CActivity.B on web-1');
    expect(said).toContain('Isolate');
    expect(said).toContain(`curl -X POST '${state.door}/press?as=dana&button=approve`);
    // We, both emulators and the console.
    expect(killed.pids).toHaveLength(4);
    expect(said).toContain(`Open ${state.page}`);
  });

  it('leaves no process behind when it is killed outright', async () => {
    started[0]?.child.kill('SIGKILL');
    expect(await allGone(killed.pids)).toBe(true);
    expect(existsSync(folderOf(killed.state))).toBe(true);
  });

  it('starts again after that crash, and removes what it had left', async () => {
    await up(npmStart());
    state = stateNow();
    expect(state.pid).not.toBe(killed.state.pid);
    expect(existsSync(folderOf(killed.state))).toBe(false);
  });

  it('lets a person who may not approve see why, and one who may isolate the instance', async () => {
    await until('the request', () => /Review & approve/.test(started[1]?.said() ?? ''));
    const refusal = await post('/press?as=sam&button=approve&reason=let+me');
    expect(refusal).toContain('Sam is not in secops');
    expect(await post('/press?as=dana&button=approve&reason=seen')).toContain('Approved');
    await until('the isolation', () => /Contained and read back: Isolate/.test(started[1]?.said() ?? ''), 60_000);
    expect(await cards()).toContain('✅ Contained');
    const { ec2 } = await memberClients(state.members, STAGING, HUB.region);
    const found = await ec2.describeInstances({ Filters: [{ Name: 'tag:Name', Values: ['web-1'] }] });
    const interfaces = found.Reservations?.[0]?.Instances?.[0]?.NetworkInterfaces ?? [];
    const groups = new Set(interfaces.flatMap((one) => (one.Groups ?? []).map(({ GroupId }) => GroupId)));
    expect(interfaces).toHaveLength(2);
    expect(groups.size).toBe(1);
    const [group] =
      (await ec2.describeSecurityGroups({ GroupIds: [...groups].flatMap((id) => id ?? []) })).SecurityGroups ?? [];
    expect([group?.IpPermissions, group?.IpPermissionsEgress]).toEqual([[], []]);
  });

  it('sends another finding when asked, and names what can be sent when asked wrongly', async () => {
    expect(await post('/send?finding=iam-user-compromised-key&on=report-export')).toContain('CompromisedCredentials');
    expect(await post('/send?finding=nothing')).toContain('ec2-command-and-control');
    expect(await post('/send?finding=ec2-command-and-control&on=nobody')).toContain('no nobody');
  });

  it('serves its page to itself alone: what comes from another page, or under another name, is refused', async () => {
    const status = async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      (await fetch(state.page + path, { method, headers })).status;
    expect(await status('/')).toBe(200);
    expect((await fetch(state.page)).headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await status('/api/state', { origin: 'http://example.com' })).toBe(403);
    expect(await status('/api/state', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status('/api/console', {}, 'POST')).toBe(403);
    expect(await status('/../stage.json')).toBe(404);
    const asked = await new Promise<number>((done) => {
      const { port } = new URL(state.page);
      get({ host: '127.0.0.1', port, headers: { host: `rebound.example:${port}` } }, (answer) =>
        done(answer.statusCode ?? 0),
      );
    });
    expect(asked).toBe(403);
  });

  it('turns web pages away from its door', async () => {
    const answer = await fetch(state.door, { headers: { origin: 'http://example.com' } });
    expect(answer.status).toBe(403);
  });

  it('ends with SIGTERM, and leaves neither process nor file', async () => {
    const pids = pidsOf(state);
    started[1]?.child.kill('SIGTERM');
    expect(await allGone(pids)).toBe(true);
    // A process is gone a moment before its parent hears of it.
    await until('the exit code', () => started[1]?.child.exitCode !== null || started[1].child.signalCode !== null);
    expect(started[1]?.child.exitCode).toBe(0);
    expect(existsSync(folderOf(state))).toBe(false);
    expect(existsSync(STATE)).toBe(false);
  });

  it('leaves nothing when it is interrupted before it stands', async () => {
    const folders = () => new Set(readdirSync(HOME).filter((name) => name.startsWith('run-')));
    const before = folders();
    const start = npmStart();
    await until('the emulators', () => start.said().includes('MiniStack'));
    const [own = ''] = [...folders()].filter((name) => !before.has(name));
    const pids = (JSON.parse(readFileSync(join(HOME, own, 'processes.json'), 'utf8')) as { pid: number }[]).map(
      ({ pid }) => pid,
    );
    start.child.kill('SIGINT');
    expect(await allGone(pids)).toBe(true);
    expect(folders().has(own)).toBe(false);
  });
});
