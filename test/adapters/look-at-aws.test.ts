import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetDetectorCommand, GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { askSlack, awsLooks } from '../../adapters/look-at-aws';

const sts = mockClient(STSClient);
const stacks = mockClient(CloudFormationClient);
const guardDuty = mockClient(GuardDutyClient);
const lambda = mockClient(LambdaClient);
const secrets = mockClient(SecretsManagerClient);
const aws = awsLooks({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

beforeEach(() => {
  for (const mock of [sts, stacks, guardDuty, lambda, secrets]) mock.reset();
});

const unknownStack = Object.assign(new Error('Stack with id CordonHub does not exist'), { name: 'ValidationError' });

describe('looks at an account', () => {
  it('tell who calls', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '111111111111', Arn: 'arn:aws:iam::111111111111:user/dana' });
    expect(await aws.caller()).toEqual({ accountId: '111111111111', arn: 'arn:aws:iam::111111111111:user/dana' });
  });

  it('tell a stack with its outputs from one that is not there, and throw everything else', async () => {
    const Outputs = [{ OutputKey: 'OperatorUrl', OutputValue: 'https://x' }];
    const CreationTime = new Date(0);
    stacks
      .on(DescribeStacksCommand)
      .resolvesOnce({ Stacks: [{ StackName: 'CordonHub', CreationTime, StackStatus: 'UPDATE_COMPLETE', Outputs }] })
      .rejectsOnce(unknownStack)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    expect(await aws.stack('CordonHub')).toEqual({ status: 'UPDATE_COMPLETE', outputs: { OperatorUrl: 'https://x' } });
    expect(await aws.stack('CordonHub')).toBeUndefined();
    await expect(aws.stack('CordonHub')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('ask each detector how it is', async () => {
    guardDuty.on(ListDetectorsCommand).resolves({ DetectorIds: ['d1'] });
    guardDuty
      .on(GetDetectorCommand, { DetectorId: 'd1' })
      .resolves({ ServiceRole: 'r', Status: 'ENABLED', FindingPublishingFrequency: 'ONE_HOUR' });
    expect(await aws.detectors()).toEqual([{ enabled: true, frequency: 'ONE_HOUR' }]);
    guardDuty.on(ListDetectorsCommand).resolves({ DetectorIds: [] });
    expect(await aws.detectors()).toEqual([]);
  });

  it('read limits and a secret', async () => {
    const AccountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 };
    lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit });
    secrets.on(GetSecretValueCommand, { SecretId: 'cordon/slack' }).resolves({ SecretString: '{}' });
    expect(await aws.lambdaLimits()).toEqual({ concurrent: 1000, unreserved: 900 });
    expect(await aws.secret('cordon/slack')).toBe('{}');
  });
});

describe('what Slack says of a token', () => {
  const plain = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = plain;
  });
  const answering = (body: object, headers: Record<string, string> = {}): { asked: RequestInit[] } => {
    const asked: RequestInit[] = [];
    globalThis.fetch = async (_url, init = {}) => {
      asked.push(init);
      return new Response(JSON.stringify(body), { headers });
    };
    return { asked };
  };

  it('is its workspace and the scopes of the answer’s header', async () => {
    const { asked } = answering(
      { ok: true, team: 'Example', team_id: 'T1' },
      { 'x-oauth-scopes': 'chat:write, users:read' },
    );
    expect(await askSlack('a token')).toEqual({
      ok: true,
      team: 'Example',
      teamId: 'T1',
      scopes: ['chat:write', 'users:read'],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'POST', headers: { authorization: 'Bearer a token' }, redirect: 'error' });
  });

  it('is its own word when it refuses', async () => {
    answering({ ok: false, error: 'invalid_auth' });
    expect(await askSlack('a token')).toEqual({ ok: false, code: 'invalid_auth' });
  });
});
