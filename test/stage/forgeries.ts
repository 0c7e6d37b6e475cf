import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { IncidentRecord } from '../../incidents/model';
import { approve, cardWith, deny } from '../../local/people-act';
import { readInstance } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { HUB, STAGING } from '../../local/settings';
import { type Host, launch } from './targets';
import { ended, output, startByHand, statuses, type TheWay, type Way } from './way';

const WHERE = { accountId: STAGING, region: HUB.region };
const ID = 'i-0123456789abcdef0';

/** What a person may get wrong in the console → what the run's cause has to name. */
const WRONG: readonly (readonly [what: string, input: unknown, named: RegExp])[] = [
  ['no reason', { target: { ...WHERE, id: ID } }, /^reason: is missing/],
  ['no target', { reason: 'seen in a memory image' }, /^target: is missing/],
  [
    'an account that is none',
    { target: { ...WHERE, accountId: '2222', id: ID }, reason: 'beacons' },
    /^target\.accountId: /,
  ],
  ['an id that is none', { target: { ...WHERE, id: 'web-1' }, reason: 'beacons' }, /^target\.id: /],
  [
    'a key that is not asked for',
    { target: { ...WHERE, id: ID }, reason: 'beacons', mode: 'live' },
    /^mode: is not part of the input/,
  ],
  [
    'a target of another kind',
    {
      target: { kind: 'iam-user', accountId: STAGING, region: 'global', id: 'AIDACKCEVSQ6C2EXAMPLE' },
      reason: 'beacons',
    },
    /^target\.kind: .*ec2-instance/,
  ],
  ['an incident that is none', { incidentId: 'inc-aaaaaaaaaa-1' }, /^incidentId: there is no incident/],
  ['no object at all', 'isolate it', /^input: /],
];

const waiting = async (way: Way): Promise<{ host: Host; record: IncidentRecord }> => {
  const host = await launch(way);
  await way.stage.send('ec2-command-and-control', host.subject);
  const record = await way.records.untilOn(
    host.target,
    (found) => asking(found) && found.meta.executionArn !== undefined,
  );
  return { host, record };
};

const groupsOf = async (way: Way, host: Host): Promise<readonly (readonly string[])[]> =>
  Object.values((await readInstance(way.stage.membersUrl, host.id)).interfaces);

const tokenOf = async (way: Way, incidentId: string): Promise<string> => {
  const found = await new DynamoDB(way.stage.hub.client).getItem({
    TableName: output(way, 'TableName'),
    Key: { pk: { S: `TOKEN#${incidentId}` }, sk: { S: 'TOKEN' } },
  });
  return found.Item?.['token']?.S ?? '';
};

const refusals = async (way: Way, incidentId: string): Promise<readonly unknown[]> =>
  (await way.records.audit(incidentId)).flatMap((row) => (row.event === 'run.refused' ? [row.data] : []));

const pause = async (way: Way, paused: boolean): Promise<void> => {
  const Payload = Buffer.from(JSON.stringify({ paused, reason: paused ? 'A drill' : 'The drill is over', by: 'dana' }));
  const answer = await way.lambda.invoke({ FunctionName: 'cordon-pause', Payload });
  expect(answer.FunctionError).toBeUndefined();
};

const pagesSay = (way: Way, text: RegExp): Promise<unknown> =>
  way.stage.slack.control.waitFor(
    (slack) => slack.messages(way.stage.settings.slack.channels.page).some((message) => text.test(message.text)),
    30_000,
  );

/** Runs that people start, and runs that nobody of us started. */
export const forgeryTests = (theWay: TheWay): void => {
  test('a run started by hand with a wrong input fails with a sentence that names the field', async () => {
    const way = theWay();
    const arns = await Promise.all(WRONG.map(([, input]) => startByHand(way, 'isolate-instance', input)));
    const runs = await Promise.all(arns.map((arn) => ended(way, arn)));
    expect(runs.map(({ status, error }) => ({ status, error }))).toEqual(
      WRONG.map(() => ({ status: 'FAILED', error: 'InputRefused' })),
    );
    for (const [at, [what, , named]] of WRONG.entries())
      expect({ what, cause: runs[at]?.cause }).toEqual({ what, cause: expect.stringMatching(named) });
  });

  test('a run started by hand says that its requester is unverified, and needs two people', async () => {
    const way = theWay();
    const host = await launch(way);
    const { accountId, region, id } = host.target;
    await startByHand(way, 'isolate-instance', {
      target: { accountId, region, id },
      reason: 'Beacons in a memory image',
    });
    const { incidentId } = (await way.records.untilOn(host.target, asking)).meta;
    const card = JSON.stringify((await cardWith(way.stage, incidentId, /^Review/)).blocks);
    expect(card).toContain('Requester unverified');
    expect(card).toContain('Beacons in a memory image');
    await approve(way.stage, 'dana', incidentId, 'Seen the image');
    expect((await way.records.read(incidentId))?.approval).toMatchObject({ status: 'PENDING', approvals: 1 });
    await approve(way.stage, 'eli', incidentId, 'Seen it too');
    expect((await way.records.until(incidentId, closed)).meta.outcome).toBe('contained');
    expect((await readInstance(way.stage.membersUrl, host.id)).openGroups).toEqual([]);
  });

  test('a forged SendTaskSuccess changes nothing, stands in the audit trail, and the question is asked again', async () => {
    const way = theWay();
    const { host, record } = await waiting(way);
    const before = await groupsOf(way, host);
    const { incidentId } = record.meta;
    const output = JSON.stringify({ decision: 'approved' });
    await way.sfn.sendTaskSuccess({ taskToken: await tokenOf(way, incidentId), output });
    const stale = await way.records.until(incidentId, closed);
    expect(stale.meta.outcome).toBe('stale');
    expect(await groupsOf(way, host)).toEqual(before);
    expect(stale.journal.filter((row) => row.before !== undefined)).toEqual([]);
    expect(await refusals(way, incidentId)).toContainEqual(expect.objectContaining({ code: 'not-approved' }));
    const next = await way.records.untilOn(host.target, (found) => found.meta.generation === 2 && asking(found));
    await deny(way.stage, 'dana', next.meta.incidentId, 'A drill');
    expect((await way.records.until(next.meta.incidentId, closed)).meta.outcome).toBe('denied');
  });

  test('a run with somebody else’s incident id, and a step called past its run, change nothing and are audited', async () => {
    const way = theWay();
    const { host, record } = await waiting(way);
    const { incidentId, executionArn } = record.meta;
    const before = await groupsOf(way, host);
    const run = await ended(way, await startByHand(way, 'isolate-instance', { incidentId }));
    expect(run).toMatchObject({
      status: 'FAILED',
      cause: expect.stringContaining(`incidentId: ${incidentId} belongs to another run`),
    });
    const other = await ended(way, await startByHand(way, 'contain-access-key', { incidentId }, incidentId));
    expect(other).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('belongs to another run') });
    const step = async (execution: string | undefined): Promise<string | undefined> => {
      const Payload = Buffer.from(JSON.stringify({ incidentId, step: 'quarantine-interfaces', execution }));
      const answer = await way.lambda.invoke({ FunctionName: 'cordon-isolate-instance-contain', Payload });
      return answer.FunctionError;
    };
    expect([await step(executionArn), await step(run.executionArn)]).toEqual(['Unhandled', 'Unhandled']);

    expect(await groupsOf(way, host)).toEqual(before);
    const after = await way.records.read(incidentId);
    expect(after?.meta).toMatchObject({ stage: 'waiting', executionArn });
    expect(after?.approval).toMatchObject({ status: 'PENDING', approvals: 0 });
    expect(await refusals(way, incidentId)).toEqual([
      { executionArn: run.executionArn, code: 'wrong-execution' },
      { executionArn: other.executionArn, code: 'wrong-execution' },
      { step: 'quarantine-interfaces', code: 'not-approved' },
      { step: 'quarantine-interfaces', code: 'wrong-execution' },
    ]);
    await approve(way.stage, 'dana', incidentId, 'On our block list');
    expect((await way.records.until(incidentId, closed)).meta.outcome).toBe('contained');
  });

  test('a paused hub changes nothing and pages; once it is resumed, the next finding is contained', async () => {
    const way = theWay();
    const { host, record } = await waiting(way);
    const { incidentId } = record.meta;
    const before = await groupsOf(way, host);
    await pause(way, true);
    try {
      await approve(way.stage, 'dana', incidentId, 'On our block list');
      const failed = await way.records.until(incidentId, closed);
      expect(failed.meta).toMatchObject({ outcome: 'failed', outcomeDetail: expect.stringContaining('paused by') });
      expect(Object.values(statuses(failed))).toEqual(['refused']);
      expect(await groupsOf(way, host)).toEqual(before);
      await pagesSay(way, /All changes are paused/);
      await pagesSay(way, new RegExp(`${incidentId}[^]*paused|paused[^]*${incidentId}`));
    } finally {
      await pause(way, false);
    }
    await pagesSay(way, /Changes are allowed again/);
    await way.stage.send('ec2-command-and-control', host.subject);
    const again = await way.records.untilOn(host.target, (found) => found.meta.generation === 2 && asking(found));
    await approve(way.stage, 'dana', again.meta.incidentId, 'On our block list');
    expect((await way.records.until(again.meta.incidentId, closed)).meta.outcome).toBe('contained');
  });
};
