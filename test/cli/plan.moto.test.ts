import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsStandIn, startAws } from '../../local/aws';
import { type Emulator, startMoto } from '../../local/emulators';
import { forTarget, loadFixture, type Subject } from '../../local/findings';
import { type Seed, seedMembers } from '../../local/seed';
import { HUB, localSettings, PRODUCTION, STAGING } from '../../local/settings';

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'cordon-plan-stage-'));
const stageFile = join(folder, 'stage.json');
let moto: Emulator;
let aws: AwsStandIn;
let seed: Seed;

beforeAll(async () => {
  moto = await startMoto();
  aws = await startAws({ motoUrl: moto.url, hubUrl: moto.url, hub: HUB });
  seed = await seedMembers(moto.url, new Date());
  aws.addActivity(seed.production.activity);
  const settings = localSettings({ slackUrl: 'http://127.0.0.1:9', motoUrl: moto.url, awsUrl: aws.url });
  const settingsFile = join(folder, 'settings.json');
  writeFileSync(settingsFile, JSON.stringify(settings));
  writeFileSync(stageFile, JSON.stringify({ settings: settingsFile }));
});
afterAll(async () => {
  await Promise.all([aws.stop(), moto.stop()]);
  rmSync(folder, { recursive: true });
});

const plan = (fixture: string, subject: Subject, json: boolean, stage = stageFile): Promise<string> => {
  const file = join(folder, `${fixture}.json`);
  writeFileSync(file, JSON.stringify(forTarget(loadFixture(fixture), subject)));
  const args = [join(ROOT, 'bin', 'cordon.mjs'), 'plan', file, ...(json ? ['--json'] : [])];
  const env = { PATH: process.env['PATH'] ?? '', CORDON_STAGE_FILE: stage };
  return new Promise((resolve, reject) =>
    execFile(process.execPath, args, { env }, (error, stdout) => (error ? reject(error) : resolve(stdout))),
  );
};
const exposed = (): Subject => {
  const user = seed.production.users['report-export'];
  return { accountId: PRODUCTION, user: { name: user.name, id: user.id, accessKeyId: user.accessKeyIds[0] ?? '' } };
};

test('with the emulators up, the steps are planned from what the account says', async () => {
  const [answer] = JSON.parse(await plan('iam-user-compromised-key', exposed(), true));
  expect(answer).toMatchObject({ ok: true, playbook: 'contain-access-key' });
  const { facts, plan: draft } = answer.look;
  expect(draft).toMatchObject({ environment: 'production', mode: 'live', target: { name: 'report-export' } });
  expect(draft.steps.map(({ id }: { id: string }) => id)).toContain('deactivate-access-keys');
  const activity = facts.find(({ id }: { id: string }) => id === 'recentActivity');
  expect(activity).toMatchObject({
    status: 'known',
    lines: expect.arrayContaining([expect.stringMatching(/calls by access key AKIA/)]),
  });
});

test('an instance is planned in the order of its steps', async () => {
  const { id } = seed.staging.instances['web-1'];
  const [answer] = JSON.parse(await plan('ec2-command-and-control', { accountId: STAGING, instanceId: id }, true));
  expect(answer).toMatchObject({ playbook: 'isolate-instance', look: { plan: { headline: `Isolate ${id} (web-1)` } } });
  expect(answer.look.plan.steps.map((step: { id: string }) => step.id)).toEqual([
    'protect-instance',
    'snapshot-volumes',
    'enter-standby',
    'quarantine-interfaces',
    'tag-case',
  ]);
});

test('a person reads facts, risk, steps, reach and undo', async () => {
  const text = await plan('iam-user-compromised-key', exposed(), false);
  for (const part of ['What the principal did lately', 'risk: disruptive', '+ Deactivate', 'Who else feels it', 'Undo'])
    expect(text).toContain(part);
});

test('a user who is not there ends honestly', async () => {
  const nobody = {
    accountId: PRODUCTION,
    user: { name: 'nobody', id: 'AIDAQX3EXAMPLENOBODY1', accessKeyId: 'AKIAQX3EXAMPLENOBODY' },
  };
  const [answer] = JSON.parse(await plan('iam-user-compromised-key', nobody, true));
  expect(answer.look.noPlan).toMatchObject({
    kind: 'not-applicable',
    why: expect.stringMatching(/nobody|AIDAQX3EXAMPLENOBODY1/),
  });
});

test('what a stage that is down left behind is not asked', async () => {
  const stale = join(folder, 'stale.json');
  const settings = localSettings({
    slackUrl: 'http://127.0.0.1:9',
    motoUrl: 'http://127.0.0.1:9',
    awsUrl: 'http://127.0.0.1:9',
  });
  writeFileSync(join(folder, 'stale-settings.json'), JSON.stringify(settings));
  writeFileSync(stale, JSON.stringify({ settings: join(folder, 'stale-settings.json') }));
  const [answer] = JSON.parse(await plan('iam-user-compromised-key', exposed(), true, stale));
  expect(answer.ok).toBe(true);
  expect(answer).not.toHaveProperty('look');
});
