import type { ResourceScope } from '../../playbooks/kit/action';
import type { Executor } from './executors';
import { neverTouchStatement, type Statement, statementsFor } from './statements';

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What a policy says when the condition does not hold. A key that is missing from a request counts as not held. */
const OPPOSITE: Readonly<Record<string, string>> = {
  ArnEquals: 'ArnNotEquals',
  ArnLike: 'ArnNotLike',
  StringEquals: 'StringNotEquals',
  StringEqualsIgnoreCase: 'StringNotEqualsIgnoreCase',
  StringLike: 'StringNotLike',
  'ForAllValues:StringEquals': 'ForAnyValue:StringNotEquals',
  'ForAllValues:StringLike': 'ForAnyValue:StringNotLike',
};

type Keys = Readonly<Record<string, string | readonly string[]>>;

const oppositeOf = (operator: string): string => {
  const found = OPPOSITE[operator];
  if (found) return found;
  throw new Error(`A narrowing uses ${operator}, whose opposite is not known here: add it, so that it is denied too.`);
};

/** Each way in which one condition can fail. */
const failures = (condition: Condition): readonly Condition[] =>
  Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ [oppositeOf(operator)]: { [key]: value } })),
  );

const joined = (known: Keys, more: Keys): Keys => ({
  ...known,
  ...Object.fromEntries(
    Object.entries(more).map(([key, value]) => [key, [...new Set([known[key] ?? [], value].flat())].sort()]),
  ),
});

const both = (one: Condition, other: Condition): Condition => ({
  ...one,
  ...Object.fromEntries(Object.entries(other).map(([operator, keys]) => [operator, joined(one[operator] ?? {}, keys)])),
});

/** Each way in which all of these fail at once. */
const allFail = (conditions: readonly Condition[]): readonly Condition[] =>
  conditions.reduce<readonly Condition[]>(
    (ways, condition) => ways.flatMap((way) => failures(condition).map((failure) => both(way, failure))),
    [{}],
  );

/** Under which conditions each call is allowed on each ARN; `undefined` in the list: under none. */
const grantsOf = (statements: readonly Statement[]): ReadonlyMap<string, readonly (Condition | undefined)[]> => {
  const grants = new Map<string, (Condition | undefined)[]>();
  for (const { Action, Resource, Condition } of statements)
    for (const call of Action)
      for (const arn of Resource) grants.set(`${call} ${arn}`, [...(grants.get(`${call} ${arn}`) ?? []), Condition]);
  return grants;
};

interface Guard {
  readonly condition: Condition;
  readonly calls: ReadonlySet<string>;
  readonly arns: ReadonlySet<string>;
}

const guardsOf = (statements: readonly Statement[]): readonly Guard[] => {
  const guards = new Map<string, { condition: Condition; calls: Set<string>; arns: Set<string> }>();
  for (const [pair, conditions] of grantsOf(statements)) {
    const held = conditions.filter((condition) => condition !== undefined);
    if (held.length < conditions.length) continue;
    const [call = '', arn = ''] = pair.split(' ');
    for (const condition of allFail(held)) {
      const key = `${arn} ${JSON.stringify(condition)}`;
      const guard = guards.get(key) ?? { condition, calls: new Set(), arns: new Set([arn]) };
      guard.calls.add(call);
      guards.set(key, guard);
    }
  }
  return [...guards.values()];
};

/**
 * What is allowed under a condition alone is denied without it: only quarantine groups may be attached, only AWSDenyAll, only
 * Cordon's own tags written, and the tag that makes a quarantine group only given at its creation. A right that comes to the
 * role by another way, by mistake or by somebody's hand, does not widen it.
 */
export const guardStatements = (executor: Executor, scope: ResourceScope): readonly Statement[] =>
  guardsOf(statementsFor(executor, scope)).map(({ condition, calls, arns }, index) => ({
    Sid: `OnlyIf${index + 1}`,
    Effect: 'Deny',
    Action: [...calls].sort(),
    Resource: [...arns].sort(),
    Condition: condition,
  }));

/** All that an executor's role in a member account says. `protectedArns`: never-touch list and break-glass. */
export const memberStatements = (
  executor: Executor,
  scope: ResourceScope,
  protectedArns: readonly string[],
): readonly Statement[] => {
  const denied = neverTouchStatement(executor, scope, protectedArns);
  return [...statementsFor(executor, scope), ...guardStatements(executor, scope), ...(denied ? [denied] : [])];
};
