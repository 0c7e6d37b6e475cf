import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';
import type { Credentials } from './operator';
import { type Quota, quotasOf } from './quotas';

export interface Where {
  readonly region: string;
  readonly credentials: Credentials;
}

export interface Caller {
  readonly accountId: string;
  readonly arn: string;
}
export interface FoundStack {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}
export interface Detector {
  readonly enabled: boolean;
  /** `FIFTEEN_MINUTES`, `ONE_HOUR`, `SIX_HOURS`. */
  readonly frequency: string;
}
export interface LambdaLimits {
  readonly concurrent: number;
  readonly unreserved: number;
}

/** Read-only looks at an account for `cordon doctor`. Each throws what AWS answers; a doctor says what it means. */
export interface AwsLooks {
  readonly caller: () => Promise<Caller>;
  /** Undefined when there is no such stack. */
  readonly stack: (name: string) => Promise<FoundStack | undefined>;
  readonly detectors: () => Promise<readonly Detector[]>;
  readonly lambdaLimits: () => Promise<LambdaLimits>;
  /** Every quota of a service. */
  readonly quotas: (serviceCode: string) => Promise<readonly Quota[]>;
  /** The text of a secret; never printed. */
  readonly secret: (name: string) => Promise<string>;
}

const callerOf = async (sts: STS): Promise<Caller> => {
  const { Account = '', Arn = '' } = await sts.getCallerIdentity({});
  return { accountId: Account, arn: Arn };
};

const stackOf = async (client: CloudFormation, StackName: string): Promise<FoundStack | undefined> => {
  try {
    const [found] = (await client.describeStacks({ StackName })).Stacks ?? [];
    if (!found) return undefined;
    const outputs = (found.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    return { status: found.StackStatus ?? '', outputs: Object.fromEntries(outputs) };
  } catch (error) {
    // What CloudFormation says of a stack that it does not know.
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  }
};

const detectorsOf = async (client: GuardDuty): Promise<readonly Detector[]> => {
  const { DetectorIds = [] } = await client.listDetectors({});
  return Promise.all(
    DetectorIds.map(async (DetectorId) => {
      const { Status, FindingPublishingFrequency = '' } = await client.getDetector({ DetectorId });
      return { enabled: Status === 'ENABLED', frequency: FindingPublishingFrequency };
    }),
  );
};

const limitsOf = async (client: Lambda): Promise<LambdaLimits> => {
  const { AccountLimit } = await client.getAccountSettings({});
  return {
    concurrent: AccountLimit?.ConcurrentExecutions ?? 0,
    unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
  };
};

/** Looks at one account and Region, with short patience: a doctor asks much, and waits for nothing long. */
export const awsLooks = ({ region, credentials }: Where): AwsLooks => {
  const config = {
    region,
    credentials,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000 },
  };
  return {
    caller: () => callerOf(new STS(config)),
    stack: (name) => stackOf(new CloudFormation(config), name),
    detectors: () => detectorsOf(new GuardDuty(config)),
    lambdaLimits: () => limitsOf(new Lambda(config)),
    quotas: (serviceCode) => quotasOf({ region, credentials }, serviceCode),
    secret: async (SecretId) => (await new SecretsManager(config).getSecretValue({ SecretId })).SecretString ?? '',
  };
};

/** What Slack says of a bot token. `scopes` comes from the header that Slack puts on every answer. */
export type SlackWord =
  | { readonly ok: true; readonly team: string; readonly teamId: string; readonly scopes: readonly string[] }
  | { readonly ok: false; readonly code: string };

/** Asks Slack whose token this is. Throws when Slack gives no answer. */
export const askSlack = async (botToken: string): Promise<SlackWord> => {
  const answer = await fetch('https://slack.com/api/auth.test', {
    method: 'POST',
    headers: { authorization: `Bearer ${botToken}` },
    redirect: 'error',
    signal: AbortSignal.timeout(8_000),
  });
  const said = (await answer.json()) as { ok?: boolean; error?: string; team?: string; team_id?: string };
  if (!said.ok) return { ok: false, code: said.error ?? `status ${answer.status}` };
  const scopes = (answer.headers.get('x-oauth-scopes') ?? '').split(',').map((scope) => scope.trim());
  return { ok: true, team: said.team ?? '', teamId: said.team_id ?? '', scopes: scopes.filter(Boolean) };
};
