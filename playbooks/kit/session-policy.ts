import type { AnyAction, ResourceScope } from './action';
import { iamActionsOf, type Uses } from './services';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** The declared calls of one action as IAM names, split into those that only look and those that change. */
export const splitCalls = (
  action: AnyAction,
): { readonly reads: readonly string[]; readonly writes: readonly string[] } => {
  const names = iamActionsOf(action.uses as Uses);
  const writing = new Set(action.writes.map((method) => method.toLowerCase()));
  const isWrite = (name: string): boolean => writing.has((name.split(':')[1] ?? '').toLowerCase());
  return { reads: names.filter((name) => !isWrite(name)), writes: names.filter(isWrite) };
};

const STS_LIMIT = 2048;

/**
 * Narrows one assumed session to one step on one target: it may look, and write only
 * what this action declares, only on what this input names. Undefined when it would not fit into STS's limit:
 * the role's own policy then stands alone.
 */
export const sessionPolicyFor = (action: AnyAction, input: unknown, scope: ResourceScope): object | undefined => {
  const { reads, writes } = splitCalls(action);
  const wide = writes.filter((name) => isWide(action, name));
  const narrow = [...writes.filter((name) => !wide.includes(name)), ...(action.alsoNeeds ?? [])];
  const statements = [
    allow([...short(reads), ...wide], ['*']),
    allow(narrow, narrow.length > 0 ? action.resources(scope, input) : []),
  ].filter((statement) => statement.Action.length > 0);
  const policy = { Version: '2012-10-17', Statement: statements };
  return JSON.stringify(policy).length <= STS_LIMIT ? policy : undefined;
};

const allow = (Action: readonly string[], Resource: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A write that IAM cannot narrow to a resource; the action says why. */
const isWide = (action: AnyAction, name: string): boolean => {
  const method = name.split(':')[1] ?? '';
  const reasons = action.wideWrites ?? {};
  return method in reasons || `${method.charAt(0).toLowerCase()}${method.slice(1)}` in reasons;
};

/** `ec2:DescribeInstances`, `ec2:DescribeVolumes` → `ec2:Describe*`: reads may be wider here, the role's own policy still counts them out. */
const short = (names: readonly string[]): readonly string[] => [
  ...new Set(names.map((name) => name.replace(/:(Describe|Get|List|Lookup)\w*$/, ':$1*'))),
];
