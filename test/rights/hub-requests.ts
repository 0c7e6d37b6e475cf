import type { Call } from '../../bench/recording';
import type { Request } from './ask';

// What IAM is asked for a call of a hub function, read from the HTTP request that it sent.

type Body = Readonly<Record<string, unknown>>;
interface Asking {
  readonly call: Call;
  readonly body: Body;
  readonly operation: string;
  readonly place: HubPlace;
}
/** What a call does not say itself. */
export interface HubPlace {
  readonly accountId: string;
  readonly region: string;
  /** By name. */
  readonly secrets: Readonly<Record<string, string>>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const arn = ({ region, accountId }: HubPlace, service: string, path: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${path}`;

interface Item {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Keys;
  readonly Item?: Keys;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>;
}
type Keys = Readonly<Record<string, { readonly S?: string }>>;

/** The partition that a request names: its key, or the value that a query holds the partition key to. */
const partitionOf = ({ Key, Item, KeyConditionExpression = '', ExpressionAttributeValues = {} }: Item): string => {
  const found = (Key ?? Item)?.['pk']?.S;
  const name = /=\s*(:\w+)/.exec(KeyConditionExpression)?.[1] ?? '';
  return found ?? ExpressionAttributeValues[name]?.S ?? '';
};

const onTable = (place: HubPlace, name: string, item: Item): Request => ({
  action: `dynamodb:${name}`,
  resource: arn(place, 'dynamodb', `table/${item.TableName}${item.IndexName ? `/index/${item.IndexName}` : ''}`),
  context: { 'dynamodb:LeadingKeys': [partitionOf(item)] },
});

const IN_TRANSACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
};

/** A batch is asked for as itself, once for each key that it reads. */
const batched = (place: HubPlace, operation: string, body: Body): readonly Request[] => {
  const tables = Object.entries(
    (body['RequestItems'] ?? {}) as Readonly<Record<string, { readonly Keys?: readonly Keys[] }>>,
  );
  return tables.flatMap(([TableName, { Keys: keys = [] }]) =>
    keys.map((Key) => onTable(place, operation, { TableName, Key })),
  );
};

/** A transaction is asked for item by item. */
const dynamodb = ({ body, operation, place }: Asking): readonly Request[] => {
  if ('RequestItems' in body) return batched(place, operation, body);
  const items = body['TransactItems'] as readonly Readonly<Record<string, Item>>[] | undefined;
  if (!items) return [onTable(place, operation, body as Item)];
  return items.flatMap((one) =>
    Object.entries(one).map(([kind, item]) => onTable(place, IN_TRANSACTIONS[kind] ?? kind, item)),
  );
};

const states = ({ body, operation }: Asking): readonly Request[] => {
  const resource = text(body['stateMachineArn'] ?? body['executionArn']) || '*';
  return [{ action: `states:${operation}`, resource }];
};

const queueArn = (place: HubPlace, url: unknown): string => arn(place, 'sqs', text(url).split('/').at(-1) ?? '');

const events = ({ body, place }: Asking): readonly Request[] =>
  ((body['Entries'] ?? []) as readonly Body[]).map((entry) => ({
    action: 'events:PutEvents',
    resource: arn(place, 'events', `event-bus/${text(entry['EventBusName']) || 'default'}`),
    context: { 'events:source': text(entry['Source']), 'events:detail-type': text(entry['DetailType']) },
  }));

const lambda = ({ call, place }: Asking): readonly Request[] => {
  const name = /\/functions\/([^/]+)\/invocations/.exec(decodeURIComponent(call.path))?.[1] ?? '';
  return [{ action: 'lambda:InvokeFunction', resource: arn(place, 'lambda', `function:${name}`) }];
};

const MAKERS: Readonly<Record<string, (asking: Asking) => readonly Request[]>> = {
  dynamodb,
  states,
  events,
  lambda,
  s3: ({ call }) => [{ action: 's3:PutObject', resource: `arn:aws:s3:::${call.path.slice(1).replace(/\?.*$/, '')}` }],
  secretsmanager: ({ body, operation, place }) => [
    { action: `secretsmanager:${operation}`, resource: place.secrets[text(body['SecretId'])] ?? '' },
  ],
  // IAM knows no rights of their own for batches.
  sqs: ({ body, operation, place }) => [
    { action: `sqs:${operation.replace(/Batch$/, '')}`, resource: queueArn(place, body['QueueUrl']) },
  ],
  sts: ({ call }) => [{ action: 'sts:AssumeRole', resource: new URLSearchParams(call.body).get('RoleArn') ?? '' }],
};

const bodyOf = (call: Call): Body => (call.body.startsWith('{') ? (JSON.parse(call.body) as Body) : {});

/** What IAM is asked in the hub's account for this call. Throws for a call that nothing here knows. */
export const hubRequestsFor = (place: HubPlace, call: Call): readonly Request[] => {
  const maker = MAKERS[call.scope];
  if (!maker)
    throw new Error(`A function of the hub called ${call.scope} ${call.method} ${call.path}: say what IAM is asked`);
  const operation = call.target?.slice(call.target.lastIndexOf('.') + 1) ?? '';
  return maker({ call, body: bodyOf(call), operation, place });
};
