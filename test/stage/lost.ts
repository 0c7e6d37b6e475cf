import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { CONTROL, copyKey, headKey, metaKey } from '../../incidents/keys';
import type { QueuesView, Redrive, WorkflowView } from '../../incidents/views';
import { asking, closed } from '../../local/records';
import { COMMAND_AND_CONTROL, deliver, EXPOSED_KEY, eventOf, executionsOf } from './arrivals';
import { as, refusal } from './operators';
import { type Host, hire, launch, newName } from './targets';
import { output, type TheWay, until, type Way } from './way';

// What faults leave behind, and who makes it good: a function that was killed half way, a service that was away, a row that never came.

const tableOf = ({ stage }: Way): DynamoDB => new DynamoDB(stage.hub.client);
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** Changes an incident's META past every rule, as no function of ours would. */
const edit = async (way: Way, incidentId: string, set: Readonly<Record<string, string>>, remove: readonly string[]) => {
  const { pk, sk } = metaKey(incidentId);
  const names = [...Object.keys(set), ...remove];
  const removed = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '';
  await tableOf(way).updateItem({
    TableName: output(way, 'TableName'),
    Key: { pk: { S: pk }, sk: { S: sk } },
    UpdateExpression: `SET ${Object.keys(set)
      .map((name) => `#${name} = :${name}`)
      .join(', ')}${removed}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(Object.entries(set).map(([name, S]) => [`:${name}`, { S }])),
  });
};

/** What a function is told to use while a test has it meet nothing: no role names it. */
export const NOWHERE = 'nowhere-yet';

const NOT_YET = 300;

/**
 * Its run was started, and whoever started it was killed before it was noted; nobody acts on that before the times given.
 * `follow`: what follows the record acts at once.
 */
const unnoted = (way: Way, incidentId: string, at: { readonly lease: number; follow?: true; sweep?: number }) =>
  edit(
    way,
    incidentId,
    {
      stage: 'claimed',
      startBy: inSeconds(at.lease),
      due: inSeconds(at.sweep ?? NOT_YET),
      ...(at.follow ? { wants: 'run' } : { startAfter: inSeconds(NOT_YET) }),
    },
    ['executionArn', at.follow ? 'startAfter' : 'wants'],
  );

const noted = (way: Way, incidentId: string, executionArn: string | undefined) =>
  way.records.until(incidentId, ({ meta }) => meta.stage !== 'claimed' && meta.executionArn === executionArn, 15_000);

/** Messages that a queue holds back for a while. */
const heldBack = async (way: Way, queue: string): Promise<number> => {
  const { Attributes } = await way.sqs.getQueueAttributes({ QueueUrl: output(way, queue), AttributeNames: ['All'] });
  return Number(Attributes?.['ApproximateNumberOfMessagesDelayed']);
};

/** Waits until what `work` led to failed, and waits in a queue to be tried again. */
const heldBackBy = async (way: Way, queue: string, work: () => Promise<unknown>): Promise<void> => {
  const before = await heldBack(way, queue);
  await work();
  await until(`something waits in ${queue} to be tried again`, async () =>
    (await heldBack(way, queue)) > before ? true : undefined,
  );
};

/** Gives a function other values while `work` goes on: so it meets a service that is away. */
const whileSet = async (
  { lambda }: Way,
  FunctionName: string,
  values: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> => {
  const { Environment } = await lambda.getFunctionConfiguration({ FunctionName });
  const set = (Variables: Record<string, string>) =>
    lambda.updateFunctionConfiguration({ FunctionName, Environment: { Variables } });
  await set({ ...Environment?.Variables, ...values });
  try {
    await work();
  } finally {
    await set({ ...Environment?.Variables });
  }
};

/** Lets nobody follow the record while `work` goes on: what is to be done then is left to the sweeper. */
const unfollowed = async ({ lambda }: Way, work: () => Promise<void>): Promise<void> => {
  const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({ FunctionName: 'cordon-follow-record' });
  expect(EventSourceMappings).not.toEqual([]);
  const turn = (Enabled: boolean) =>
    Promise.all(EventSourceMappings.map(({ UUID }) => lambda.updateEventSourceMapping({ UUID, Enabled })));
  await turn(false);
  try {
    await work();
  } finally {
    await turn(true);
  }
};

const asked = async (way: Way, host: Host) => {
  const event = eventOf(COMMAND_AND_CONTROL, host.subject);
  await deliver(way, event);
  const { meta } = await way.records.untilOn(host.target, asking);
  return { event, ...meta };
};

const decide = (way: Way, incidentId: string, vote: 'approve' | 'deny') =>
  as(way, 'dana').post(`/incidents/${incidentId}/decision`, { revision: 1, vote, reason: 'Seen in the proxy logs' });

const startedTests = (theWay: TheWay): void => {
  test('a run that was started and not noted is found by its name, by whoever comes next, and is never a second run', async () => {
    const way = theWay();
    const { event, incidentId, executionArn, playbook } = await asked(way, await launch(way));
    await unnoted(way, incidentId, { lease: 60, follow: true });
    await noted(way, incidentId, executionArn);
    await unnoted(way, incidentId, { lease: -1 });
    await deliver(way, event);
    await noted(way, incidentId, executionArn);
    const bySweeper = (id: string, arn: string | undefined) =>
      unfollowed(way, async () => {
        await unnoted(way, id, { lease: -1, sweep: -1 });
        await noted(way, id, arn);
      });
    await bySweeper(incidentId, executionArn);
    expect(await executionsOf(way, playbook, incidentId)).toEqual([incidentId]);

    await decide(way, incidentId, 'approve');
    await way.records.until(incidentId, closed);
    const { incidentId: undoId } = await as(way, 'robin').post<{ incidentId: string }>(
      `/incidents/${incidentId}/undo`,
      { reason: 'The owner says so' },
    );
    const undo = (await way.records.until(undoId, asking)).meta;
    await unnoted(way, undoId, { lease: 60, follow: true });
    await noted(way, undoId, undo.executionArn);
    await bySweeper(undoId, undo.executionArn);
    await decide(way, undoId, 'approve');
    expect((await way.records.until(undoId, closed)).meta.outcome).toBe('undone');
    await forgottenBy(way, incidentId, undoId);
  });

  test('a routine finding that comes again renews the lease of a run that nobody began; what follows the record begins it', async () => {
    const way = theWay();
    const user = await hire(way, newName('courier'), 'unused');
    const event = eventOf(EXPOSED_KEY, { ...user.subject, severity: 5 });
    await deliver(way, event);
    const { incidentId, executionArn } = (await way.records.untilOn(user.target, asking)).meta;
    await unnoted(way, incidentId, { lease: -1 });
    await deliver(way, event);
    await noted(way, incidentId, executionArn);
    await decide(way, incidentId, 'deny');
    await way.records.until(incidentId, closed);
  });
};

/** Step Functions keeps histories for 90 days: after that an operator still sees the graph. */
const forgottenBy = async (way: Way, ...ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    const { executionArn = '' } = (await way.records.read(id))?.meta ?? {};
    await edit(way, id, { executionArn: `${executionArn}-long-ago` }, []);
    const seen = await as(way, 'dana').get<WorkflowView>(`/incidents/${id}/workflow`);
    expect([seen.status, new Set(seen.states.map(({ status }) => status))]).toEqual(['GONE', new Set(['not reached'])]);
    await edit(way, id, { executionArn }, []);
  }
};

const awayTests = (theWay: TheWay): void => {
  test('a run whose machine is not there is tried again within seconds, and begins once it is', async () => {
    const way = theWay();
    const { incidentId, executionArn, playbook } = await asked(way, await launch(way));
    await edit(way, incidentId, { playbook: NOWHERE }, []);
    await heldBackBy(way, 'FollowRecordRetryQueue', () => unnoted(way, incidentId, { lease: 60, follow: true }));
    await edit(way, incidentId, { playbook }, []);
    await noted(way, incidentId, executionArn);
    await decide(way, incidentId, 'deny');
    await way.records.until(incidentId, closed);
  });

  test('a wait that cannot be set up ends at once, and its run goes on to its end', async () => {
    const way = theWay();
    const host = await launch(way);
    await whileSet(way, 'cordon-await-approval', { CORDON_TABLE: NOWHERE }, async () => {
      await deliver(way, eventOf(COMMAND_AND_CONTROL, host.subject));
      const { meta, journal } = await way.records.untilOn(host.target, closed);
      expect([meta.outcome, journal]).toEqual(['stale', []]);
    });
  });

  test('a chain that closes while S3 is away is taken out of the table when S3 is back', async () => {
    const way = theWay();
    const { incidentId } = await asked(way, await launch(way));
    await whileSet(way, 'cordon-keep-audit', { CORDON_EVIDENCE_BUCKET: NOWHERE }, () =>
      heldBackBy(way, 'KeepAuditRetryQueue', () => decide(way, incidentId, 'deny')),
    );
    const s3 = new S3({ ...way.stage.hub.client, forcePathStyle: true });
    const object = { Bucket: output(way, 'EvidenceBucket'), Key: `chains/${incidentId}.json` };
    await until('the chain is there', () => s3.headObject(object).catch(() => undefined));
  });

  test('a row that never came to the copy of its log is seen by the sweeper, and copied', async () => {
    const way = theWay();
    await as(way, 'dana').post('/pause', { paused: false, reason: 'So that there is a row' });
    const [TableName, table] = [output(way, 'TableName'), tableOf(way)];
    const keyed = ({ pk, sk }: { readonly pk: string; readonly sk: string }) => ({
      TableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
    });
    const seq = Number((await table.getItem(keyed(headKey(CONTROL)))).Item?.['seq']?.N);
    const copied = () =>
      until('the copy of the row', async () => (await table.getItem(keyed(copyKey(CONTROL, seq)))).Item);
    const before = await copied();
    await table.deleteItem(keyed(copyKey(CONTROL, seq)));
    expect(await copied()).toEqual(before);
  });
};

const handTests = (theWay: TheWay): void => {
  test('parked messages are counted, and put back to be worked by those who answer for them', async () => {
    const way = theWay();
    const body = { MessageBody: JSON.stringify({ source: 'nobody' }) };
    await way.sqs.sendMessage({ QueueUrl: output(way, 'UrgentParkedQueue'), ...body });
    const dana = as(way, 'dana');
    const { queues } = await dana.get<QueuesView>('/queues');
    const parked = queues.find(({ name }) => name === 'urgent')?.parked;
    expect(parked).toBeGreaterThan(0);
    const asking = { queue: 'urgent', reason: 'Its cause is mended' };
    expect(await refusal(as(way, 'sam').post('/redrive', asking))).toMatchObject({ status: 403 });
    expect(await dana.post<Redrive>('/redrive', asking)).toMatchObject({ moved: parked });
  });

  test('a full drill on something that was not made for it asks nobody, and changes nothing', async () => {
    const way = theWay();
    const { target } = await launch(way);
    const id = `drill-${crypto.randomUUID()}`;
    const { incidentId } = await as(way, 'dana').post<{ incidentId: string }>('/drills', { id, target });
    const record = await way.records.until(incidentId, closed);
    expect(record.meta).toMatchObject({
      outcome: 'not applicable',
      outcomeDetail: expect.stringContaining('it was not made for it'),
    });
    expect(record.journal).toEqual([]);
  });
};

export const lostTests = (theWay: TheWay): void => {
  startedTests(theWay);
  awayTests(theWay);
  handTests(theWay);
};
