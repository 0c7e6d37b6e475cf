import { runSimulation } from '@cloud-copilot/iam-simulate';
import { playbooks } from '../../playbooks/index';
import { listed, type PlainStatement } from '../rights/ask';
import { rolesIn } from '../rights/plain-template';
import { resourcesOf, synthesise } from './synth';

// The record's three partitions, as a simulator of IAM reads each role of the hub: who may write incidents can neither write
// what is kept of their logs nor read a task token.

const { hubTemplate: hub } = synthesise(playbooks);
const ACCOUNT = '111111111111';
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/record`;

const principals = rolesIn(hub, { accountId: ACCOUNT, region: 'eu-west-1' });
const ROLES: readonly string[] = [...principals.keys()].flatMap((name) => /^cordon-hub-(.+)$/.exec(name)?.[1] ?? []);

const recordTable = resourcesOf(hub, 'AWS::DynamoDB::Table').find(
  ({ Properties }) => Properties['StreamSpecification'],
)?.logicalId;
const DEPLOYED = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${recordTable}`;

/** What a role's policies say of the record's table and of what belongs to it; its stream's readers have no other way in. */
const onTable = (role: string): readonly PlainStatement[] =>
  (principals.get(`cordon-hub-${role}`)?.statements ?? []).flatMap((statement) => {
    const own = listed(statement.Resource).filter((one) => one.startsWith(DEPLOYED) && !one.includes('/stream/'));
    return own.length > 0 ? [{ ...statement, Resource: own.map((one) => one.replace(DEPLOYED, TABLE)) }] : [];
  });

type Context = Readonly<Record<string, string | readonly string[]>>;

const may = async (
  role: string,
  call: string,
  partition: string,
  more: Context = {},
  resource: string = TABLE,
): Promise<boolean> => {
  const answer = await runSimulation(
    {
      identityPolicies: [{ name: role, policy: { Version: '2012-10-17', Statement: onTable(role) } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action: `dynamodb:${call}`,
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/cordon-hub-${role}/cordon-${role}`,
        resource: { accountId: ACCOUNT, resource },
        contextVariables: { 'dynamodb:LeadingKeys': [partition], ...more } as Record<string, string | string[]>,
      },
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(`${call} on ${partition}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult === 'Allowed';
};

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'] as const;
const READS = ['GetItem', 'Query', 'BatchGetItem', 'Scan', 'ConditionCheckItem'] as const;
const INCIDENT = 'INCIDENT#inc-a1b2c3d4e5-1';
const LOG = 'INCIDENT#log#inc-a1b2c3d4e5-1';
const COPY = 'AUDIT#inc-a1b2c3d4e5-1';
const TOKEN = 'TOKEN#inc-a1b2c3d4e5-1';

const whoMay = async (calls: readonly string[], partition: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const role of ROLES) {
    const answers = await Promise.all(calls.map((call) => may(role, call, partition)));
    if (answers.includes(true)) found.push(role);
  }
  return found.sort();
};

describe('the partitions of the record', () => {
  it('are each written by others: who may write incidents can write no copy and read no task token', async () => {
    const writers = await whoMay(WRITES, INCIDENT);
    expect(writers.length).toBeGreaterThan(15);
    expect(await whoMay(WRITES, LOG)).toEqual(writers);
    const copiers = await whoMay(WRITES, COPY);
    const readers = await whoMay(READS, TOKEN);
    expect(copiers).toEqual(['keep-audit']);
    expect(readers).toEqual(['answer-run']);
    expect(writers.filter((role) => copiers.includes(role) || readers.includes(role))).toEqual([]);
  });

  it('let copies grow only: nobody may change or remove what is there', async () => {
    expect(
      await whoMay(['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'], COPY),
    ).toEqual([]);
  });

  it('show copies to whoever compares them, and task tokens to nobody who can write one', async () => {
    expect(await whoMay(READS, COPY)).toEqual(['keep-audit', 'operator', 'sweep']);
    expect(await whoMay(WRITES, TOKEN)).toEqual(['await-approval']);
    expect(await may('await-approval', 'PutItem', TOKEN, { 'dynamodb:ReturnValues': 'NONE' })).toBe(true);
    expect(await may('await-approval', 'PutItem', TOKEN, { 'dynamodb:ReturnValues': 'ALL_OLD' })).toBe(false);
  });

  const writers = ROLES.filter((role) =>
    onTable(role).some(({ Action }) => Action.includes('dynamodb:PutItem') && Action.includes('dynamodb:Query')),
  );
  const MUST_DENY = writers.flatMap((role) => [
    ...WRITES.map((call) => [role, call, COPY] as const),
    ['keep-audit', 'PutItem', INCIDENT] as const,
    ['keep-audit', 'PutItem', LOG] as const,
    ['keep-audit', 'GetItem', TOKEN] as const,
    [role, 'GetItem', TOKEN] as const,
    [role, 'Query', TOKEN] as const,
    [role, 'DeleteItem', TOKEN] as const,
  ]);

  it.each([...new Map(MUST_DENY.map((row) => [row.join(' '), row])).values()])(
    'must not: %s, %s on %s',
    async (role, call, partition) => {
      expect(await may(role, call, partition)).toBe(false);
    },
  );

  it.each([
    ['operator', 'PutItem', INCIDENT],
    ['operator', 'PutItem', LOG],
    ['isolate-instance-contain', 'PutItem', INCIDENT],
    ['intake-urgent', 'UpdateItem', INCIDENT],
    ['slack-post', 'Query', LOG],
    ['keep-audit', 'Query', LOG],
    ['keep-audit', 'GetItem', INCIDENT],
    ['keep-audit', 'PutItem', COPY],
    ['answer-run', 'Query', INCIDENT],
    ['answer-run', 'GetItem', TOKEN],
    ['await-approval', 'PutItem', TOKEN],
    ['sweep', 'GetItem', COPY],
  ] as const)('may: %s, %s on %s', async (role, call, partition) => {
    expect(await may(role, call, partition)).toBe(true);
  });

  it('are all that is granted: no other call, which could name no key and so pass, and nothing below the table but two indexes', () => {
    const all = ROLES.flatMap(onTable);
    expect([...new Set(all.flatMap(({ Action }) => listed(Action)))].sort()).toEqual(
      ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map((call) => `dynamodb:${call}`),
    );
    expect([...new Set(all.flatMap(({ Resource }) => listed(Resource)))].sort()).toEqual([
      TABLE,
      `${TABLE}/index/by-due`,
      `${TABLE}/index/by-month`,
    ]);
    expect(all.filter(({ Resource, Condition }) => listed(Resource).includes(TABLE) && !Condition)).toEqual([]);
    expect(new Set(all.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
  });

  it('hold for a transaction over two of them: all its keys have to be allowed', async () => {
    expect(await may('operator', 'PutItem', INCIDENT, { 'dynamodb:LeadingKeys': [INCIDENT, COPY] })).toBe(false);
    expect(await may('operator', 'PutItem', INCIDENT, { 'dynamodb:LeadingKeys': [INCIDENT, LOG] })).toBe(true);
  });

  it('are not got round by an index: nothing is written there, and no token carries an index’s key', async () => {
    for (const role of ROLES)
      for (const call of WRITES)
        for (const index of ['by-due', 'by-month'])
          expect([role, await may(role, call, 'OPEN', {}, `${TABLE}/index/${index}`)]).toEqual([role, false]);
  });
});
