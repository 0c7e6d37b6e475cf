import type { Finding } from '../../playbooks/kit/finding';

/** Where each fixture goes: a playbook, or the code of its refusal. Written by hand, on purpose: this is the decision table. */
export const ROUTES: Readonly<Record<string, string>> = {
  // The instance is the actor, or runs malware.
  'ec2-command-and-control': 'isolate-instance',
  'ec2-bitcoin-dns': 'isolate-instance',
  'ec2-ssh-brute-force-actor': 'isolate-instance',
  'ec2-portscan-no-role': 'isolate-instance',
  'ec2-tor-relay-target-role': 'isolate-instance',
  'ec2-malware': 'isolate-instance',
  'ec2-four-interfaces': 'isolate-instance',
  'ec2-only-instance-id': 'isolate-instance',
  'ec2-numeric-launch-time': 'isolate-instance',
  'ec2-nulls-everywhere': 'isolate-instance',
  'ec2-arn-of-another-region': 'isolate-instance',
  'ec2-api-form': 'isolate-instance',
  'ec2-bare-camel-case': 'isolate-instance',
  'runtime-on-plain-instance': 'isolate-instance',
  // Routed like any other; intake leaves them out before.
  'ec2-archived': 'isolate-instance',
  'ec2-sample': 'isolate-instance',
  'ec2-sample-api': 'isolate-instance',
  // The host is known: it asks at higher risk, because it is a node.
  'runtime-on-eks-node': 'isolate-instance',
  'runtime-on-ecs-instance': 'isolate-instance',
  'runtime-in-container': 'isolate-instance',
  'kubernetes-malware': 'isolate-instance',
  'ecs-malware': 'isolate-instance',
  'container-malware': 'isolate-instance',
  // Somebody else knocks on the instance's door.
  'ec2-ssh-brute-force-target': 'review-finding',
  'ec2-port-probe-target': 'review-finding',
  // No instance to isolate.
  'runtime-on-fargate': 'review-finding',
  'ebs-snapshot-malware': 'review-finding',
  'ec2-image-malware': 'review-finding',
  'recovery-point-ec2-malware': 'review-finding',
  'recovery-point-s3-malware': 'review-finding',
  'eks-anonymous-access': 'review-finding',
  'lambda-tor-relay': 'review-finding',
  'rds-successful-brute-force': 'review-finding',
  'rds-limitless-tor-login': 'review-finding',
  's3-object-malware': 'review-finding',
  // A long-term key of an IAM user who is named by an id that cannot be reused.
  'iam-user-compromised-key': 'contain-access-key',
  'iam-user-malicious-caller': 'contain-access-key',
  'iam-user-two-keys': 'contain-access-key',
  'iam-user-domain-caller': 'contain-access-key',
  'iam-user-empty-action': 'contain-access-key',
  'iam-bedrock-cost-harvesting': 'contain-access-key',
  's3-anomalous-read-by-user': 'contain-access-key',
  's3-two-buckets': 'contain-access-key',
  // No key, no user, or neither for sure.
  'iam-user-session-key': 'review-finding',
  'iam-user-no-principal-id': 'review-finding',
  'iam-user-no-key-id': 'review-finding',
  'iam-user-placeholder': 'review-finding',
  'iam-placeholder-without-sample-flag': 'review-finding',
  'iam-root': 'review-finding',
  'iam-root-long-term-key': 'review-finding',
  'iam-assumed-role': 'review-finding',
  'iam-role': 'review-finding',
  'iam-instance-credentials-outside': 'review-finding',
  'iam-instance-credentials-inside': 'review-finding',
  'iam-federated-user': 'review-finding',
  'iam-aws-service': 'review-finding',
  'iam-other-account': 'review-finding',
  'iam-identity-center-user': 'review-finding',
  'iam-unknown-user-type': 'review-finding',
  's3-anonymous-access-granted': 'review-finding',
  // Several actors and resources, or nothing that is known.
  'attack-sequence-compromised-credentials': 'review-finding',
  'custom-detection-rule': 'review-finding',
  'resource-missing': 'review-finding',
  'unknown-type': 'review-finding',
  // Not taken in at all.
  'ec2-no-account': 'malformed',
  'empty-detail': 'malformed',
  'ec2-api-form-in-envelope': 'unsupported-form',
  'not-a-finding-object-scan': 'not-a-finding',
  'not-a-finding-runtime-coverage': 'not-a-finding',
};

export type Role = Finding['resourceRole'];
export const ROLES: readonly Role[] = ['ACTOR', 'TARGET', undefined];

const INSTANCE = { instanceId: 'i-0a3c5e7f91b2d4c68' };
const KEY = {
  accessKeyId: 'AKIAQX3EXAMPLE7REPRT',
  principalId: 'AIDAQX3EXAMPLE7REPRT1',
  userName: 'report-export',
  userType: 'IAMUser',
};

/** The least that a finding on such a resource says. */
export const RESOURCES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Instance: { resourceType: 'Instance', instanceDetails: INSTANCE },
  AccessKey: { resourceType: 'AccessKey', accessKeyDetails: KEY },
  EKSCluster: { resourceType: 'EKSCluster', eksClusterDetails: { name: 'shop' } },
  ECSCluster: { resourceType: 'ECSCluster', ecsClusterDetails: { name: 'batch' } },
  Container: { resourceType: 'Container', containerDetails: { name: 'report' }, instanceDetails: INSTANCE },
  Lambda: { resourceType: 'Lambda', lambdaDetails: { functionName: 'thumbnailer' } },
  S3Bucket: {
    resourceType: 'S3Bucket',
    s3BucketDetails: [{ name: 'shop-invoices' }],
    accessKeyDetails: { ...KEY, userType: 'AssumedRole' },
  },
  S3Object: { resourceType: 'S3Object', s3BucketDetails: [{ name: 'shop-uploads' }] },
  RDSDBInstance: { resourceType: 'RDSDBInstance', rdsDbInstanceDetails: { dbInstanceIdentifier: 'shop-db-1' } },
  RDSLimitlessDB: { resourceType: 'RDSLimitlessDB', rdsLimitlessDbDetails: { dbShardGroupIdentifier: 'shop-lim' } },
  EBSSnapshot: {
    resourceType: 'EBSSnapshot',
    ebsSnapshotDetails: { snapshotArn: 'arn:aws:ec2:eu-west-1::snapshot/snap-0' },
  },
  EC2Image: { resourceType: 'EC2Image', ec2ImageDetails: { imageArn: 'arn:aws:ec2:eu-west-1::image/ami-0' } },
  'RecoveryPoint (EC2)': { resourceType: 'EC2RecoveryPoint', recoveryPointDetails: { backupVaultName: 'nightly' } },
  'RecoveryPoint (S3)': { resourceType: 'S3RecoveryPoint', recoveryPointDetails: { backupVaultName: 'nightly' } },
  AttackSequence: { resourceType: 'AttackSequence' },
  Sequence: { resourceType: 'Sequence' },
};
