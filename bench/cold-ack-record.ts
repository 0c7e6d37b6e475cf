import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { tablePort } from '../adapters/table';
import { admit } from '../incidents/admit';
import { seal } from '../incidents/digest';
import { policyOn } from '../incidents/policy';
import { readIncident } from '../incidents/read';
import { requestApproval } from '../incidents/request';
import { markStarted } from '../incidents/start';
import type { Store } from '../incidents/store';
import { HUB, STAGING } from '../local/settings';
import type { Finding } from '../playbooks/kit/finding';
import type { Plan } from '../playbooks/kit/plan';
import type { Settings } from '../playbooks/kit/settings';
import type { Target } from '../playbooks/kit/target';

// Just so much of a hub that a signed answer can be given to it: two tables, the app's secret, and open requests.

export const NAMES = { table: 'bench-record', replays: 'bench-replays', secret: 'bench/slack' } as const;
export const SIGNING_SECRET = 'bench-signing-secret';

const client = (endpoint: string) => ({
  endpoint,
  region: HUB.region,
  credentials: { accessKeyId: HUB.accountId, secretAccessKey: 'bench' },
});

export const createHub = async (endpoint: string): Promise<void> => {
  const dynamodb = new DynamoDBClient(client(endpoint));
  const table = (TableName: string, keys: readonly string[]) =>
    dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
  await table(NAMES.table, ['pk', 'sk']);
  await table(NAMES.replays, ['pk']);
  const SecretString = JSON.stringify({ botToken: 'xoxb-bench', signingSecret: SIGNING_SECRET });
  await new SecretsManagerClient(client(endpoint)).send(new CreateSecretCommand({ Name: NAMES.secret, SecretString }));
};

export const storeAt = (endpoint: string, settings: Settings): Store => ({
  port: tablePort(NAMES.table, new DynamoDBClient(client(endpoint))),
  now: () => new Date(),
  settings,
});

const targetOf = (at: number): Target => ({
  kind: 'ec2-instance',
  accountId: STAGING,
  region: HUB.region,
  id: `i-0${String(at).padStart(16, '0')}`,
});

const findingOf = (at: number, now: string): Finding => ({
  form: 'eventbridge',
  id: String(at).padStart(32, '0'),
  accountId: STAGING,
  region: HUB.region,
  partition: 'aws',
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  severity: 8,
  title: 'The instance talks to a command and control server.',
  description: 'It asked for a domain that is known to control malware.',
  createdAt: now,
  updatedAt: now,
  firstSeen: now,
  count: 1,
  archived: false,
  sample: false,
  resourceType: 'Instance',
});

const planOf = (target: Target, madeAt: string): Plan =>
  seal({
    playbook: 'isolate-instance',
    version: 1,
    target,
    targetArn: `arn:aws:ec2:${HUB.region}:${STAGING}:instance/${target.id}`,
    mode: 'live',
    headline: `Isolate ${target.id}`,
    risk: 'reversible',
    riskReasons: [],
    steps: [],
    reach: [],
    undo: 'The groups are put back.',
    cost: [],
    notes: [],
    environment: 'staging',
    facts: [],
    madeAt,
  });

/** One more request that waits for an answer; returns its incident. */
export const openRequest = async (store: Store, at: number): Promise<string> => {
  const [now, target] = [store.now().toISOString(), targetOf(at)];
  const { incidentId } = await admit(store, {
    finding: findingOf(at, now),
    playbook: { id: 'isolate-instance', version: 1, locks: true },
    target,
    receivedAt: now,
  });
  const executionArn = `arn:aws:states:${HUB.region}:${HUB.accountId}:execution:bench:${incidentId}`;
  await markStarted(store, incidentId, executionArn);
  const record = await readIncident(store, incidentId);
  if (!record) throw new Error(`${incidentId} was not recorded`);
  const plan = planOf(target, now);
  const policy = policyOn(store.settings, record.meta, record.findings, plan);
  await requestApproval(store, incidentId, { plan, policy, executionArn });
  return incidentId;
};
