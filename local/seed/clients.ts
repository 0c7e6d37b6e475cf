import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';

export interface MemberClients {
  readonly autoscaling: AutoScaling;
  readonly cloudformation: CloudFormation;
  readonly ec2: EC2;
  readonly elb: ElasticLoadBalancingV2;
  readonly iam: IAM;
  readonly secretsmanager: SecretsManager;
}

/** Plain SDK clients into one account of Moto, for seeding and for reading back: nothing of Cordon's own is in the way. */
export const memberClients = async (motoUrl: string, accountId: string, region: string): Promise<MemberClients> => {
  const anyone = { accessKeyId: 'x', secretAccessKey: 'x' };
  const sts = new STS({ region, endpoint: motoUrl, credentials: anyone });
  const RoleArn = `arn:aws:iam::${accountId}:role/account-owner`;
  const given = (await sts.assumeRole({ RoleArn, RoleSessionName: 'seed' })).Credentials;
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
  const config = { region, endpoint: motoUrl, credentials };
  return {
    autoscaling: new AutoScaling(config),
    cloudformation: new CloudFormation(config),
    ec2: new EC2(config),
    elb: new ElasticLoadBalancingV2(config),
    iam: new IAM(config),
    secretsmanager: new SecretsManager(config),
  };
};

/** The id that a create call gave. Throws, naming the thing, when the answer has none. */
export const given = (id: string | undefined, what: string): string => {
  if (!id) throw new Error(`The emulator gave no id for ${what}`);
  return id;
};
