// Types only: nothing of the SDK is loaded here. The adapters make the clients, one set per account and Region.
import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { GuardDuty } from '@aws-sdk/client-guardduty';
import type { IAM } from '@aws-sdk/client-iam';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';

/** The services of a member account that facts and actions may use. */
export interface Services {
  readonly autoscaling: AutoScaling;
  readonly cloudtrail: CloudTrail;
  readonly ec2: EC2;
  readonly elasticloadbalancing: ElasticLoadBalancingV2;
  readonly guardduty: GuardDuty;
  readonly iam: IAM;
  readonly secretsmanager: SecretsManager;
}
export type ServiceName = keyof Services;

/** Declared calls: service → method names. The key is also the IAM service prefix: `iam.listAccessKeys` is `iam:ListAccessKeys`. */
export type Uses = { readonly [S in ServiceName]?: readonly (keyof Services[S] & string)[] };

/** The clients as an action or a fact sees them: only the declared methods. */
export type Ports<U extends Uses> = {
  readonly [S in keyof U & ServiceName]: Pick<Services[S], Extract<NonNullable<U[S]>[number], keyof Services[S]>>;
};

/** IAM action names of declared calls, sorted: `['ec2:DescribeInstances', …]`. */
export const iamActionsOf = (uses: Uses): readonly string[] =>
  Object.entries(uses)
    .flatMap(([service, methods]) =>
      (methods ?? []).map((method) => `${service}:${method.charAt(0).toUpperCase()}${method.slice(1)}`),
    )
    .sort();
