import {
  Aws,
  BootstraplessSynthesizer,
  CfnOutput,
  Duration,
  type IStackSynthesizer,
  RemovalPolicy,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import { AccountPrincipal, AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { hubRoleName } from './constructs/hub-function';
import { type Archive, EXPORTER } from './log-archive';

export interface LogArchiveStackProps extends StackProps {
  readonly archive: Archive;
  readonly hubAccount: string;
}

const SAFE = {
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

/**
 * Closed audit chains in an account of their own, where nobody can change or remove them before their time: not the hub, not
 * this account's administrators, not its root user. Without assets, so that it deploys where CDK was never bootstrapped.
 */
export class LogArchiveStack extends Stack {
  constructor(scope: Construct, id: string, { archive, hubAccount, ...props }: LogArchiveStackProps) {
    super(scope, id, {
      description: 'Cordon: closed audit chains, in the account of the log archive',
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      ...props,
    });
    const bucket = chainsBucket(this, archive);
    const exporter = `arn:${Aws.PARTITION}:iam::${hubAccount}:role/${hubRoleName(EXPORTER)}`;
    for (const statement of onlyTheExporter(bucket, hubAccount, exporter)) bucket.addToResourcePolicy(statement);
    new CfnOutput(this, 'ArchiveBucket', { value: bucket.bucketName });
  }
}

const chainsBucket = (stack: Stack, { bucket, days }: Archive): Bucket =>
  new Bucket(stack, 'Chains', {
    ...SAFE,
    bucketName: bucket,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(days)),
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    serverAccessLogsBucket: new Bucket(stack, 'Access', {
      ...SAFE,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    }) as IBucket,
  });

/** The hub's role is named by a condition: the policy then holds before that role exists, and when it is made anew. */
const onlyTheExporter = (bucket: Bucket, hubAccount: string, exporter: string): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'TheExporterAdds',
    principals: [new AccountPrincipal(hubAccount)],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects('chains/*')],
    conditions: { ArnEquals: { 'aws:PrincipalArn': exporter } },
  }),
  new PolicyStatement({
    sid: 'NobodyElseDoes',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects('*')],
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': exporter } },
  }),
];
