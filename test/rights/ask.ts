import { runSimulation } from '@cloud-copilot/iam-simulate';

/** Condition keys as IAM would see them. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** What IAM is asked before a call takes effect. One call can be several of these: one per resource, and per tag at creation. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
  /** Of the role that is to be assumed: its own word on who may. */
  readonly trust?: object;
}

/** A policy statement with nothing of CloudFormation left in it. */
export interface PlainStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

export interface Principal {
  readonly accountId: string;
  readonly roleName: string;
  readonly statements: readonly PlainStatement[];
  /** As AssumeRole was given it. */
  readonly sessionPolicy?: object | undefined;
}

export const listed = (value: string | readonly string[]): readonly string[] => [value].flat();

/** What a key, or a role of another account, says for itself. Who else may is not the question here, unless a trust is given. */
const ANYBODY: Readonly<Record<string, string>> = { kms: 'kms:*', sts: 'sts:AssumeRole' };

const resourcePolicyFor = (
  who: Principal,
  { action, resource, trust }: Request,
): { readonly resourcePolicy?: object } => {
  const Action = ANYBODY[action.slice(0, action.indexOf(':'))];
  if (trust) return { resourcePolicy: trust };
  // Within one account the caller's own policy is enough, and this would be taken for one more.
  if (!Action || (action.startsWith('sts:') && accountOf(resource) === who.accountId)) return {};
  const Resource = Action === 'kms:*' ? { Resource: '*' } : {};
  return {
    resourcePolicy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action, ...Resource }],
    },
  };
};

const versioned = (Statement: readonly PlainStatement[]): object => ({ Version: '2012-10-17', Statement });

/**
 * What IAM would answer: `Allowed`, `ImplicitlyDenied` or `ExplicitlyDenied`, conditions and the session's own policy included.
 * Throws when it could not be asked like this.
 */
export const askIam = async (who: Principal, request: Request): Promise<string> => {
  const { action, resource, context = {} } = request;
  const answer = await runSimulation(
    {
      identityPolicies: [{ name: who.roleName, policy: versioned(who.statements) }],
      ...(who.sessionPolicy ? { sessionPolicy: who.sessionPolicy } : {}),
      ...resourcePolicyFor(who, request),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action,
        principal: `arn:aws:sts::${who.accountId}:assumed-role/${who.roleName}/inc-1`,
        resource: { accountId: accountOf(resource) ?? who.accountId, resource },
        contextVariables: context as Record<string, string | string[]>,
      },
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  return answer.overallResult;
};

const accountOf = (arn: string): string | undefined => arn.split(':')[4] || undefined;

/** The calls that a policy grants, each once, sorted. */
export const grantedBy = (statements: readonly PlainStatement[]): readonly string[] =>
  [...new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => listed(Action)))].sort();
