import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { approve } from '../../local/people-act';
import { readUser } from '../../local/read-back';
import { asking, closed } from '../../local/records';
import { hire, newName } from './targets';
import { output, type TheWay, type Way } from './way';

type Places = Readonly<Record<string, string>>;

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

const histories = async ({ sfn }: Way): Promise<string> => {
  const { stateMachines } = await sfn.listStateMachines({ maxResults: 1000 });
  const listed = await Promise.all(
    (stateMachines ?? []).map(({ stateMachineArn }) => sfn.listExecutions({ stateMachineArn, maxResults: 1000 })),
  );
  const arns = listed.flatMap(({ executions }) => executions ?? []).flatMap(({ executionArn }) => executionArn ?? []);
  const all: unknown[] = [];
  for (const executionArn of arns)
    all.push(await sfn.getExecutionHistory({ executionArn, includeExecutionData: true, maxResults: 1000 }));
  return JSON.stringify(all);
};

/** CloudWatch Logs by hand: the product needs no client for it. */
const logs = async ({ stage: { hub } }: Way, operation: string, input: object): Promise<Record<string, unknown>> => {
  const { endpoint, region, credentials } = hub.client;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20261122/${region}/logs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  return (await answer.json()) as Record<string, unknown>;
};

const lambdaLogs = async (way: Way): Promise<string> => {
  const { logGroups } = (await logs(way, 'DescribeLogGroups', { limit: 50 })) as {
    logGroups: { logGroupName: string }[];
  };
  const all: unknown[] = [];
  for (const { logGroupName } of logGroups)
    all.push(await logs(way, 'FilterLogEvents', { logGroupName, limit: 10_000 }));
  return JSON.stringify(all);
};

const evidence = async (way: Way): Promise<string> => {
  const s3 = new S3({ ...way.stage.hub.client, forcePathStyle: true });
  const Bucket = output(way, 'EvidenceBucket');
  const { Contents } = await s3.listObjectsV2({ Bucket });
  const bodies = await Promise.all(
    (Contents ?? []).map(async ({ Key }) => (await s3.getObject({ Bucket, Key })).Body?.transformToString()),
  );
  return bodies.join('\n');
};

const itemsOf = async (way: Way): Promise<{ readonly record: string; readonly tokens: readonly string[] }> => {
  const table = new DynamoDB(way.stage.hub.client);
  const found = await table.scan({ TableName: output(way, 'TableName') });
  expect(found.LastEvaluatedKey).toBeUndefined();
  const items = found.Items ?? [];
  const isToken = (item: (typeof items)[number]): boolean => item['pk']?.S?.startsWith('TOKEN#') === true;
  return {
    record: JSON.stringify(items.filter((item) => !isToken(item))),
    tokens: items.filter(isToken).flatMap((item) => item['token']?.S ?? []),
  };
};

/** The secret halves of every key that was put into a secret of the production account. */
const newSecretKeys = async ({ production: { secretsmanager } }: Way): Promise<readonly string[]> => {
  const list = (await secretsmanager.listSecrets({})).SecretList ?? [];
  const held = await Promise.all(list.map(({ ARN = '' }) => secretsmanager.getSecretValue({ SecretId: ARN })));
  return held.flatMap(({ SecretString = '{}' }) => {
    const half: unknown = JSON.parse(SecretString)['SecretAccessKey'];
    return typeof half === 'string' ? [half] : [];
  });
};

const operatorSecrets = ({ stage: { operators } }: Way): readonly string[] => {
  const lines = readFileSync(operators.credentialsFile, 'utf8').split('\n');
  const found = lines.flatMap((line) => /^aws_secret_access_key = (\S{20,})$/.exec(line)?.[1] ?? []);
  expect(found).toHaveLength(operators.profiles.length);
  return found;
};

const hits = (places: Places, secrets: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  Object.entries(secrets).flatMap(([what, values]) =>
    Object.entries(places)
      .filter(([, text]) => values.some((value) => text.includes(value)))
      .map(([place]) => `${what} in ${place}`),
  );

/** Comes last: it looks through everything that the tests before it left behind. */
export const secretTests = (theWay: TheWay): void => {
  test('no secret and no task token leaves its place: not into Slack, logs, templates, histories, the record or the evidence', async () => {
    const way = theWay();
    const user = await hire(way, newName('reporter'), 'in use');
    await way.stage.send('iam-user-compromised-key', user.subject);
    const { incidentId } = (await way.records.untilOn(user.target, asking)).meta;
    await approve(way.stage, 'dana', incidentId, 'Nobody of us made these calls');
    await approve(way.stage, 'eli', incidentId, 'Neither did we');
    expect((await way.records.until(incidentId, closed)).meta.outcome).toBe('contained');
    expect((await readUser(way.stage.membersUrl, user.name)).secretsHold).toHaveLength(1);

    const { botToken, signingSecret } = way.stage.slackSecret;
    const { record, tokens } = await itemsOf(way);
    const halves = await newSecretKeys(way);
    expect(halves.every((half) => half.length === 40) && halves.length > 0).toBe(true);
    expect(tokens.every((token) => token.length > 20) && tokens.length > 0).toBe(true);
    const outside: Places = {
      Slack: JSON.stringify(way.stage.slack.control.transcript()),
      'the logs of the functions': await lambdaLogs(way),
      'the log of the emulator': readFileSync(join(way.stage.folder, 'ministack.log'), 'utf8'),
      'the templates and bundles': filesBelow(join(way.stage.folder, 'cdk.out'))
        .map((path) => readFileSync(path, 'utf8'))
        .join('\n'),
      'the record': record,
      'the evidence': await evidence(way),
    };
    const secrets = {
      'the bot token': [botToken],
      'the signing secret': [signingSecret],
      'a new secret key': halves,
      'an operator’s secret key': operatorSecrets(way),
    };
    // Each place was really read.
    const unread = Object.entries(outside).filter(([, text]) => !text.includes('inc-'));
    expect(unread.map(([place]) => place)).toEqual([]);
    expect(outside['the logs of the functions']).toContain('a finding was taken in');
    expect(hits(outside, { ...secrets, 'a task token': tokens })).toEqual([]);
    // A history holds its own task token, on AWS: a token alone can change nothing.
    const told = { 'a history': await histories(way) };
    expect(told['a history']).toContain(incidentId);
    expect(hits(told, secrets)).toEqual([]);
  });
};
