import type { AnyAction, Narrowing, ResourceScope } from '../../playbooks/kit/action';
import { actionsOf, type Executor, type Phase, type Writes } from './executors';

/** An IAM policy statement, with partition and account left to the scope. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Services whose reads can hand out a secret or a document: narrowed wherever an action of the playbook names a resource. */
const NARROWED_READS = ['secretsmanager', 's3', 'kms'];

const serviceOf = (call: string): string => call.slice(0, call.indexOf(':'));
const serviceOfArn = (arn: string): string => arn.split(':')[2] ?? '';
const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort();

const pascal = (id: string): string =>
  id.replace(/(^|[^a-zA-Z0-9])([a-z0-9])/g, (_, __, first: string) => first.toUpperCase());

const groupBy = <T>(values: readonly T[], key: (value: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
};

const arnsOf = (action: AnyAction, scope: ResourceScope, service: string): readonly string[] =>
  sorted(action.resources(scope, undefined).filter((arn) => serviceOfArn(arn) === service));

const wideReason = (action: AnyAction, call: string): string | undefined => {
  const name = call.slice(call.indexOf(':') + 1);
  return action.wideWrites?.[`${name.charAt(0).toLowerCase()}${name.slice(1)}`] ?? action.wideWrites?.[call];
};

const narrowingsOf = (action: AnyAction, phase: Phase, call: string): readonly Narrowing[] =>
  (action.conditions ?? []).filter(
    (narrowing) => narrowing.actions.includes(call) && ['both', phase].includes(narrowing.phase),
  );

interface Grant {
  readonly sid: string;
  readonly calls: readonly string[];
  readonly arns: readonly string[];
}

/** Tags decide what people and other policies think of a resource: a narrowed tagging call reaches nothing else. */
const TAGGING = /:(Create|Delete)Tags$|:(Un)?Tag[A-Z]\w*$/;
const onlyWhereNarrowed = (calls: readonly string[], narrowings: readonly Narrowing[]): boolean =>
  narrowings.length > 0 && calls.every((call) => TAGGING.test(call));

/** Calls that are narrowed alike share their statements. */
const narrowedAlike = (narrowings: readonly Narrowing[], call: string): string =>
  narrowings.length === 0 ? '' : `${TAGGING.test(call)} ${JSON.stringify(narrowings)}`;

const boundStatement = (action: AnyAction, { sid, calls, arns }: Grant, { on, condition }: Narrowing): Statement => {
  const Resource = arns.filter((arn) => arn.includes(on));
  if (Resource.length > 0) return { Sid: sid, Effect: 'Allow', Action: calls, Resource, Condition: condition };
  throw new Error(
    `Action ${action.id} narrows ${calls.join(', ')} on ${on}, but no ARN of its resources() contains that.`,
  );
};

/** Calls on ARNs, with every narrowing that ARNs cannot say in a statement of its own. */
const granted = (action: AnyAction, phase: Phase, { sid, calls, arns }: Grant): readonly Statement[] => {
  const groups = groupBy(calls, (call) => narrowedAlike(narrowingsOf(action, phase, call), call));
  return [...groups.values()].flatMap((alike, index) => {
    const narrowings = narrowingsOf(action, phase, alike[0] ?? '');
    const free = onlyWhereNarrowed(alike, narrowings)
      ? []
      : arns.filter((arn) => !narrowings.some(({ on }) => arn.includes(on)));
    const name = `${sid}${index === 0 ? '' : index + 1}`;
    const plain: Statement = { Sid: name, Effect: 'Allow', Action: alike, Resource: free };
    const bound = narrowings.map((narrowing, at) =>
      boundStatement(action, { sid: `${name}If${at + 1}`, calls: alike, arns }, narrowing),
    );
    return free.length === 0 ? bound : [plain, ...bound];
  });
};

const writeStatements = ({ action, calls }: Writes, phase: Phase, scope: ResourceScope): readonly Statement[] => {
  const wide = calls.filter((call) => wideReason(action, call) !== undefined);
  const narrow = calls.filter((call) => wideReason(action, call) === undefined);
  const narrowed = [...groupBy(narrow, serviceOf)].flatMap(([service, names]) => {
    const arns = arnsOf(action, scope, service);
    if (arns.length === 0) {
      throw new Error(
        `Action ${action.id} writes with ${names.join(', ')}, but its resources() names no ARN of ${service}: add one, or give the reason in wideWrites.`,
      );
    }
    return granted(action, phase, { sid: `${pascal(action.id)}${pascal(service)}`, calls: names, arns });
  });
  return wide.length === 0
    ? narrowed
    : [...narrowed, ...granted(action, phase, { sid: `${pascal(action.id)}Wide`, calls: wide, arns: ['*'] })];
};

/** Reads of services that hold secrets, on what the playbook's own actions name there; facts look nowhere else. */
const readStatements = (executor: Executor, scope: ResourceScope): readonly Statement[] => {
  const arnsIn = (service: string): readonly string[] =>
    NARROWED_READS.includes(service)
      ? sorted(actionsOf(executor.playbook).flatMap((action) => arnsOf(action, scope, service)))
      : [];
  const services = [...groupBy(executor.reads, serviceOf)].map(([service, calls]) => ({
    service,
    calls,
    arns: arnsIn(service),
  }));
  const wide = services.filter(({ arns }) => arns.length === 0).flatMap(({ calls }) => calls);
  const narrowed = services
    .filter(({ arns }) => arns.length > 0)
    .map(
      ({ service, calls, arns }): Statement => ({
        Sid: `Read${pascal(service)}`,
        Effect: 'Allow',
        Action: calls,
        Resource: arns,
      }),
    );
  return wide.length === 0 ? narrowed : [{ Sid: 'Look', Effect: 'Allow', Action: wide, Resource: ['*'] }, ...narrowed];
};

/**
 * What an executor's role in a member account may do. Reads of metadata stand on `*`, because most Describe and List calls
 * cannot be narrowed; reads that hand out secrets, and all writes, are narrowed to what the actions name.
 * Throws when an action writes where it names no resource.
 */
export const statementsFor = (executor: Executor, scope: ResourceScope): readonly Statement[] => [
  ...readStatements(executor, scope),
  ...executor.writes.flatMap((writes) => writeStatements(writes, executor.phase, scope)),
];

/**
 * Configured patterns that are ARNs; ids such as `i-…` or `AIDA…` are matched in code, because IAM cannot.
 * IAM takes no `*` for the partition of a resource: there it means the account's own.
 */
const arnPatterns = (neverTouch: readonly string[], { partition }: ResourceScope): readonly string[] =>
  neverTouch
    .filter((pattern) => pattern.startsWith('arn:'))
    .map((pattern) => pattern.replace(/^arn:\*:/, `arn:${partition}:`));

/** Writes that no role of Cordon's may make, whatever an action declares: on Cordon's own roles and users, AWS's own roles, break-glass and the configured ARNs. */
export const neverTouchStatement = (
  executor: Executor,
  scope: ResourceScope,
  neverTouch: readonly string[],
): Statement | undefined => {
  const calls = sorted(executor.writes.flatMap((writes) => writes.calls));
  if (calls.length === 0) return undefined;
  const own = (path: string): string => `arn:${scope.partition}:iam::${scope.accountId}:${path}`;
  return {
    Sid: 'NeverTouch',
    Effect: 'Deny',
    Action: calls,
    Resource: sorted([
      own('role/cordon/*'),
      own('role/cordon-*'),
      own('role/aws-service-role/*'),
      own('role/aws-reserved/*'),
      own('user/cordon/*'),
      ...arnPatterns(neverTouch, scope),
    ]),
  };
};
