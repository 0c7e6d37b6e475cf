import { S3 } from '@aws-sdk/client-s3';
import { SQS } from '@aws-sdk/client-sqs';
import type * as evidence from '../../adapters/evidence';
import type * as queue from '../../adapters/queue';
import { extend, headOf, verifyChain } from '../../incidents/chain';
import type { ExportedChain } from '../../incidents/export';
import type { AuditRow } from '../../incidents/model';
import { type Emulator, startMiniStack } from '../../local/emulators';

jest.setTimeout(60_000);

const CHAIN = 'inc-a1b2c3d4e5-1';
const [HUB, ARCHIVE] = ['111111111111', '555555555555'];
let emulator: Emulator;
let adapters: typeof evidence & typeof queue;
const env = { ...process.env };

beforeAll(async () => {
  emulator = await startMiniStack();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: emulator.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: HUB,
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    CORDON_EVIDENCE_BUCKET: 'evidence',
  });
  // Their clients are made when they are loaded, with the addresses above.
  adapters = { ...(await import('../../adapters/evidence')), ...(await import('../../adapters/queue')) };
});
afterAll(async () => {
  await emulator.stop();
  process.env = env;
});

const client = (accessKeyId: string) => ({
  endpoint: emulator.url,
  region: 'eu-west-1',
  credentials: { accessKeyId, secretAccessKey: 'not-a-secret' },
});

describe('parked messages', () => {
  const bodies = async (sqs: SQS, QueueUrl: string): Promise<readonly string[]> => {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    return Messages.map(({ Body }) => Body ?? '').sort();
  };
  const open = async (name: string) => {
    const sqs = new SQS(client(HUB));
    const [main, parked] = await Promise.all(
      [name, `${name}-parked`].map(async (QueueName) => (await sqs.createQueue({ QueueName })).QueueUrl ?? ''),
    );
    return { sqs, pair: { queue: main ?? '', parked: parked ?? '' } };
  };

  it('go back as they were, at most as many as asked for', async () => {
    const { sqs, pair } = await open('some');
    for (const MessageBody of ['{"n":1}', '{"n":2}', '{"n":3}'])
      await sqs.sendMessage({ QueueUrl: pair.parked, MessageBody });
    expect(await adapters.queueCounts(pair)).toEqual({ waiting: 0, parked: 3 });
    expect(await adapters.moveMessages(pair, 2)).toBe(2);
    expect(await adapters.queueCounts(pair)).toEqual({ waiting: 2, parked: 1 });
    expect(await adapters.moveMessages(pair, 50)).toBe(1);
    expect(await bodies(sqs, pair.queue)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(await adapters.queueCounts(pair)).toMatchObject({ parked: 0 });
  });

  it('that there are none of take nothing', async () => {
    const { pair } = await open('none');
    expect(await adapters.moveMessages(pair, 10)).toBe(0);
  });
});

describe('a closed chain', () => {
  const chain = (): ExportedChain => {
    const operations = extend(headOf(CHAIN, undefined), '2026-11-23T03:00:00.000Z', [
      { event: 'incident.opened', actor: 'guardduty', text: 'Opened by GuardDuty.' },
      { event: 'incident.closed', actor: 'cordon', text: 'Contained.' },
    ]);
    const rows = operations.flatMap((one) => {
      if (one.kind !== 'put' || !one.item.sk.startsWith('ROW#')) return [];
      const { pk: _pk, sk: _sk, ...row } = one.item;
      return [row as unknown as AuditRow];
    });
    const last = rows.at(-1);
    return { chain: CHAIN, rows, head: { seq: last?.seq ?? 0, hash: last?.hash ?? '' } };
  };
  const read = async (accountId: string, Bucket: string): Promise<ExportedChain> => {
    const s3 = new S3(client(accountId));
    const { Body } = await s3.getObject({ Bucket, Key: `chains/${CHAIN}.json` });
    return JSON.parse((await Body?.transformToString()) ?? '') as ExportedChain;
  };

  it('comes back from both buckets as it left, and still holds', async () => {
    await new S3(client(HUB)).createBucket({ Bucket: 'evidence', ObjectLockEnabledForBucket: true });
    await new S3(client(HUB)).createBucket({ Bucket: 'cordon-audit-archive', ObjectLockEnabledForBucket: true });
    const places = { CORDON_EVIDENCE_BUCKET: 'evidence', CORDON_ARCHIVE_BUCKET: 'cordon-audit-archive' };
    await adapters.keepChain(CHAIN, chain(), { ...places, CORDON_ARCHIVE_ACCOUNT: ARCHIVE });
    for (const bucket of ['evidence', 'cordon-audit-archive']) {
      const found = await read(HUB, bucket);
      expect(found).toEqual(chain());
      expect(verifyChain(found.rows, found.chain)).toEqual({ ok: true });
    }
  });

  it('goes to the evidence alone where there is no log archive', async () => {
    await adapters.keepChain('inc-b1b2c3d4e5-1', chain(), { CORDON_EVIDENCE_BUCKET: 'evidence' });
    const listed = await new S3(client(HUB)).listObjectsV2({ Bucket: 'cordon-audit-archive' });
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual([`chains/${CHAIN}.json`]);
  });
});
