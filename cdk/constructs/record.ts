import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Archive } from '../log-archive';

export const DUE_INDEX = 'by-due';
export const MONTH_INDEX = 'by-month';

/** The record: incidents and audit in one table, replayed signatures in another, large documents in the evidence bucket. */
export class RecordStore extends Construct {
  readonly table: Table;
  readonly replay: Table;
  readonly evidence: Bucket;

  constructor(
    scope: Construct,
    id: string,
    readonly key: IKey,
    /** Where closed chains go besides. */
    readonly archive?: Archive,
  ) {
    super(scope, id);
    this.table = recordTable(this, key);
    this.replay = new Table(this, 'Replay', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      ...keptWith(key),
      timeToLiveAttribute: 'ttl',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.evidence = evidenceBucket(this, key);
  }

  /** What a function has to know that adds closed chains. */
  archiveEnvironment(): Readonly<Record<string, string>> {
    const { archive } = this;
    return archive ? { CORDON_ARCHIVE_BUCKET: archive.bucket, CORDON_ARCHIVE_ACCOUNT: archive.accountId } : {};
  }
}

/** Every table: under the hub's key, and recoverable to any second of 35 days. */
const keptWith = (encryptionKey: IKey) => ({
  billingMode: BillingMode.PAY_PER_REQUEST,
  encryption: TableEncryption.CUSTOMER_MANAGED,
  encryptionKey,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
});

const recordTable = (scope: Construct, key: IKey): Table => {
  const table = new Table(scope, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    ...keptWith(key),
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  table.addGlobalSecondaryIndex({
    indexName: DUE_INDEX,
    partitionKey: { name: 'queue', type: AttributeType.STRING },
    sortKey: { name: 'due', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  table.addGlobalSecondaryIndex({
    indexName: MONTH_INDEX,
    partitionKey: { name: 'month', type: AttributeType.STRING },
    sortKey: { name: 'openedAt', type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  return table;
};

const SAFE = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

/** Nobody, Cordon included, can change or remove evidence within a year of its writing without a special right. */
const evidenceBucket = (scope: Construct, key: IKey): Bucket =>
  new Bucket(scope, 'Evidence', {
    ...SAFE,
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(365)),
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    serverAccessLogsBucket: new Bucket(scope, 'EvidenceAccess', {
      ...SAFE,
      // S3 delivers access logs to no bucket with a key of the customer's.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    }) as IBucket,
  });
