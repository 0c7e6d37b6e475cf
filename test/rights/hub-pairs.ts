import { Lambda } from '@aws-sdk/client-lambda';
import type { ClientConfig } from '../../local/stage';
import { playbooks } from '../../playbooks/index';
import { isWrite } from '../registry/catalogue';
import { listed, type PlainStatement, type Principal, type Request } from './ask';
import { isAsked, type Measured, type Pair } from './least-privilege';

// A right of a hub role in its smallest unit: one call on one kind of thing. Machines and functions that there is one of for each
// playbook are one kind; in the table of the record each partition prefix is one, and each index.

const IDS = [...playbooks].map(({ id }) => id).sort((one, other) => other.length - one.length);

const kindOf = (arn: string, partition: string | undefined): string => {
  const named = IDS.reduce((text, id) => text.replace(id, 'PLAYBOOK'), arn.replace(/(:execution:[^:]+):.*$/, '$1:*'));
  return partition === undefined ? named : `${named} ${partition}`;
};

const LEADING = 'dynamodb:LeadingKeys';
const prefixOf = (key: string): string | undefined => /^[A-Z]+#/.exec(key)?.[0];

const prefixesIn = ({ Condition = {} }: PlainStatement): readonly (string | undefined)[] => {
  const keys = Object.values(Condition as Readonly<Record<string, Readonly<Record<string, string | string[]>>>>)
    .flatMap((one) => one[LEADING] ?? [])
    .map(prefixOf);
  return keys.length > 0 ? keys : [undefined];
};

/** Whoever may call on many queues treats them alike: those that are worked, and those where failures are parked. */
const MANY = 3;
const alike = (queue: string): string => queue.replace(/:CordonHub-\w+?(Queue|Parked)[0-9A-F]{8}-\w+$/, ':$1');

const pairsOf = (statement: PlainStatement): readonly Pair[] => {
  const resources = listed(statement.Resource);
  const named = resources.length > MANY ? resources.map(alike) : resources;
  return listed(statement.Action).flatMap((action) =>
    named.flatMap((on) => prefixesIn(statement).map((prefix) => ({ action, on: kindOf(on, prefix) }))),
  );
};

/** An index is asked for with the key of the index, which names no partition of the table. */
const usedPair = ({ action, resource, context = {} }: Request): Pair => {
  const [key = ''] = listed(context[LEADING] ?? []);
  return { action, on: kindOf(resource, resource.includes('/index/') ? undefined : prefixOf(key)) };
};

const pattern = (on: string): RegExp =>
  new RegExp(`^${on.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
const fits = (granted: Pair, used: Pair): boolean =>
  granted.action === used.action && [used.on, alike(used.on)].some((on) => pattern(granted.on).test(on));

const text = ({ action, on }: Pair): string => `${action} on ${on.split(':').slice(5).join(':') || on}`;

/** What AWS itself does in a function's name, and no code of ours: it takes messages and changes, and parks what failed. */
export type ByServices = ReadonlyMap<string, readonly string[]>;
const TAKEN = ['GetQueueUrl', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'];
const FOLLOWED = ['DescribeStream', 'GetRecords', 'GetShardIterator'];

const takenFrom = (source: string): readonly string[] =>
  source.includes(':sqs:')
    ? TAKEN.map((call) => `sqs:${call} on ${source}`)
    : ['dynamodb:ListStreams on *', ...FOLLOWED.map((call) => `dynamodb:${call} on ${source}`)];

/** What Lambda's pollers do for each function: they take from its queue or stream, and park what failed. */
export const byServices = async (hub: ClientConfig): Promise<ByServices> => {
  const { EventSourceMappings = [] } = await new Lambda(hub).listEventSourceMappings({});
  const found = new Map<string, readonly string[]>();
  for (const { FunctionArn = '', EventSourceArn = '', DestinationConfig } of EventSourceMappings) {
    const name = /:function:([^:]+)/.exec(FunctionArn)?.[1] ?? '';
    const failed = DestinationConfig?.OnFailure?.Destination;
    const parked = failed ? [`sqs:SendMessage on ${failed}`] : [];
    found.set(name, [...(found.get(name) ?? []), ...takenFrom(EventSourceArn), ...parked]);
  }
  return found;
};

/** Lambda writes its log, and services use the key for it: which ones is looked at apart. */
const ofServices = ({ action, on }: Pair, does: readonly string[]): boolean =>
  /^(kms:\w+|logs:CreateLogStream|logs:PutLogEvents)$/.test(action) || does.includes(`${action} on ${on}`);

/** What one function may do, what it was seen to ask for, and what AWS's services do in its name. */
interface Role {
  readonly role: Principal;
  readonly seen: readonly Request[];
  readonly does: readonly string[];
}

/** Holds what one function was seen to ask for to what its role grants. */
export const measureHub = async ({ role, seen, does }: Role): Promise<Measured> => {
  const granted = role.statements.filter(({ Effect }) => Effect === 'Allow').flatMap(pairsOf);
  const own = [...new Map(granted.map((pair) => [text(pair) + pair.on, pair])).values()].filter(
    (pair) => !ofServices(pair, does),
  );
  const asked = await Promise.all(
    own.map(async (pair) => ({
      pair,
      asked: await isAsked({ ...pair, on: pair.on.split(' ')[0] ?? '' }),
      writes: await isWrite(pair.action),
    })),
  );
  const used = seen.map(usedPair);
  const idle = (pair: Pair): boolean => !used.some((one) => fits(pair, one));
  const of = (writes: boolean) => asked.filter((one) => one.asked && one.writes === writes).map(({ pair }) => pair);
  const [reads, writing] = [of(false), of(true)];
  const [idleReads, idleWrites] = [reads.filter(idle), writing.filter(idle)];
  return {
    role: role.roleName,
    reads: { granted: reads.length, used: reads.length - idleReads.length },
    writes: { granted: writing.length, used: writing.length - idleWrites.length },
    idleReads: idleReads.map(text),
    idleWrites,
  };
};

/** Each idle right in words, as `role: call on what`. */
export const idleIn = ({ role, idleReads, idleWrites }: Measured): readonly string[] =>
  [...idleReads, ...idleWrites.map(text)].map((right) => `${role.replace('cordon-hub-', '')}: ${right}`);

/** One request of each kind that was seen. */
export const kindsOf = (seen: readonly Request[]): ReadonlyMap<string, Request> =>
  new Map(seen.map((one) => [text(usedPair(one)), one]));

const VIA = 'kms:ViaService';
const serviceIn = (action: string): string => action.slice(0, action.indexOf(':'));

/** Services that it may use the key through, and that neither it nor what works in its name was seen to call. */
export const idleKeys = ({ role, seen, does }: Role): readonly string[] => {
  const called = new Set([...seen.map(({ action }) => action), ...does].map(serviceIn));
  const through = role.statements
    .filter(({ Action }) => listed(Action).some((action) => action.startsWith('kms:')))
    .flatMap(({ Condition = {} }) =>
      Object.values(Condition as Readonly<Record<string, Readonly<Record<string, string>>>>),
    )
    .map((one) => one[VIA]?.split('.')[0] ?? 'anything');
  return through.filter((service) => !called.has(service)).map((service) => `${role.roleName}: through ${service}`);
};
