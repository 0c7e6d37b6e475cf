/**
 * List prices of us-east-1 in dollars, first tier.
 * Checked against the pages below on the date given. Other Regions cost up to a quarter more.
 */
export const PRICES = {
  region: 'us-east-1',
  date: '2026-11-23',
  sources: {
    'Step Functions': 'https://aws.amazon.com/step-functions/pricing/',
    Lambda: 'https://aws.amazon.com/lambda/pricing/',
    DynamoDB: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    S3: 'https://aws.amazon.com/s3/pricing/',
    SQS: 'https://aws.amazon.com/sqs/pricing/',
    EventBridge: 'https://aws.amazon.com/eventbridge/pricing/',
    'API Gateway': 'https://aws.amazon.com/api-gateway/pricing/',
    CloudWatch: 'https://aws.amazon.com/cloudwatch/pricing/',
    'X-Ray': 'https://aws.amazon.com/xray/pricing/',
    KMS: 'https://aws.amazon.com/kms/pricing/',
    'Secrets Manager': 'https://aws.amazon.com/secrets-manager/pricing/',
    EBS: 'https://aws.amazon.com/ebs/pricing/',
  },
  /** Standard workflows, each state that is entered. */
  transition: 25 / 1e6,
  lambdaCall: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  tableGbMonth: 0.25,
  /** Point-in-time recovery, by the size of the table. */
  recoveryGbMonth: 0.2,
  s3Put: 5 / 1e6,
  s3GbMonth: 0.023,
  queueRequest: 0.4 / 1e6,
  /** Own sources, and events from other Regions; AWS's own events are free where they arise. */
  busEvent: 1 / 1e6,
  httpRequest: 1 / 1e6,
  logGb: 0.5,
  logGbMonth: 0.03,
  trace: 5 / 1e6,
  alarm: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  customMetric: 0.3,
  key: 1,
  keyRequest: 0.03 / 1e4,
  secret: 0.4,
  secretRead: 0.05 / 1e4,
  snapshotGbMonth: 0.05,
} as const;
export type Prices = typeof PRICES;

/** What CloudWatch gives every account each month for nothing, for good. Other services' free tiers are left out. */
export const FREE_CLOUDWATCH = { alarms: 10, customMetrics: 10, dashboards: 3 } as const;

/**
 * What the emulators cannot show, each set on the dear side: how long AWS and Slack take to answer, how often functions
 * start cold, and the lines that the platform itself writes into logs.
 */
export const ALLOWANCES = {
  /** One call of DynamoDB in the same Region; a single-digit number of milliseconds is what AWS promises. */
  recordCallMs: 10,
  /** One call of EC2, IAM, S3 or another service. */
  awsCallMs: 80,
  slackCallMs: 250,
  /** A function of ours has between a third and a half of a processor there. */
  slowerThere: 3,
  /** Billed start of a function. Measured by others for bundles like ours: 214–375 ms. */
  coldStartMs: 500,
  /** For so long an idle function stays warm, at least; incidents are taken to arrive at random. */
  warmMinutes: 5,
  /** Ends that a playbook comes to, each a metric of its own; CloudWatch bills a metric for the hours that it has data in. */
  outcomes: 3,
  /** START, END and REPORT of each Lambda call. */
  platformLogBytes: 500,
  logLineBytes: 600,
  /** Each state writes up to five history events, without data. */
  transitionLogBytes: 2500,
  accessLogBytes: 400,
  /** Lambda's pollers: five at rest, each asking every 20 seconds. */
  pollsPerQueueAndMinute: 15,
  /** DynamoDB (for each of two tables), SQS and Secrets Manager ask for their data keys anew every five minutes. */
  keyRequestsPerHour: 12 * 5,
  /** Logs are kept for a year: storage is what it is after that year. */
  logMonths: 12,
} as const;
export type Allowances = Readonly<Record<keyof typeof ALLOWANCES, number>>;
