import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SFN } from '@aws-sdk/client-sfn';
import { STS } from '@aws-sdk/client-sts';
import { credentialsFor, operatorClient } from '../../adapters/operator';
import { approve, askUndo, deny } from '../../local/people-act';
import { asking, closed, type Records, watchRecords } from '../../local/records';
import { HUB, PRODUCTION, STAGING } from '../../local/settings';
import { raiseStage, type Stage } from '../../local/stage';
import type { Target } from '../../playbooks/kit/target';
import { letAccountTake, reword } from '../rights/hub-roles';

// The hub as it is deployed, on an emulator that holds every function to its role (AUTH=true).
// Three things are not as on AWS, and are mended here or said:
//   * the emulator speaks plain HTTP: the evidence bucket's refusal of calls without TLS is taken away (and seen to work first).
//     The queues refuse them too, the account itself included: what functions do at queues by themselves is not tried here;
//   * it takes a secret's name for its ARN when it deploys: the three Slack roles are given the ARN that AWS would give;
//   * it knows no dynamodb:LeadingKeys and asks nothing of KMS in a service's name: a simulator of IAM reads the very calls that
//     every test of the way makes, against the very policies (hub-rights.ts). What Lambda's pollers and Step Functions do by a
//     role is tried nowhere.

jest.setTimeout(240_000);

let stage: Stage;
let records: Records;

const evidence = (): string => stage.hub.outputs['EvidenceBucket'] ?? '';

beforeAll(async () => {
  stage = await raiseStage({ enforced: true });
  records = watchRecords(stage);
});
afterAll(() => stage?.stop());

/** A session of a function's role, and the SDK clients that it makes calls with. */
const sessionOf = async (suffix: string) => {
  const RoleName = `cordon-hub-${suffix}`;
  await letAccountTake(stage.hub.client, RoleName, HUB.accountId);
  const RoleArn = `arn:aws:iam::${HUB.accountId}:role/${RoleName}`;
  const { Credentials } = await new STS(stage.hub.client).assumeRole({ RoleArn, RoleSessionName: 'probe' });
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  const config = { ...stage.hub.client, credentials, maxAttempts: 1 };
  return {
    dynamodb: new DynamoDB(config),
    lambda: new Lambda(config),
    s3: new S3({ ...config, forcePathStyle: true }),
    secrets: new SecretsManager(config),
    sfn: new SFN(config),
    sts: new STS(config),
  };
};

/** What an operator’s permission set says on AWS. */
const letOperate = async (UserName: string): Promise<void> => {
  const Statement = [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAM(stage.hub.client).putUserPolicy({ UserName, PolicyName: 'operates', PolicyDocument });
};

const REFUSED = /not authorized|AccessDenied/;

test('a function’s call without TLS to the evidence bucket is refused', async () => {
  const { s3 } = await sessionOf('intake-routine');
  await expect(s3.putObject({ Bucket: evidence(), Key: 'incidents/probe', Body: 'x' })).rejects.toThrow(REFUSED);
});

describe('every function held to its role', () => {
  beforeAll(async () => {
    const objects = new S3({ ...stage.hub.client, forcePathStyle: true });
    await objects.deleteBucketPolicy({ Bucket: evidence() });
    const { ARN = '' } = await new SecretsManager(stage.hub.client).describeSecret({ SecretId: 'cordon/slack' });
    expect(await reword(stage.hub.client, 'cordon/slack', ARN)).toBe(3);
  });

  test('a finding on an instance goes all the way: asked, approved in Slack, contained, and put back', async () => {
    const { id } = stage.seed.staging.instances['web-1'];
    await stage.send('ec2-command-and-control', { accountId: STAGING, instanceId: id });
    const target: Target = { kind: 'ec2-instance', accountId: STAGING, region: HUB.region, id };
    const { incidentId } = (await records.untilOn(target, asking)).meta;
    await approve(stage, 'dana', incidentId, 'On our block list');
    expect((await records.until(incidentId, closed)).meta.outcome).toBe('contained');
    await askUndo(stage, 'eli', incidentId, 'A false alarm');
    const undoId = `${incidentId}-u1`;
    await records.until(undoId, asking);
    await approve(stage, 'dana', undoId, 'The owner says so');
    expect((await records.until(undoId, closed)).meta.outcome).toBe('undone');
  });

  test('a finding on a key is asked about, and denied', async () => {
    const { id, name, accessKeyIds } = stage.seed.production.users['report-export'];
    const user = { id, name, accessKeyId: accessKeyIds[0] ?? '' };
    await stage.send('iam-user-compromised-key', { accountId: PRODUCTION, user });
    const target: Target = { kind: 'iam-user', accountId: PRODUCTION, region: 'global', id };
    const { incidentId } = (await records.untilOn(target, asking)).meta;
    await deny(stage, 'dana', incidentId, 'A test of ours');
    expect((await records.until(incidentId, closed)).meta.outcome).toBe('denied');
  });

  test('operators are refused without the right to call the API, and look at incidents with it', async () => {
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = stage.operators.credentialsFile;
    const { url } = stage.operators;
    const dana = operatorClient({ url, region: HUB.region, credentials: credentialsFor('dana'), door: 'cli' });
    await expect(dana.get('/setup')).rejects.toThrow('execute-api:Invoke');
    await letOperate('dana');
    const { incidents } = await dana.get<{ incidents: readonly { incidentId: string }[] }>('/incidents');
    expect(incidents.length).toBeGreaterThan(1);
    await dana.get(`/incidents/${incidents[0]?.incidentId}/workflow`);
    await dana.get(`/incidents/${incidents[0]?.incidentId}/now`);
  });
});

type Session = Awaited<ReturnType<typeof sessionOf>>;
type Try = (session: Session) => Promise<unknown>;
const table = (): { readonly TableName: string } => ({ TableName: stage.hub.outputs['TableName'] ?? '' });
const machine = (): string => `${stage.hub.outputs['MachinePrefix']}isolate-instance`;
const reading: Try = ({ dynamodb }) =>
  dynamodb.getItem({ ...table(), Key: { pk: { S: 'INCIDENT#control' }, sk: { S: 'PAUSE' } } });

const FORBIDDEN: readonly (readonly [role: string, what: string, Try])[] = [
  ['slack-post', 'start a run', ({ sfn }) => sfn.startExecution({ stateMachineArn: machine() })],
  ['slack-post', 'answer for a run', ({ sfn }) => sfn.sendTaskSuccess({ taskToken: 'x', output: '{}' })],
  ['slack-post', 'delete the table', ({ dynamodb }) => dynamodb.deleteTable(table())],
  ['operator', 'read the Slack secret', ({ secrets }) => secrets.getSecretValue({ SecretId: 'cordon/slack' })],
  [
    'operator',
    'call a function that acts',
    ({ lambda: fn }) => fn.invoke({ FunctionName: 'cordon-isolate-instance-contain' }),
  ],
  ['pause', 'read evidence back', ({ s3 }) => s3.getObject({ Bucket: evidence(), Key: 'incidents/x' })],
  [
    'isolate-instance-investigate',
    'enter an account as the one that acts',
    ({ sts }) =>
      sts.assumeRole({
        RoleArn: `arn:aws:iam::${STAGING}:role/cordon/cordon-isolate-instance-contain`,
        RoleSessionName: 'inc-1',
      }),
  ],
];

describe('that the roles are enforced', () => {
  test.each(FORBIDDEN)('shows: %s may not %s', async (role, _what, forbidden) => {
    const session = await sessionOf(role);
    await expect(reading(session)).resolves.toBeDefined();
    await expect(forbidden(session)).rejects.toThrow(REFUSED);
  });
});
