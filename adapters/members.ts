import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GuardDuty } from '@aws-sdk/client-guardduty';
import { IAM } from '@aws-sdk/client-iam';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { ServiceName, Services, Uses } from '../playbooks/kit/services';
import type { Settings } from '../playbooks/kit/settings';

export interface MemberSession {
  readonly settings: Settings;
  readonly accountId: string;
  /** `global` stands for IAM kinds: their clients go to `homeRegion`. */
  readonly region: string;
  /** Where GuardDuty and CloudTrail saw it: for IAM kinds that need not be the hub's own Region. */
  readonly seenIn?: string;
  readonly partition: string;
  /** Name of the member role below /cordon/. */
  readonly roleName: string;
  /** The incident's id: stands in the member's CloudTrail as the session name. */
  readonly sessionName: string;
  /** IAM policy document that narrows the session to the target. */
  readonly sessionPolicy?: object;
}

const RETRY = { maxAttempts: 3 } as const;

const endpointFor = (settings: Settings, service: string): { endpoint: string } | Record<string, never> => {
  const endpoints = settings.memberEndpoints;
  const endpoint = endpoints?.[service] ?? endpoints?.['default'];
  return endpoint ? { endpoint } : {};
};

const assume = async (session: MemberSession, region: string) => {
  const sts = new STSClient({ region, ...RETRY, ...endpointFor(session.settings, 'sts') });
  const answer = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:${session.partition}:iam::${session.accountId}:role/cordon/${session.roleName}`,
      RoleSessionName: session.sessionName,
      DurationSeconds: 900,
      ...(session.sessionPolicy ? { Policy: JSON.stringify(session.sessionPolicy) } : {}),
    }),
  );
  const given = answer.Credentials;
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) throw new Error('STS gave no credentials');
  return { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, sessionToken: given.SessionToken };
};

const MAKERS = {
  autoscaling: AutoScaling,
  cloudtrail: CloudTrail,
  ec2: EC2,
  elasticloadbalancing: ElasticLoadBalancingV2,
  guardduty: GuardDuty,
  iam: IAM,
  secretsmanager: SecretsManager,
} as const;

/** Services that know only what happened in their own Region. */
const WATCHERS: readonly ServiceName[] = ['guardduty', 'cloudtrail'];

/**
 * The clients of one member account, under one assumed role. A client is made when it is first used.
 * Throws what AssumeRole throws: without the role there is nothing to look at.
 */
export const memberServices = async (session: MemberSession): Promise<Services> => {
  const region = session.region === 'global' ? session.settings.hub.region : session.region;
  const credentials = await assume(session, region);
  const made = new Map<string, unknown>();
  const client = (name: ServiceName): unknown => {
    const found = made.get(name);
    if (found) return found;
    const place = WATCHERS.includes(name) ? (session.seenIn ?? region) : region;
    const fresh = new MAKERS[name]({ region: place, credentials, ...RETRY, ...endpointFor(session.settings, name) });
    made.set(name, fresh);
    return fresh;
  };
  const target = {} as Services;
  return new Proxy(target, {
    get: (_, name) => (typeof name === 'string' && name in MAKERS ? client(name as ServiceName) : undefined),
  });
};

/** The same clients, with every call that was not declared refused: what types promise at build time also holds at run time. */
export const narrow = (services: Services, uses: Uses): Services =>
  new Proxy(services, {
    get: (whole, name: string) => {
      const allowed: readonly string[] = (uses as Readonly<Record<string, readonly string[] | undefined>>)[name] ?? [];
      return onlyDeclared(whole[name as ServiceName], name, allowed);
    },
  });

const onlyDeclared = (client: object, service: string, allowed: readonly string[]): object =>
  new Proxy(client, {
    get: (inner, method: string) => {
      if (!allowed.includes(method)) throw new Error(`${service}.${method} was not declared`);
      const call: unknown = Reflect.get(inner, method);
      return typeof call === 'function' ? call.bind(inner) : call;
    },
  });
