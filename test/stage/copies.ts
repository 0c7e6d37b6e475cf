import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { tablePort } from '../../adapters/table';
import { verifyChain } from '../../incidents/chain';
import { readCopy } from '../../incidents/copy';
import { compareWithCopy } from '../../incidents/copy-check';
import { rowKey } from '../../incidents/keys';
import { closed } from '../../local/records';
import { streamRecord } from '../support/keeper';
import { output, type TheWay, until, type Way } from './way';

const clientOf = ({ stage }: Way): DynamoDB => new DynamoDB(stage.hub.client);
const portOf = (way: Way) => tablePort(output(way, 'TableName'), clientOf(way));

/** Every chain that the stage has a log of. */
const chainsOf = async (way: Way): Promise<readonly string[]> => {
  const found = new Set<string>();
  const TableName = output(way, 'TableName');
  for (
    let ExclusiveStartKey: Record<string, never> | undefined, first = true;
    first || ExclusiveStartKey;
    first = false
  ) {
    const page = await clientOf(way).scan({ TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) });
    for (const { pk } of page.Items ?? []) {
      const chain = /^INCIDENT#log#(.+)$/.exec(pk?.S ?? '')?.[1];
      if (chain) found.add(chain);
    }
    ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
  }
  return [...found];
};

const compared = async (way: Way, chain: string) => {
  const copy = await readCopy(portOf(way), chain);
  const rows = await way.records.audit(chain);
  return { rows, copy, check: compareWithCopy(rows, copy) };
};

const parkedAt = async (way: Way): Promise<readonly string[]> => {
  const { Messages = [] } = await way.sqs.receiveMessage({
    QueueUrl: output(way, 'KeepAuditRetryParkedQueue'),
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 1,
  });
  return Messages.map(({ Body = '' }) => Body);
};

export const copyTests = (theWay: TheWay): void => {
  test('is each of its rows, as it was written: from the finding to the close', async () => {
    const way = theWay();
    const chains = await chainsOf(way);
    expect(chains.length).toBeGreaterThan(2);
    for (const chain of chains) {
      const { rows, copy } = await until(`the copy of ${chain} is whole`, async () => {
        const found = await compared(way, chain);
        return found.check.ok && found.check.upTo === found.rows.length ? found : undefined;
      });
      expect(verifyChain(rows, chain)).toEqual({ ok: true });
      expect(verifyChain(copy.rows, chain)).toEqual({ ok: true });
      expect(copy.notices).toEqual([]);
    }
    expect(await parkedAt(way)).toEqual([]);
  });

  test('stays as it is when the stream gives a batch about many logs a second time', async () => {
    const way = theWay();
    const chains = (await chainsOf(way)).slice(0, 20);
    const before = await Promise.all(chains.map((chain) => compared(way, chain)));
    const last = before.map(({ rows }, at) => rowKey(chains[at] ?? '', rows.length));
    const Records = (await portOf(way).getAll(last)).map((item) => streamRecord('INSERT', item));
    expect(Records.length).toBeGreaterThan(4);
    const Payload = Buffer.from(JSON.stringify({ Records }));
    const answer = await way.lambda.invoke({ FunctionName: 'cordon-keep-audit', Payload });
    expect(JSON.parse(Buffer.from(answer.Payload ?? []).toString())).toEqual({ batchItemFailures: [] });
    expect(await Promise.all(chains.map((chain) => compared(way, chain)))).toEqual(before);
    expect(await parkedAt(way)).toEqual([]);
  });

  test('stays as it is when somebody changes the log, and an alarm sees it', async () => {
    const way = theWay();
    const over = (await way.records.current(50)).find(closed);
    const chain = over?.meta.incidentId ?? '';
    const before = await compared(way, chain);
    await clientOf(way).updateItem({
      TableName: output(way, 'TableName'),
      Key: { pk: { S: rowKey(chain, 2).pk }, sk: { S: rowKey(chain, 2).sk } },
      UpdateExpression: 'SET #text = :text',
      ExpressionAttributeNames: { '#text': 'text' },
      ExpressionAttributeValues: { ':text': { S: 'Nothing happened.' } },
    });
    const problem = 'row 2 was changed after it was written';
    const [parked] = await until('the alarm’s message', async () => {
      const found = await parkedAt(way);
      return found.length > 0 ? found : undefined;
    });
    expect(JSON.parse(parked ?? '')).toEqual({ chain, problem });
    const after = await until('the notice', async () => {
      const found = await compared(way, chain);
      return found.copy.notices.length > 0 ? found : undefined;
    });
    expect(after.copy.rows).toEqual(before.copy.rows);
    expect(after.copy.notices).toMatchObject([{ seq: 2, text: problem, found: { text: 'Nothing happened.' } }]);
    expect(after.check).toMatchObject({ ok: false, seq: 2 });
  });
};
