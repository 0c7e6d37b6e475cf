import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { bundleOptions } from '../../cdk/bundle';
import { pythonPath } from '../../local/python';
import { HUB } from '../../local/settings';
import type { Stage } from '../../local/stage';
import { playbooks } from '../../playbooks/index';

/** Where the peer's events come from: Cordon's own rules leave them alone. */
export const PEER_SOURCE = 'bench.storm';

export interface PeerFlow {
  readonly queues: readonly string[];
  readonly table: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
type Resources = Readonly<Record<string, Resource>>;

const BUCKET = `cdk-hnb659fds-assets-${HUB.accountId}-${HUB.region}`;
const CODE = 'storm-peer.zip';
const LANES = ['urgent', 'routine'] as const;
type LaneName = (typeof LANES)[number];

const the = (resources: Resources, type: string, fits: (one: Resource, name: string) => boolean): Resource => {
  const found = Object.entries(resources).find(([name, one]) => one.Type === type && fits(one, name));
  if (!found) throw new Error(`The hub's template has no such ${type}`);
  return found[1];
};

const ofLane = (name: LaneName) => `${name === 'urgent' ? 'Urgent' : 'Routine'}Lane`;

/** Lambda's own default: how a handler that writes one item for each message is fed. */
const PLAIN_BATCHES = { BatchSize: 10, MaximumBatchingWindowInSeconds: 0 };

/** One lane as the hub has it: rule, queue, event source and function with the same settings but for the batch, and other code. */
const laneOf = (hub: Resources, name: LaneName): Resources => {
  const title = name === 'urgent' ? 'Urgent' : 'Routine';
  const rule = the(hub, 'AWS::Events::Rule', (_, id) => id.startsWith(`${ofLane(name)}Rule`)).Properties;
  const queue = the(hub, 'AWS::SQS::Queue', (_, id) => id.startsWith(`${ofLane(name)}WaitingQueue`)).Properties;
  const fn = the(
    hub,
    'AWS::Lambda::Function',
    ({ Properties }) => Properties['FunctionName'] === `cordon-intake-${name}`,
  );
  const source = the(hub, 'AWS::Lambda::EventSourceMapping', ({ Properties }) =>
    JSON.stringify(Properties['EventSourceArn']).includes(`${ofLane(name)}WaitingQueue`),
  ).Properties;
  const { MemorySize, Timeout, Runtime, Architectures, Handler } = fn.Properties;
  const pattern = rule['EventPattern'] as object;
  return {
    [`${title}Queue`]: {
      Type: 'AWS::SQS::Queue',
      Properties: { VisibilityTimeout: queue['VisibilityTimeout'] },
    },
    [`${title}Rule`]: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { ...pattern, source: [PEER_SOURCE] },
        Targets: [{ Id: 'Queue', Arn: { 'Fn::GetAtt': [`${title}Queue`, 'Arn'] } }],
      },
    },
    [`${title}Function`]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: `storm-peer-${name}`,
        ...{ MemorySize, Timeout, Runtime, Architectures, Handler },
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { S3Bucket: BUCKET, S3Key: CODE },
        Environment: { Variables: { DEDUPE_TABLE: { Ref: 'Table' } } },
      },
    },
    [`${title}Source`]: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        ...source,
        ...PLAIN_BATCHES,
        FunctionName: { Ref: `${title}Function` },
        EventSourceArn: { 'Fn::GetAtt': [`${title}Queue`, 'Arn'] },
      },
    },
  };
};

/** The peer's stack, from the hub's template. */
export const peerTemplate = (hubTemplate: string): string => {
  const hub = (JSON.parse(hubTemplate) as { Resources: Resources }).Resources;
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
  const shared = {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } } },
  };
  const Outputs = {
    UrgentQueue: { Value: { Ref: 'UrgentQueue' } },
    RoutineQueue: { Value: { Ref: 'RoutineQueue' } },
    Table: { Value: { Ref: 'Table' } },
  };
  return JSON.stringify({ Resources: Object.assign({}, shared, ...LANES.map((name) => laneOf(hub, name))), Outputs });
};

const bundle = async (folder: string): Promise<Buffer> => {
  await build(bundleOptions(['bench/storm/dedupe'], folder, playbooks));
  const zip = join(folder, CODE);
  execFileSync(pythonPath(), ['-m', 'zipfile', '-c', zip, join(folder, 'bench-storm/dedupe/index.js')]);
  return readFileSync(zip);
};

/** Deploys the peer beside Cordon, on the same emulator. */
export const deployPeer = async (stage: Stage): Promise<PeerFlow> => {
  const s3 = new S3({ ...stage.hub.client, forcePathStyle: true });
  await s3.putObject({ Bucket: BUCKET, Key: CODE, Body: await bundle(join(stage.folder, 'storm-peer')) });
  const hub = readFileSync(join(stage.folder, 'cdk.out/CordonHub.template.json'), 'utf8');
  const client = new CloudFormation(stage.hub.client);
  const StackName = 'StormPeer';
  await client.createStack({ StackName, TemplateBody: peerTemplate(hub), Capabilities: ['CAPABILITY_NAMED_IAM'] });
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 1 }, { StackName });
  const outputs = (await client.describeStacks({ StackName })).Stacks?.[0]?.Outputs ?? [];
  const output = (name: string): string => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
  return { queues: [output('UrgentQueue'), output('RoutineQueue')], table: output('Table') };
};
