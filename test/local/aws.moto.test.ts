import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type AwsStandIn, startAws } from '../../local/aws';
import type { FindingDetail } from '../../local/aws/finding-store';
import { type Emulator, startMoto } from '../../local/emulators';

const MEMBER = '222222222222';
const REGION = 'eu-west-1';
const published: { Source: string; Detail: string }[] = [];
let moto: Emulator;
let aws: AwsStandIn;
let bus: ReturnType<typeof serve>;
let now = new Date('2026-11-23T10:00:00.000Z');

const startBus = (): Promise<string> => {
  const app = new Hono();
  app.post('/', async (context) => {
    const { Entries } = (await context.req.json()) as { Entries: typeof published };
    published.push(...Entries);
    return context.json({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) });
  });
  return new Promise((ready) => {
    bus = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => ready(`http://127.0.0.1:${port}`));
  });
};

const assume = async (accountId: string) => {
  const sts = new STS({ region: REGION, endpoint: moto.url, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const answer = await sts.assumeRole({ RoleArn: `arn:aws:iam::${accountId}:role/cordon/x`, RoleSessionName: 'test' });
  const given = answer.Credentials;
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
};

const clientConfig = async (accountId = MEMBER) => ({
  region: REGION,
  endpoint: aws.url,
  credentials: await assume(accountId),
  maxAttempts: 1,
});

const finding = (id: string, more: object = {}): FindingDetail => ({
  id,
  accountId: MEMBER,
  region: REGION,
  type: 'UnauthorizedAccess:IAMUser/TorIPCaller',
  severity: 5,
  createdAt: '2020-01-01T00:10:00.000Z',
  resource: { accessKeyDetails: { userName: 'report-runner', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
  service: {
    eventFirstSeen: '2020-01-01T00:00:00.000Z',
    additionalInfo: { threatListName: 'known Tor exits' },
    action: { actionType: 'AWS_API_CALL', awsApiCallAction: { api: 'ListUsers', serviceName: 'iam.amazonaws.com' } },
  },
  ...more,
});

beforeAll(async () => {
  moto = await startMoto();
  const hubUrl = await startBus();
  aws = await startAws({
    motoUrl: moto.url,
    hubUrl,
    hub: { accountId: '111111111111', region: REGION },
    now: () => now,
  });
});
afterAll(async () => {
  await aws.stop();
  bus.close();
  await moto.stop();
});
beforeEach(() => {
  published.length = 0;
});

describe('GuardDuty', () => {
  it('gives an account its own findings, with the additional information as a JSON string', async () => {
    await aws.report(finding('own-1'));
    const guardduty = new GuardDuty(await clientConfig());
    const [DetectorId = ''] = (await guardduty.listDetectors({})).DetectorIds ?? [];
    expect(DetectorId).toMatch(/^[0-9a-f]{32}$/);
    const { Findings } = await guardduty.getFindings({ DetectorId, FindingIds: ['own-1', 'nobody-knows'] });
    expect(Findings).toHaveLength(1);
    expect(Findings?.[0]?.Service?.Count).toBe(1);
    expect(Findings?.[0]?.Service?.AdditionalInfo).toEqual({
      Type: 'default',
      Value: '{"threatListName":"known Tor exits"}',
    });
  });

  it('shows another account nothing of it, and refuses its detector', async () => {
    await aws.report(finding('own-2'));
    const own = new GuardDuty(await clientConfig());
    const other = new GuardDuty(await clientConfig('333333333333'));
    const [DetectorId = ''] = (await own.listDetectors({})).DetectorIds ?? [];
    const [Other = ''] = (await other.listDetectors({})).DetectorIds ?? [];
    expect((await other.getFindings({ DetectorId: Other, FindingIds: ['own-2'] })).Findings).toEqual([]);
    await expect(other.getFindings({ DetectorId, FindingIds: ['own-2'] })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  it('refuses more than 50 ids', async () => {
    const guardduty = new GuardDuty(await clientConfig());
    const [DetectorId = ''] = (await guardduty.listDetectors({})).DetectorIds ?? [];
    const FindingIds = Array.from({ length: 51 }, (_, n) => `id-${n}`);
    await expect(guardduty.getFindings({ DetectorId, FindingIds })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  it('names an operation that it does not have', async () => {
    const guardduty = new GuardDuty(await clientConfig());
    const call = guardduty.getFindingsStatistics({
      DetectorId: 'a'.repeat(32),
      FindingStatisticTypes: ['COUNT_BY_SEVERITY'],
    });
    await expect(call).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('refuses a key that nobody issued, and a request without one', async () => {
    const credentials = { accessKeyId: 'ASIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x' };
    const guardduty = new GuardDuty({ region: REGION, endpoint: aws.url, credentials, maxAttempts: 1 });
    await expect(guardduty.listDetectors({})).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    expect((await fetch(`${aws.url}/detector`)).status).toBe(403);
  });

  it('knows the account of a user key as well', async () => {
    const iam = new IAM({ region: REGION, endpoint: moto.url, credentials: await assume(MEMBER) });
    await iam.createUser({ UserName: 'someone' });
    const key = (await iam.createAccessKey({ UserName: 'someone' })).AccessKey;
    const credentials = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
    const guardduty = new GuardDuty({ region: REGION, endpoint: aws.url, credentials });
    const assumed = new GuardDuty(await clientConfig());
    expect((await guardduty.listDetectors({})).DetectorIds).toEqual((await assumed.listDetectors({})).DetectorIds);
  });
});

describe('publishing', () => {
  const details = () => published.map((entry) => JSON.parse(entry.Detail) as FindingDetail);

  it('sends a new finding at once, seen as long before as its document says', async () => {
    await aws.report(finding('new-1'));
    expect(published[0]).toMatchObject({ Source: 'aws.guardduty', DetailType: 'GuardDuty Finding' });
    expect(details()[0]).toMatchObject({
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      service: { count: 1, eventFirstSeen: '2026-11-23T09:50:00.000Z', eventLastSeen: now.toISOString() },
    });
  });

  it('sends a repeat under the same id, with a higher count and a newer time', async () => {
    await aws.report(finding('again-1'));
    const first = now.toISOString();
    now = new Date(now.getTime() + 900_000);
    await aws.report(finding('again-1', { severity: 8 }));
    expect(details()[1]).toMatchObject({
      severity: 8,
      createdAt: first,
      updatedAt: now.toISOString(),
      service: { count: 2 },
    });
  });

  it('delivers the same event again, word for word', async () => {
    const kept = await aws.report(finding('copies-1'));
    await aws.redeliver(kept, 24);
    expect(published).toHaveLength(25);
    expect(new Set(published.map((entry) => entry.Detail)).size).toBe(1);
  });
});

describe('CloudTrail', () => {
  const lookUp = async (input: Parameters<CloudTrail['lookupEvents']>[0], accountId = MEMBER) =>
    new CloudTrail(await clientConfig(accountId)).lookupEvents(input);
  const byUser = (AttributeValue: string) => [{ AttributeKey: 'Username' as const, AttributeValue }];

  it('shows the call that a finding is about, in its own account only', async () => {
    await aws.report(finding('trail-1'));
    const { Events } = await lookUp({ LookupAttributes: byUser('report-runner') });
    expect(Events?.[0]).toMatchObject({
      EventName: 'ListUsers',
      AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      ReadOnly: 'true',
    });
    expect(JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}')).toMatchObject({ recipientAccountId: MEMBER });
    expect((await lookUp({ LookupAttributes: byUser('report-runner') }, '333333333333')).Events).toEqual([]);
  });

  it('pages newest first, and refuses the token of another query', async () => {
    const events = [1, 2, 3].map((n) => ({
      accountId: MEMBER,
      region: REGION,
      at: new Date(now.getTime() + n * 1000),
      name: `Call${n}`,
      source: 'ec2.amazonaws.com',
      username: 'pager',
      readOnly: false,
    }));
    aws.addActivity(events);
    const first = await lookUp({ LookupAttributes: byUser('pager'), MaxResults: 2 });
    expect(first.Events?.map((event) => event.EventName)).toEqual(['Call3', 'Call2']);
    const token = first.NextToken ?? '';
    const second = await lookUp({ LookupAttributes: byUser('pager'), MaxResults: 2, NextToken: token });
    expect(second.Events?.map((event) => event.EventName)).toEqual(['Call1']);
    expect(second.NextToken).toBeUndefined();
    await expect(lookUp({ LookupAttributes: byUser('other'), NextToken: token })).rejects.toMatchObject({
      name: 'InvalidNextTokenException',
    });
  });

  it.each([
    ['InvalidMaxResultsException', { MaxResults: 51 }],
    ['InvalidLookupAttributesException', { LookupAttributes: [...byUser('a'), ...byUser('b')] }],
    ['InvalidTimeRangeException', { StartTime: new Date(2_000_000), EndTime: new Date(1_000_000) }],
  ])('answers %s', async (name, input) => {
    await expect(lookUp(input)).rejects.toMatchObject({ name });
  });

  it('gives only events between the given times', async () => {
    aws.addActivity([
      {
        accountId: MEMBER,
        region: REGION,
        at: new Date(5_000_000),
        name: 'Old',
        source: 's3.amazonaws.com',
        username: 'timed',
        readOnly: true,
      },
    ]);
    const lookupAt = async (start: number) =>
      (await lookUp({ LookupAttributes: byUser('timed'), StartTime: new Date(start), EndTime: new Date(9_000_000) }))
        .Events;
    expect(await lookupAt(4_000_000)).toHaveLength(1);
    expect(await lookupAt(6_000_000)).toHaveLength(0);
  });

  it('names an operation that it does not have', async () => {
    const trail = new CloudTrail(await clientConfig());
    await expect(trail.describeTrails({})).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
