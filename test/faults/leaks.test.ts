import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { tellDecision } from '../../adapters/machines';
import { interactiveSlack } from '../../adapters/slack';
import { handler as answerRun } from '../../handlers/answer-run';
import { handler as awaitApproval } from '../../handlers/await-approval';
import { deliverDecision } from '../../handlers/deliver-decision';
import { handler as intake } from '../../handlers/intake';
import { investigate } from '../../handlers/investigation';
import { runStep } from '../../handlers/run-step';
import { readAudit } from '../../incidents/read';
import { loadFixture } from '../../local/findings';
import { PROJECT } from '../../local/python';
import { boltDispatch } from '../../slack-app/bolt';
import { handleRequest } from '../../slack-app/handle';
import { paint } from '../../slack-app/paint';
import { FakeAccount, world } from '../handlers/account';
import { holdInstance } from '../handlers/hold-instance';
import { admitted, approve, executionOf, type Hub, step } from '../handlers/hub';
import { type Desk, openDesk } from '../handlers/operator/desk';
import { fakeBulk } from '../slack-app/fake-slack';
import { click, form, SECRET, signed } from '../slack-app/requests';
import { scene, value } from '../slack-app/scene';
import { row, rowWithoutRecord } from './row';

const mockPlace: { desk?: Desk } = {};
jest.mock('../../adapters/store', () => ({ storeFromEnv: () => mockPlace.desk?.store }));
jest.mock('../../adapters/evidence', () => ({ keepEvidence: jest.fn(async () => 'kept') }));
jest.mock('../../adapters/machines', () => ({
  startMachine: jest.fn(async (machine: string, id: string) => ({ kind: 'started', executionArn: `${machine}:${id}` })),
  tellDecision: jest.fn(async () => undefined),
  failWait: jest.fn(async () => undefined),
}));
jest.mock('../../handlers/member', () => jest.requireActual('../handlers/door'));

let logged: string[] = [];
beforeEach(() => {
  logged = [];
  jest.clearAllMocks();
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

const openAll = (): Desk & Hub => {
  const desk = openDesk();
  mockPlace.desk = desk;
  world.account = new FakeAccount();
  return { ...desk, account: world.account };
};
/** Two characters that no text of people holds: a line of the log that holds them is not ours alone. */
const CONTROL = /[^\P{Cc}\n]/u;

const TOKEN = `AQC${'tOkEn0'.repeat(40)}==`;

row(
  'X14',
  'UK',
  'a task token stays in its place through a whole incident, whoever looks and whatever fails',
  async () => {
    const all = openAll();
    const bulk = fakeBulk();
    const show = (id: string) => paint({ store: all.store, slack: bulk, newHolder: () => 'run' }, id);
    const id = await admitted(all);
    await investigate(all.store, holdInstance, { incidentId: id }, executionOf(id));
    await awaitApproval({ incidentId: id, execution: executionOf(id).executionArn, taskToken: TOKEN });
    await show(id);
    await approve(all, id);
    // Telling it fails once, with everything that it was about in the error.
    jest.mocked(tellDecision).mockRejectedValueOnce(new Error('ThrottlingException'));
    await awaitApproval({ incidentId: id, execution: executionOf(id).executionArn, taskToken: TOKEN });
    await deliverDecision(all.store, id, async (incidentId) => (await answerRun({ incidentId })).told);
    expect(tellDecision).toHaveBeenCalledWith(TOKEN, 'approved');
    for (const { id: one } of holdInstance.steps) await runStep(all.store, holdInstance, step(id, one));
    await show(id);
    // A token of an incident that there is not: the wait cannot be set up, and the log says so.
    await awaitApproval({ incidentId: 'inc-aaaaaaaaaa-9', execution: 'x', taskToken: TOKEN });
    const read = await Promise.all(
      [`/${id}`, `/${id}/audit`, ''].map((what) => all.say('dana', 'GET', `/incidents${what}`)),
    );
    expect(read.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    const outside = {
      Slack: bulk.messages,
      'the operator API': read,
      'the audit trail': await readAudit(all.store, id, 0),
      'the logs': logged,
      'the record': all.table.peek(({ pk }) => !pk.startsWith('TOKEN#')),
    };
    for (const [place, what] of Object.entries(outside)) {
      expect([place, JSON.stringify(what).includes(id)]).toEqual([place, true]);
      expect([place, JSON.stringify(what).includes(TOKEN.slice(0, 40))]).toEqual([place, false]);
    }
    expect(JSON.stringify(all.table.peek(({ pk }) => pk === `TOKEN#${id}`))).toContain(TOKEN);
    return all.table.items();
  },
);

const HOSTILE = 'x\n{"message":"a forged line"}\r\u001b[2J\u001b[31m\u009b2K\u0007\u0000\u2028=cmd|calc';
const hostile = (value: unknown): unknown => {
  if (typeof value === 'string') return value.includes(' ') ? `${value} ${HOSTILE}` : value;
  if (Array.isArray(value)) return value.map(hostile);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hostile(one)]))
    : value;
};
const FINDING = hostile(loadFixture('ec2-command-and-control')) as Record<string, Record<string, unknown>>;
const oneLineEach = (): void => {
  expect(logged.length).toBeGreaterThan(0);
  for (const line of logged) {
    expect(JSON.parse(line)).toEqual(expect.objectContaining({ message: expect.not.stringContaining('forged') }));
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\u2028]/u);
  }
};

row(
  'X20',
  'U',
  'line breaks and escape codes in a finding, or in an error of AWS, forge no line of a log',
  async () => {
    const all = openAll();
    const event = { ...FINDING, 'detail-type': 'GuardDuty Finding' };
    const bad = { ...event, detail: { ...FINDING['detail'], region: HOSTILE, accountId: HOSTILE } };
    const bodies = [
      event,
      bad,
      { ...event, source: HOSTILE },
      { ...event, detail: { ...FINDING['detail'], id: HOSTILE } },
    ];
    process.env['CORDON_MACHINE_PREFIX'] = 'arn:aws:states:eu-west-1:111111111111:stateMachine:cordon-';
    const Records = [...bodies.map((one) => JSON.stringify(one)), HOSTILE].map((body, at) => ({
      messageId: `m${at}`,
      body,
    }));
    const { batchItemFailures } = await intake({ Records } as unknown as SQSEvent);
    expect(batchItemFailures).toHaveLength(4);
    jest.mocked(tellDecision).mockRejectedValueOnce(new Error(HOSTILE));
    const id = await admitted(all, {
      kind: 'ec2-instance',
      accountId: '222222222222',
      region: 'eu-west-1',
      id: 'i-0fedcba9876543210',
    });
    await investigate(all.store, holdInstance, { incidentId: id }, executionOf(id));
    await approve(all, id);
    await awaitApproval({ incidentId: id, execution: executionOf(id).executionArn, taskToken: TOKEN });
    expect(logged.join('')).toContain('the decision is told later');
    oneLineEach();
    for (const { text } of await readAudit(all.store, id, 0)) expect(text).not.toMatch(/[\p{Cc}\u2028]/u);
    return all.table.items();
  },
);

rowWithoutRecord('X20', 'U', 'a terminal shows a hostile finding as plain lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-hostile-'));
  const file = join(folder, 'finding.json');
  const { detail = {} } = FINDING;
  const named = { ...detail, type: `Trojan:EC2/${HOSTILE}`, title: HOSTILE };
  writeFileSync(file, JSON.stringify({ ...FINDING, 'detail-type': 'GuardDuty Finding', detail: named }));
  const env = { PATH: process.env['PATH'] ?? '', CORDON_STAGE_FILE: join(folder, 'none.json') };
  for (const args of [[], ['--json']]) {
    const ran = spawnSync(process.execPath, [join(PROJECT, 'bin/cordon.mjs'), 'plan', ...args, file], {
      env,
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([0, expect.not.stringMatching(CONTROL)]);
    expect(ran.stdout).not.toMatch(CONTROL);
    expect(ran.stdout).not.toMatch(/^\{"message":"a forged line"/m);
    expect(ran.stdout).toContain('Trojan:EC2/x');
  }
  rmSync(folder, { recursive: true });
});

row(
  'X28',
  'UK',
  'what fails in front of Slack is logged without a token, a secret or what a person typed',
  async () => {
    const at = await scene();
    const secret = { botToken: ['xoxb', '1234567890-AbCdEfGhIjKl'].join('-'), signingSecret: SECRET };
    // Nobody listens there: each call fails with whatever the client puts into its errors.
    const settings = { ...at.store.settings, slack: { ...at.store.settings.slack, apiUrl: 'http://127.0.0.1:9/api/' } };
    const store = { ...at.store, settings };
    const app = {
      ...at.door.app,
      store,
      slack: interactiveSlack(settings, secret),
      startRecheck: () => Promise.reject(new Error('no')),
    };
    const door = { ...at.door, app, secrets: [{ value: SECRET }], dispatch: boltDispatch(app) };
    const pressed = form(click({ value: value(at), channel: at.channel, ts: at.ts }));
    expect((await handleRequest(door, signed(pressed, store.now()))).statusCode).toBe(500);
    expect(logged.length).toBeGreaterThan(0);
    const said = logged.join('');
    for (const word of [
      secret.botToken,
      SECRET,
      'Bearer',
      'trigger_id',
      '12345.98765.abcd',
      'hooks.slack.com',
      'legacy',
    ])
      expect([word, said.includes(word)]).toEqual([word, false]);
    expect(said).not.toMatch(/xox[abp]-|AKIA[A-Z0-9]{16}|\n {4}at /);
    return at.table.items();
  },
  20_000,
);
