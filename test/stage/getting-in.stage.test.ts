import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localCredentials } from '../../adapters/throw-away';
import { buttonsOf, cardsOf, press } from '../../local/hands';
import { approve } from '../../local/people-act';
import { type Records, watchRecords } from '../../local/records';
import { memberClients } from '../../local/seed';
import { HUB, PRODUCTION, STAGING, STRANGER } from '../../local/settings';
import { raiseStage, type Stage } from '../../local/stage';
import { cordon } from './command';

jest.setTimeout(300_000);

let stage: Stage;
let records: Records;
beforeAll(async () => {
  stage = await raiseStage();
  records = watchRecords(stage);
});
afterAll(() => stage?.stop());

const until = async <T>(what: string, look: () => Promise<T | undefined> | T | undefined, ms = 60_000): Promise<T> => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(150)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`Waited ${ms / 1000} s for ${what}`);
};

const testCard = () => cardsOf(stage).findLast((card) => buttonsOf(card).some((one) => one.action_id === 'test'));
const testButton = async () => {
  const card = await until('the test message', testCard);
  const button = buttonsOf(card).find((one) => one.action_id === 'test');
  if (!button) throw new Error('The test message lost its button');
  return { card, button };
};

describe('cordon verify', () => {
  test('posts a message, waits for a click, and says who clicked and how long it took', async () => {
    const running = cordon(stage, 'dana', ['verify', '--timeout', '60']);
    const { card, button } = await testButton();
    expect(card.channel).toBe(stage.settings.slack.channels.urgent);
    const value = button.value === undefined ? {} : { value: button.value };
    await stage.slack.control.click({
      user: STRANGER.id,
      channel: card.channel,
      ts: card.ts,
      actionId: 'test',
      ...value,
    });
    await until('the refusal', () => (/was turned away/.test(running.said()) ? true : undefined));
    await press(stage.slack, 'eli', card, button);
    const { code, out } = await running.ended;
    expect(out).toMatch(/Eli clicked; Slack’s signature was verified, and Cordon knows Eli/);
    expect(out).toMatch(/Message: \d+\.\d s until it stood\. Click: \d+\.\d s until it was on record/);
    expect(code).toBe(0);
    await until('the message to say so', () =>
      cardsOf(stage).some((one) => JSON.stringify(one.blocks).includes('Test passed')) ? true : undefined,
    );
    expect((await records.audit('control')).map(({ event }) => event)).toEqual([
      'slack.test-asked',
      'slack.test-refused',
      'slack.test-clicked',
    ]);
    expect(await records.current(10)).toEqual([]);
  });

  test('names the cure when nobody clicks', async () => {
    const { code, out } = await cordon(stage, 'dana', ['verify', '--timeout', '5']).ended;
    expect(code).toBe(5);
    expect(out).toMatch(/The message stands in C0URGENT1, but no click came through within 5 s/);
    expect(out).toContain('Interactivity');
  });

  test('is refused to whoever answers for nothing', async () => {
    const { code, said } = await cordon(stage, 'sam', ['verify']).ended;
    expect(code).toBe(3);
    expect(said).toContain('may send a test message');
  });
});

const DRILL = ['drill', '--account', STAGING, '--yes'];

/** What carries the tag of drills, in the account itself. */
const leftovers = async () => {
  const { ec2, iam } = await memberClients(stage.membersUrl, STAGING, HUB.region);
  const Filters = [{ Name: 'tag-key', Values: ['cordon-drill'] }];
  const [{ Reservations = [] }, { SecurityGroups = [] }, { Users = [] }, { Snapshots = [] }] = await Promise.all([
    ec2.describeInstances({ Filters }),
    ec2.describeSecurityGroups({ Filters: [{ Name: 'group-name', Values: ['cordon-*'] }] }),
    iam.listUsers({}),
    ec2.describeSnapshots({ OwnerIds: ['self'] }),
  ]);
  return {
    instances: Reservations.flatMap(({ Instances = [] }) => Instances).filter(
      ({ State }) => State?.Name !== 'terminated',
    ),
    groups: SecurityGroups.map(({ GroupName }) => GroupName),
    users: Users.filter(({ UserName }) => UserName?.startsWith('cordon-drill')),
    snapshots: Snapshots.length,
  };
};
const memberEnv = async (): Promise<NodeJS.ProcessEnv> => {
  const { accessKeyId, secretAccessKey, sessionToken } = await localCredentials(stage.membersUrl, STAGING, HUB.region);
  const file = join(stage.folder, 'member');
  const profile = `[staging]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
  writeFileSync(file, `${readFileSync(stage.operators.credentialsFile, 'utf8')}\n${profile}`, { mode: 0o600 });
  return { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: file, AWS_ENDPOINT_URL: stage.membersUrl };
};

/** Ids of incidents that the drill waits for somebody to approve, each once. */
const waiting = (said: string): readonly string[] => [
  ...new Set([...said.matchAll(/cordon decide (inc-[a-z0-9-]+) --approve/g)].map(([, id = '']) => id)),
];

describe('cordon drill', () => {
  test('goes all the way on an instance and a user, with another person’s approvals, and leaves nothing behind', async () => {
    const before = await leftovers();
    const running = cordon(stage, 'dana', [...DRILL, '--member-profile', 'staging', '--json'], await memberEnv());
    const done = new Set<string>();
    let over = false;
    void running.ended.then(() => {
      over = true;
    });
    await until(
      'both to be contained and put back',
      async () => {
        for (const id of waiting(running.said()).filter((one) => !done.has(one))) {
          done.add(id);
          const digest = (await records.read(id))?.approval?.digest ?? '';
          const decide = ['decide', id, '--approve', '--reason', 'A drill', '--plan', digest, '--yes'];
          // The first by a click, after whoever started it was turned away; the others on the command line.
          if (done.size > 1) expect(await cordon(stage, 'eli', decide).ended).toMatchObject({ code: 0 });
          else {
            expect(await cordon(stage, 'dana', decide).ended).toMatchObject({
              code: 3,
              said: expect.stringContaining('asked for this'),
            });
            await approve(stage, 'eli', id, 'A drill, announced');
          }
        }
        return over ? true : undefined;
      },
      150_000,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${running.said()}`);
    });
    const { code, out, said } = await running.ended;
    if (code !== 0) throw new Error(said);
    const told = JSON.parse(out);
    expect(told).toMatchObject({ ok: true, problems: [] });
    expect(told.drills).toHaveLength(2);
    expect(told.drills[0].contained).toMatch(/cordon-quarantine/);
    expect(told.drills[0].undone).toMatch(/groups of its interfaces: cordon-drill-/);
    expect(told.drills[1].contained).toMatch(/Inactive; policies: AWSDenyAll/);
    expect(told.drills[1].undone).toMatch(/Inactive; policies: none/);
    expect(await leftovers()).toEqual(before);
    for (const { incidentId, undoId } of told.drills) {
      const incident = await records.read(incidentId);
      expect(incident?.meta).toMatchObject({ outcome: 'undone', origin: { by: 'person', personId: 'dana' } });
      expect(incident?.slack?.copies.map(({ channel }) => channel)).toEqual([stage.settings.drills?.channel]);
      expect((await records.read(undoId))?.meta).toMatchObject({ outcome: 'undone', drill: incident?.meta.drill });
    }
    expect(cardsOf(stage).filter(({ channel }) => channel === stage.settings.slack.channels.page)).toEqual([]);
  });

  test('takes its open request back and removes what it made when it is interrupted', async () => {
    const before = await leftovers();
    const running = cordon(
      stage,
      'dana',
      [...DRILL, '--member-profile', 'staging', '--only', 'user'],
      await memberEnv(),
    );
    await until('the question', () => (waiting(running.said()).length > 0 ? true : undefined));
    running.interrupt();
    const { code, said } = await running.ended;
    expect(said).toContain('Stopping: what was made is removed now.');
    expect(said).toContain('✓ removed: IAM user cordon-drill-');
    expect(code).toBe(5);
    expect(await leftovers()).toEqual(before);
    const [asked = ''] = waiting(said);
    expect(said).toContain(`its open request is withdrawn: ${asked}`);
    const over = await until('the incident to close', async () => {
      const found = await records.read(asked);
      return found?.meta.stage === 'closed' ? found : undefined;
    });
    expect([over.approval?.status, over.meta.outcome]).toEqual(['WITHDRAWN', 'not applicable']);
  });

  test.each([
    [
      'an account that the hub does not list',
      ['--account', PRODUCTION, '--yes'],
      3,
      /allows no full drill in 333333333333/,
    ],
    ['no word of yes', ['--account', STAGING, '--member-profile', 'staging'], 2, /--yes is needed/],
    ['credentials of another account', ['--account', STAGING, '--yes', '--member-profile', 'dana'], 2, /signed in to/],
    ['no account', ['--yes'], 2, /--account is missing/],
  ])('makes nothing with %s', async (_, args, wanted, words) => {
    const before = await leftovers();
    const { code, said } = await cordon(stage, 'dana', ['drill', ...args], await memberEnv()).ended;
    expect([code, said]).toEqual([wanted, expect.stringMatching(words)]);
    expect(await leftovers()).toEqual(before);
  });
});
