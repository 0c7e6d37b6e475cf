import { EventBridge } from '@aws-sdk/client-eventbridge';
import { forTarget, loadFixture, type Subject } from '../../local/findings';
import { buttonsOf, cardsOf } from '../../local/hands';
import { approve, cardWith, deny } from '../../local/people-act';
import { asking, closed } from '../../local/records';
import { HUB, STAGING } from '../../local/settings';
import { rowWithoutRecord } from '../faults/row';
import { hire, launch, newFindingId, newName } from './targets';
import { output, postsAbout, type TheWay, until, type Way } from './way';

export const COMMAND_AND_CONTROL = 'ec2-command-and-control';
export const EXPOSED_KEY = 'iam-user-compromised-key';

export const eventOf = (fixture: string, subject: Subject): object => {
  const now = new Date().toISOString();
  return forTarget(loadFixture(fixture), {
    ...{ region: HUB.region, findingId: newFindingId(), createdAt: now, updatedAt: now },
    ...subject,
  });
};

/** One event on the hub's bus, so many times. */
export const deliver = async ({ stage }: Way, event: object, times = 1): Promise<void> => {
  const detail = JSON.stringify((event as { detail: object }).detail);
  const entry = { Source: 'aws.guardduty', DetailType: 'GuardDuty Finding', Detail: detail };
  const answer = await new EventBridge(stage.hub.client).putEvents({ Entries: Array(times).fill(entry) });
  expect(answer.FailedEntryCount ?? 0).toBe(0);
};

/** The same event so many times at once, ten to a call, all calls side by side. */
const flood = async (way: Way, event: object, copies: number): Promise<void> => {
  await Promise.all(Array.from({ length: copies / 10 }, () => deliver(way, event, 10)));
};

export const executionsOf = async (way: Way, playbook: string, incidentId: string): Promise<readonly string[]> => {
  const stateMachineArn = `${output(way, 'MachinePrefix')}${playbook}`;
  const { executions } = await way.sfn.listExecutions({ stateMachineArn, maxResults: 1000 });
  const family = incidentId.slice(0, incidentId.lastIndexOf('-'));
  return (executions ?? []).flatMap(({ name }) => (name?.startsWith(family) ? [name] : []));
};

const approvalsOf = async (way: Way, incidentId: string) => {
  const record = await way.records.read(incidentId);
  return { revision: record?.approval?.revision, status: record?.approval?.status, yes: record?.approval?.approvals };
};

/** What arrives through the hub's bus, and what becomes of it. */
export const arrivalTests = (theWay: TheWay): void => {
  rowWithoutRecord(
    'F1',
    'S',
    'fifty copies of one event at once are one incident, one run, one message and a count of fifty',
    async () => {
      const way = theWay();
      const host = await launch(way);
      await flood(way, eventOf(COMMAND_AND_CONTROL, host.subject), 50);
      const counted = await way.records.untilOn(host.target, (record) => record.findings[0]?.deliveries === 50);
      const { incidentId } = counted.meta;
      await cardWith(way.stage, incidentId, /^Review/);
      expect(counted.findings).toHaveLength(1);
      expect(incidentId).toMatch(/-1$/);
      expect(await executionsOf(way, 'isolate-instance', incidentId)).toEqual([incidentId]);
      expect(postsAbout(way, incidentId)).toBe(1);
    },
  );

  rowWithoutRecord(
    'F2',
    'S',
    'an update joins, a rise in severity asks again with no votes, and after a denial only a higher severity does',
    async () => {
      const way = theWay();
      const user = await hire(way, newName('importer'), 'unused');
      const report = (severity: number) => way.stage.send(EXPOSED_KEY, { ...user.subject, severity });
      await report(5);
      const { incidentId } = (await way.records.untilOn(user.target, asking)).meta;
      await approve(way.stage, 'dana', incidentId, 'Nobody of us made these calls');

      await report(5);
      await way.records.until(incidentId, (record) => record.findings[0]?.count === 2);
      expect(await approvalsOf(way, incidentId)).toEqual({ revision: 1, status: 'PENDING', yes: 1 });
      expect(postsAbout(way, incidentId)).toBe(1);

      await report(8);
      await way.records.until(incidentId, (record) => record.approval?.revision === 2);
      expect(await approvalsOf(way, incidentId)).toEqual({ revision: 2, status: 'PENDING', yes: 0 });
      await until(
        'a card asks about revision 2',
        async () =>
          (await cardWith(way.stage, incidentId, /^Review/)).blocks.some((block) =>
            JSON.stringify(block).includes('revision 2'),
          ) || undefined,
      );
      await approve(way.stage, 'eli', incidentId, 'Still nobody');
      expect(await approvalsOf(way, incidentId)).toEqual({ revision: 2, status: 'PENDING', yes: 1 });
      await deny(way.stage, 'dana', incidentId, 'A drill of the red team, announced this morning');
      await way.records.until(incidentId, (record) => record.meta.outcome === 'denied');

      await report(8);
      const quiet = await way.records.until(incidentId, (record) => record.findings[0]?.count === 4);
      expect(quiet.meta).toMatchObject({ stage: 'closed', outcome: 'denied' });
      expect(await way.records.on(user.target)).toBe(incidentId);
      expect((await way.records.audit(incidentId)).at(-1)?.text).toContain('stays quiet');

      await report(9.2);
      const next = await way.records.untilOn(user.target, (record) => record.meta.generation === 2 && asking(record));
      expect(next.meta.severity).toBe(9.2);
      await cardWith(way.stage, next.meta.incidentId, /^Review/);
      expect(await executionsOf(way, 'contain-access-key', incidentId)).toHaveLength(2);
    },
  );

  rowWithoutRecord('F15', 'S', 'a request that nobody answers expires, and the next finding asks again', async () => {
    const way = theWay();
    const host = await launch(way);
    await way.staging.ec2.modifyInstanceAttribute({ InstanceId: host.id, SourceDestCheck: { Value: false } });
    const NetworkInterfaceId = host.interfaceIds[0];
    await way.staging.ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId, SourceDestCheck: { Value: false } });
    await way.stage.send(COMMAND_AND_CONTROL, host.subject);
    const expired = await way.records.untilOn(host.target, closed);
    expect(expired.meta).toMatchObject({ outcome: 'expired', generation: 1 });
    await way.stage.slack.control.waitFor(
      () =>
        cardsOf(way.stage).some(
          (card) =>
            JSON.stringify(card.blocks).includes(expired.meta.incidentId) &&
            !buttonsOf(card).some((one) => /Review/.test(one.text.text)),
        ),
      30_000,
    );
    await way.stage.send(COMMAND_AND_CONTROL, host.subject);
    const again = await way.records.untilOn(host.target, (record) => record.meta.generation === 2 && asking(record));
    expect(again.findings[0]?.count).toBe((expired.findings[0]?.count ?? 0) + 1);
  });

  rowWithoutRecord(
    'F7',
    'S',
    'a message that can never be worked is parked alone, and the rest of its batch is done',
    async () => {
      const way = theWay();
      const QueueUrl = output(way, 'UrgentQueue');
      const parked = output(way, 'UrgentParkedQueue');
      const { Attributes: plain } = await way.sqs.getQueueAttributes({
        QueueUrl,
        AttributeNames: ['VisibilityTimeout'],
      });
      const good = [newFindingId(), newFindingId()].map((findingId) => ({
        findingId,
        body: JSON.stringify(eventOf('ec2-port-probe-target', { accountId: STAGING, findingId })),
      }));
      const poison = JSON.stringify({ source: 'aws.guardduty', detail: { id: 'no finding' } });
      // Between two tries a message waits for two minutes: here for three seconds, so that its five tries can be watched.
      await way.sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: '3' } });
      try {
        const bodies = [good[0]?.body, poison, good[1]?.body];
        await way.sqs.sendMessageBatch({
          QueueUrl,
          Entries: bodies.map((MessageBody, at) => ({ Id: String(at), MessageBody })),
        });
        for (const { findingId } of good) {
          const target = { kind: 'finding', accountId: STAGING, region: HUB.region, id: findingId } as const;
          expect((await way.records.untilOn(target, closed)).meta.outcome).toBe('reviewed');
        }
        const found = await until('the poison is parked', async () => {
          const { Messages } = await way.sqs.receiveMessage({ QueueUrl: parked, MaxNumberOfMessages: 10 });
          return Messages?.length ? Messages : undefined;
        });
        expect(found.map((message) => message.Body)).toEqual([poison]);
        const left = await way.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
        expect(left.Attributes).toMatchObject({
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesNotVisible: '0',
        });
      } finally {
        await way.sqs.setQueueAttributes({
          QueueUrl,
          Attributes: { VisibilityTimeout: plain?.['VisibilityTimeout'] ?? '120' },
        });
      }
    },
  );
};
