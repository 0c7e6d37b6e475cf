import * as autoscaling from '@aws-sdk/client-auto-scaling';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as guardduty from '@aws-sdk/client-guardduty';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as sfn from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** A call, filled in. */
export interface NullCall {
  readonly service: string;
  readonly operation: string;
  readonly member: boolean;
  readonly path: string;
  readonly body: string;
}

export interface Doors {
  readonly region: string;
  /** Endpoints of member accounts, by service; `default` for the rest. */
  readonly endpoints: Readonly<Record<string, string>>;
}

interface Command {
  readonly middlewareStack: {
    add: (middleware: (next: Next) => Next, options: { step: 'serialize'; priority: 'low'; name: string }) => void;
  };
}
type Next = (args: { request: { body?: unknown } }) => Promise<unknown>;
interface Client {
  send: (command: Command) => Promise<unknown>;
}
type Module = Readonly<Record<string, new (input: object) => unknown>>;

const MODULES = {
  autoscaling,
  cloudtrail,
  dynamodb,
  ec2,
  guardduty,
  iam,
  lambda,
  s3,
  secretsmanager,
  sqs,
  sts,
} as const;
const ALL = { ...MODULES, elasticloadbalancing: elb, states: sfn } as unknown as Readonly<Record<string, Module>>;
const CLIENTS: Readonly<Record<string, string>> = {
  autoscaling: 'AutoScalingClient',
  cloudtrail: 'CloudTrailClient',
  dynamodb: 'DynamoDBClient',
  ec2: 'EC2Client',
  elasticloadbalancing: 'ElasticLoadBalancingV2Client',
  guardduty: 'GuardDutyClient',
  iam: 'IAMClient',
  lambda: 'LambdaClient',
  s3: 'S3Client',
  secretsmanager: 'SecretsManagerClient',
  sqs: 'SQSClient',
  states: 'SFNClient',
  sts: 'STSClient',
};

const make = (service: string, name: string, input: object): unknown => {
  const Made = ALL[service]?.[name];
  if (!Made) throw new Error(`The null workflow has no ${name} of ${service}: add its client in bench/null-calls.ts`);
  return new Made(input);
};

/** Calls that are more than a body: what stands in the path is read back from it. */
const REST: Readonly<Record<string, (call: NullCall) => object>> = {
  PutObject: ({ path, body }) => {
    const [bucket = '', ...key] = path.slice(1).split('?')[0]?.split('/') ?? [];
    return { Bucket: bucket, Key: key.join('/'), Body: body, ContentType: 'application/json' };
  },
  Invoke: ({ path, body }) => ({
    FunctionName: path.split('/')[3],
    InvocationType: path.endsWith('#Event') ? 'Event' : 'RequestResponse',
    Payload: Buffer.from(body),
  }),
  // The client checks the answer against the message that it was given.
  SendMessage: ({ body }) => JSON.parse(body) as object,
  SendMessageBatch: ({ body }) => JSON.parse(body) as object,
  ListDetectors: () => ({}),
  GetFindings: ({ path }) => ({ DetectorId: path.split('/')[2], FindingIds: [] }),
};

/** Of these the input says everything. */
const WHOLE: readonly string[] = ['PutObject', 'Invoke', 'SendMessage', 'SendMessageBatch', 'ListDetectors'];

/**
 * The recorded body in place of what the SDK would have made of an input: signing, sending, retrying and reading the
 * answer are the SDK's own.
 */
const withBody = (command: Command, body: string): Command => {
  const put =
    (next: Next): Next =>
    (args) => {
      args.request.body = body;
      return next(args);
    };
  command.middlewareStack.add(put, { step: 'serialize', priority: 'low', name: 'recordedBody' });
  return command;
};

const commandOf = (call: NullCall): Command => {
  const input = REST[call.operation]?.(call) ?? {};
  const command = make(call.service, `${call.operation}Command`, input) as Command;
  return WHOLE.includes(call.operation) ? command : withBody(command, call.body);
};

const hub = new Map<string, Client>();

const clientFor = (made: Map<string, Client>, service: string, options: object): Client => {
  const found = made.get(service);
  if (found) return found;
  const fresh = make(service, CLIENTS[service] ?? '', { maxAttempts: 3, ...options }) as Client;
  made.set(service, fresh);
  return fresh;
};

/** Makes AWS calls as Cordon's functions do: clients of the hub are kept, those of a member belong to one assumed role. */
export const caller = ({ region, endpoints }: Doors): ((call: NullCall) => Promise<unknown>) => {
  let member = new Map<string, Client>();
  let credentials: Credentials | undefined;
  const memberOptions = (service: string) => ({
    region,
    endpoint: endpoints[service] ?? endpoints['default'],
    ...(credentials ? { credentials } : {}),
  });
  const assume = async (call: NullCall): Promise<unknown> => {
    const client = clientFor(new Map(), 'sts', { region, endpoint: endpoints['default'] });
    const answer = (await client.send(commandOf(call))) as sts.AssumeRoleCommandOutput;
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
    credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    member = new Map();
    return answer;
  };
  return (call) => {
    if (call.operation === 'AssumeRole') return assume(call);
    const [made, options] = call.member ? [member, memberOptions(call.service)] : [hub, {}];
    return clientFor(made, call.service, options).send(commandOf(call));
  };
};
