import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { DRILL_DETAIL_TYPE, DRILL_SOURCE } from '../../playbooks/kit/drill';
import { acceptWild } from '../accept';
import type { HubFunction } from './hub-function';
import { type KeyUser, viaService } from './hub-key';
import { DUE_INDEX, MONTH_INDEX, type RecordStore } from './record';

/** ARNs of this stack's machines and executions, known by name before they exist. */
export const machineArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
const executionArn = (scope: Construct, machine: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machine}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
export const functionArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
export const memberRoleArn = (name: string): string => `arn:${Aws.PARTITION}:iam::*:role/cordon/${name}`;

/** One item or several by their keys, or what stands in a partition. */
type ReadCall = 'GetItem' | 'BatchGetItem' | 'Query';

/** What a function of the hub may do besides writing its own log. */
export interface Rights {
  /** Reads incidents and writes them, their logs included, in transactions. */
  readonly record?: true;
  /** Reads incidents by these calls and writes none. */
  readonly look?: readonly ReadCall[];
  /** Reads the copies that are kept of logs, by these calls. */
  readonly compare?: readonly ReadCall[];
  /** Adds rows to those copies: what has this right writes no incident. */
  readonly keep?: true;
  /** Puts a task token where only the one that answers runs may read it. */
  readonly keepToken?: true;
  /** Reads task tokens: what has this right writes no incident. */
  readonly readToken?: true;
  /** Reads many items of the record in one call. */
  readonly batches?: true;
  /** Counts up in the record without reading first: what comes again, or is refused again. */
  readonly count?: true;
  /** Finds what is due by the index. */
  readonly due?: true;
  /** Lists incidents, newest first, by the index. */
  readonly list?: true;
  /** Adds documents to the evidence bucket; reads none back. */
  readonly evidence?: true;
  /** Adds closed audit chains to the evidence bucket and to the log archive; reads none back. */
  readonly chains?: true;
  /** Starts these machines' executions and asks how they are. */
  readonly start?: readonly string[];
  /** Reads these machines and the histories of their executions. */
  readonly watch?: readonly string[];
  /** Tells waiting executions, by these calls, what was decided or that nothing can be. */
  readonly tell?: readonly ('SendTaskSuccess' | 'SendTaskFailure')[];
  readonly slackSecret?: string;
  /** Takes messages out of dead-letter queues and puts them back; the stack names the queues. */
  readonly redrive?: true;
  /** Publishes drills on the default bus, and no other event. */
  readonly drill?: true;
  readonly replay?: true;
  readonly invoke?: readonly string[];
  readonly memberRole?: string;
}

/** Lets a function use the hub's key, through this one service only. */
export const giveKey = (
  fn: HubFunction,
  key: IKey,
  service: KeyUser,
  calls: readonly ('Decrypt' | 'Encrypt' | 'GenerateDataKey')[],
): void => {
  fn.role.addToPolicy(
    new PolicyStatement({
      actions: calls.map((call) => `kms:${call}`),
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaService(service) } },
    }),
  );
};

/** Gives a function exactly these rights. Where there is an organisation, it enters no account outside it. */
export const giveRights = (
  fn: HubFunction,
  store: RecordStore,
  rights: Rights,
  organizationId: string | undefined,
): void => {
  giveRecord(fn, store, rights);
  giveMachines(fn, rights);
  if (rights.drill) giveDrill(fn);
  if (rights.evidence) giveEvidence(fn, store);
  if (rights.chains) giveChains(fn, store);
  if (rights.replay) fn.allow(['dynamodb:PutItem'], [store.replay.tableArn]);
  if (rights.slackSecret) {
    fn.allow(['secretsmanager:GetSecretValue'], [rights.slackSecret]);
    giveKey(fn, store.key, 'secretsmanager', ['Decrypt']);
  }
  if (rights.invoke)
    fn.allow(
      ['lambda:InvokeFunction'],
      rights.invoke.map((name) => functionArn(fn, name)),
    );
  if (rights.memberRole) giveMember(fn, rights.memberRole, organizationId);
};

/** A role of the same name in somebody else's account would be a way to have the hub act there. */
const giveMember = (fn: HubFunction, name: string, organizationId: string | undefined): void => {
  const arn = memberRoleArn(name);
  acceptWild(fn.role, [arn], 'One role by its full name, in whichever member account the target is.');
  fn.role.addToPolicy(
    new PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: [arn],
      ...(organizationId ? { conditions: { StringEquals: { 'aws:ResourceOrgID': organizationId } } } : {}),
    }),
  );
};

/** A bucket key is asked for with GenerateDataKey; an upload in parts would need Decrypt as well, and there are none. */
const giveEvidence = (fn: HubFunction, store: RecordStore): void => {
  giveKey(fn, store.key, 's3', ['GenerateDataKey']);
  fn.allow(
    ['s3:PutObject'],
    [store.evidence.arnForObjects('incidents/*')],
    'Documents are kept below their incident, whose id is made later.',
  );
};

const giveDrill = (fn: HubFunction): void => {
  fn.role.addToPolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [Stack.of(fn).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })],
      // One call may carry several events: all of them, and at least one, must be drills.
      conditions: {
        'ForAllValues:StringEquals': { 'events:source': DRILL_SOURCE, 'events:detail-type': DRILL_DETAIL_TYPE },
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    }),
  );
};

const giveChains = (fn: HubFunction, store: RecordStore): void => {
  const archive = store.archive ? [`arn:${Aws.PARTITION}:s3:::${store.archive.bucket}/chains/*`] : [];
  giveKey(fn, store.key, 's3', ['GenerateDataKey']);
  fn.allow(
    ['s3:PutObject'],
    [store.evidence.arnForObjects('chains/*'), ...archive],
    'Chains are kept under the id of their incident, which is made later.',
  );
};

const giveMachines = (fn: HubFunction, rights: Rights): void => {
  const arns = (names: readonly string[]): readonly string[] => names.map((name) => machineArn(fn, name));
  if (rights.start) {
    fn.allow(['states:StartExecution'], arns(rights.start));
    fn.allow(
      ['states:DescribeExecution'],
      rights.start.map((name) => executionArn(fn, name)),
      'Executions of one machine, which are named after incidents.',
    );
  }
  if (rights.watch) {
    fn.allow(['states:DescribeStateMachine'], arns(rights.watch));
    fn.allow(
      ['states:DescribeExecution', 'states:DescribeStateMachineForExecution', 'states:GetExecutionHistory'],
      rights.watch.map((name) => executionArn(fn, name)),
      'Executions of one machine, which are named after incidents.',
    );
  }
  if (rights.tell)
    fn.allow(
      rights.tell.map((call) => `states:${call}`),
      ['*'],
      'IAM knows no resource for these calls. They need a task token, and what they say changes nothing by itself: each step reads the record again.',
    );
};

/** Items are put whole, under a condition; none is ever deleted. */
const RECORD_CALLS = ['GetItem', 'Query', 'PutItem'];

const onRecord = (
  fn: HubFunction,
  store: RecordStore,
  calls: readonly string[],
  partitions: readonly string[],
  more: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): void => {
  fn.role.addToPolicy(
    new PolicyStatement({
      actions: calls.map((call) => `dynamodb:${call}`),
      resources: [store.table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] }, ...more },
    }),
  );
};

/** A put that answers with what stood there before would be a way to read. */
const TELLS_NOTHING = { StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } } as const;

/** Who may write incidents can neither write what is kept of their logs nor read a task token. */
const givePartitions = (fn: HubFunction, store: RecordStore, rights: Rights): void => {
  const calls = rights.batches ? [...RECORD_CALLS, 'BatchGetItem'] : RECORD_CALLS;
  if (rights.record) onRecord(fn, store, calls, ['INCIDENT#*']);
  if (rights.count) onRecord(fn, store, ['UpdateItem'], ['INCIDENT#*']);
  if (rights.look) onRecord(fn, store, rights.look, ['INCIDENT#*']);
  if (rights.compare) onRecord(fn, store, rights.compare, ['AUDIT#*']);
  if (rights.keep) onRecord(fn, store, ['PutItem'], ['AUDIT#*']);
  if (rights.keepToken) onRecord(fn, store, ['PutItem'], ['TOKEN#*'], TELLS_NOTHING);
  if (rights.readToken) onRecord(fn, store, ['GetItem'], ['TOKEN#*']);
};

const giveRecord = (fn: HubFunction, store: RecordStore, rights: Rights): void => {
  if (rights.record || rights.keep || rights.replay)
    giveKey(fn, store.key, 'dynamodb', ['Decrypt', 'Encrypt', 'GenerateDataKey']);
  else if (rights.look) giveKey(fn, store.key, 'dynamodb', ['Decrypt']);
  givePartitions(fn, store, rights);
  if (rights.due) fn.allow(['dynamodb:Query'], [`${store.table.tableArn}/index/${DUE_INDEX}`]);
  if (rights.list) fn.allow(['dynamodb:Query'], [`${store.table.tableArn}/index/${MONTH_INDEX}`]);
};
