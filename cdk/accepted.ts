/** A finding of a check that stands, because what it asks for would be wrong here. */
export interface Accepted {
  /** The rule's full name, as its tool prints it. */
  readonly rule: string;
  /** Construct paths (cdk-nag) or `<stack>/<logical id>` (cfn-guard) that it stands for, and no other. */
  readonly on: RegExp;
  /** The same in words. */
  readonly where: string;
  readonly reason: string;
}

const ANY_FUNCTION = /^CordonHub\/[A-Z]\w+\/Function\/Resource$/;
const PARKED = /Parked\/Resource$/;
const REPLAY = /^CordonHub\/Record\/Replay\/Resource$/;
const ACCESS_LOGS = /^(CordonHub\/Record\/EvidenceAccess|CordonLogArchive\/Access)\/Resource$/;
const BUCKETS = /^(CordonHub\/Record\/Evidence(Access)?|CordonLogArchive\/(Access|Chains))\/Resource$/;

const IT_IS_THE_DLQ = 'It is itself a dead-letter queue, with an alarm on its first message: nothing comes after it.';
const REPLAY_FORGETS = 'It holds hashes of signatures for ten minutes: restored ones would protect nothing.';
const LOGS_NEED_S3_KEY = 'S3 delivers access logs to no bucket with a key of the customer’s.';
const LOGS_ARE_WRITTEN_ONCE =
  'Only S3’s log delivery writes here, each object once under a name of its own: there is no second version to keep.';
const ARCHIVE_NEEDS_NO_KEY =
  'The archive must open when the hub, its account and its key are lost: chains hold no secret, and a key of this account’s own would be one more thing whose removal makes them unreadable.';
const FORWARDERS_ALARM = 'the alarms of the forwarders';
const ALARMS_ARE_EVENTS =
  'Each change of an alarm is an event on that account’s default bus (CloudWatch Alarm State Change), from which an organisation’s own paging takes it. The hub’s alarms go to its topic; a topic in every Region and member, which nobody subscribes to, would only look like an action.';
const NO_NETWORK =
  'It calls AWS’s public APIs, Slack’s where it is a Slack function, and nothing in a network of the customer’s. Inside a VPC it would need a NAT gateway, whose fault would stop containment.';

const failures = (where: string, on: RegExp, reason: string): readonly Accepted[] =>
  ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'].map((rule) => ({ rule, on, where, reason }));

const functionsNamed = (names: string): RegExp => new RegExp(`^CordonHub/(${names})/Function/Resource$`);

/** Lambda’s own dead-letter queue takes asynchronous calls only: each of these has another keeper, or needs none. */
const FAILED_CALLS: readonly Accepted[] = [
  ...failures(
    'the two intakes',
    functionsNamed('IntakeUrgent|IntakeRoutine'),
    'They read from a queue, which keeps what fails and parks it in its own dead-letter queue with an alarm.',
  ),
  ...failures(
    'what follows the record',
    functionsNamed('KeepAudit|FollowRecord|SlackPost'),
    'They read a stream, a queue of their own, or both; what fails goes to that queue and then to its dead-letter queue with an alarm.',
  ),
  ...failures(
    'what the state machines call',
    functionsNamed('\\w+(Investigate|Contain|Undo|RevokeOlderSessions|IssueAccessKey)|AwaitApproval'),
    'Step Functions calls it and waits for the answer: it sees the failure, repeats the call or takes the way of errors.',
  ),
  ...failures(
    'the two doors, the kill switch, redrive and what answers runs',
    functionsNamed('SlackReceive|Operator|Pause|Redrive|AnswerRun'),
    'Somebody waits for the answer and is told of the failure: Slack, an operator, another function, or whoever invoked it.',
  ),
  ...failures(
    'the sweeper',
    functionsNamed('Sweep'),
    'It is called each minute and reads all that is due from the record: the next call does what this one did not.',
  ),
  ...failures(
    'the drill',
    functionsNamed('Drill'),
    'A clock calls it each hour: the next drill follows by itself, and one that was worked again later would measure nothing.',
  ),
  ...failures(
    'the re-check behind a dialog',
    functionsNamed('SlackDialog'),
    'It fills a dialog that somebody has open for minutes at most. A failed one says so there or is opened again; kept and repeated later it would fill nothing.',
  ),
];

const SERVERLESS: readonly Accepted[] = [
  {
    rule: 'Serverless-LambdaTracing',
    on: ANY_FUNCTION,
    where: 'every function of the hub',
    reason:
      'What each step took stands in the record and in the execution’s history. Traces would copy incident data to a store with other readers and another retention.',
  },
  {
    rule: 'Serverless-LambdaEventSourceMappingDestination',
    on: /SqsEventSource:\w+\/Resource$/,
    where: 'the functions’ queues',
    reason:
      'Lambda takes no destination for a queue: what fails is parked by the queue’s own redrive policy. The streams have one.',
  },
  { rule: 'Serverless-SQSRedrivePolicy', on: PARKED, where: 'the dead-letter queues', reason: IT_IS_THE_DLQ },
  {
    rule: 'Serverless-EventBusDLQ',
    on: /^CordonHub\/EachMinute\/Resource$/,
    where: 'the sweeper’s clock',
    reason: 'A missed minute is made up by the next: old wake-ups are worth nothing.',
  },
  {
    rule: 'Serverless-EventBusDLQ',
    on: /^CordonHub\/Drills\/EachHour\/Resource$/,
    where: 'the drill’s clock',
    reason: 'The next hour brings the next drill, and the alarm on silence sees two that are missing.',
  },
];

const NIST_DATA: readonly Accepted[] = [
  {
    rule: 'NIST.800.53.R5-DynamoDBInBackupPlan',
    on: /^CordonHub\/Record\/Table\/Resource$/,
    where: 'the record',
    reason:
      'Point-in-time recovery reaches back 35 days to any second; closed chains are copied to the evidence bucket as well. A plan of AWS Backup is the organisation’s to choose and may select this table.',
  },
  {
    rule: 'NIST.800.53.R5-DynamoDBInBackupPlan',
    on: REPLAY,
    where: 'the table of seen signatures',
    reason: REPLAY_FORGETS,
  },
  {
    rule: 'NIST.800.53.R5-DynamoDBPITREnabled',
    on: REPLAY,
    where: 'the table of seen signatures',
    reason: REPLAY_FORGETS,
  },
  {
    rule: 'NIST.800.53.R5-S3BucketReplicationEnabled',
    on: BUCKETS,
    where: 'the evidence bucket, the log archive and their access logs',
    reason:
      'S3 keeps each object in three zones, and Object Lock keeps it from removal. What proves an incident, its closed chain, is itself the copy in the log archive, where one is configured.',
  },
  {
    rule: 'NIST.800.53.R5-S3BucketVersioningEnabled',
    on: ACCESS_LOGS,
    where: 'the access logs',
    reason: LOGS_ARE_WRITTEN_ONCE,
  },
  {
    rule: 'NIST.800.53.R5-S3DefaultEncryptionKMS',
    on: ACCESS_LOGS,
    where: 'the access logs',
    reason: LOGS_NEED_S3_KEY,
  },
  {
    rule: 'NIST.800.53.R5-S3DefaultEncryptionKMS',
    on: /^CordonLogArchive\/Chains\/Resource$/,
    where: 'the log archive',
    reason: ARCHIVE_NEEDS_NO_KEY,
  },
  {
    rule: 'NIST.800.53.R5-SecretsManagerRotationEnabled',
    on: /^CordonHub\/SlackSecret\/Resource$/,
    where: 'the Slack secret',
    reason:
      'Slack issues both values, and a person puts them in: no function can rotate them. The gate takes the previous signing secret for as long as the secret says.',
  },
];

const NIST_REST: readonly Accepted[] = [
  {
    rule: 'NIST.800.53.R5-IAMNoInlinePolicy',
    on: /\/DefaultPolicy\/Resource$|^CordonMemberRoles\/[\w-]+\/Resource$|^Cordon\w*Forwarder[\w-]*\/Role\/Resource$/,
    where: 'every role',
    reason:
      'Each role has rights that fit one function and nobody else. An inline policy cannot be attached to another role by mistake, and goes when its role goes.',
  },
  {
    rule: 'NIST.800.53.R5-LambdaConcurrency',
    on: ANY_FUNCTION,
    where: 'every function of the hub',
    reason:
      'A flood is held back where it comes in: the queues give each intake so many calls at once and no more. A limit on the function itself would refuse clicks and steps of incidents that are under way, and takes its number from all other functions of the account.',
  },
  { rule: 'NIST.800.53.R5-LambdaInsideVPC', on: ANY_FUNCTION, where: 'every function of the hub', reason: NO_NETWORK },
  {
    rule: 'NIST.800.53.R5-CloudWatchAlarmAction',
    on: /^Cordon(Member)?Forwarder[^/]*\/Alarm\/Resource$/,
    where: FORWARDERS_ALARM,
    reason: ALARMS_ARE_EVENTS,
  },
];

/** Beyond AwsSolutions, whose acceptances stand beside the constructs that need them. */
export const ACCEPTED_NAG: readonly Accepted[] = [...FAILED_CALLS, ...SERVERLESS, ...NIST_DATA, ...NIST_REST];

const GUARD_ACCESS_LOGS = /^(CordonHub\/RecordEvidenceAccess|CordonLogArchive\/Access)/;
const GUARD_EVIDENCE = /^(CordonHub\/RecordEvidence(?!Access)|CordonLogArchive\/Chains)/;
const IN_OBJECT_LOCK =
  'Evidence goes when its Object Lock has ended and a person removes it: a timer that deletes evidence is what nobody wants to explain later.';

/** AWS Control Tower’s rules, which cfn-guard runs. */
export const ACCEPTED_GUARD: readonly Accepted[] = [
  {
    rule: 'api_gw_v2_authorization_type_configured_check',
    on: /^CordonHub\/SlackDoor/,
    where: 'Slack’s door',
    reason:
      'Slack has no AWS identity. It signs each request, and the function verifies that before it reads anything.',
  },
  {
    rule: 'cloudwatch_alarm_action_check',
    on: /^Cordon(Member)?Forwarder[^/]*\/Alarm\w*$/,
    where: FORWARDERS_ALARM,
    reason: ALARMS_ARE_EVENTS,
  },
  {
    rule: 'dynamodb_table_pitr_enabled_check',
    on: /^CordonHub\/RecordReplay/,
    where: 'the table of seen signatures',
    reason: REPLAY_FORGETS,
  },
  {
    rule: 'kms_create_grant_aws_service_check',
    on: /^CordonHub\/(Key|\?)/,
    where: 'the hub’s key',
    reason:
      'The rule wants a denial of CreateGrant beside whatever is allowed. This policy allows it in one statement, which holds the condition itself: grants for AWS resources, through DynamoDB, from this account.',
  },
  {
    rule: 'lambda_function_public_access_prohibited_check',
    on: /^CordonHub\/(SlackDoor|OperatorDoor)/,
    where: 'the doors’ functions',
    reason:
      'Each permission names API Gateway and the ARN of one route of this account’s API. The rule does not read an ARN that is put together from parts.',
  },
  {
    rule: 'lambda_inside_vpc_check',
    on: /^CordonHub\/\w+Function/,
    where: 'every function of the hub',
    reason: NO_NETWORK,
  },
  {
    rule: 's3_bucket_default_encryption_kms_check',
    on: GUARD_ACCESS_LOGS,
    where: 'the access logs',
    reason: LOGS_NEED_S3_KEY,
  },
  {
    rule: 's3_bucket_default_encryption_kms_check',
    on: /^CordonLogArchive\/Chains/,
    where: 'the log archive',
    reason: ARCHIVE_NEEDS_NO_KEY,
  },
  {
    rule: 's3_bucket_versioning_enabled_check',
    on: GUARD_ACCESS_LOGS,
    where: 'the access logs',
    reason: LOGS_ARE_WRITTEN_ONCE,
  },
  {
    rule: 's3_bucket_logging_enabled_check',
    on: GUARD_ACCESS_LOGS,
    where: 'the access logs',
    reason: 'A bucket of access logs that logged to itself would write for ever.',
  },
  {
    rule: 's3_bucket_acl_prohibited_check',
    on: GUARD_ACCESS_LOGS,
    where: 'the access logs',
    reason: 'The ACL lets S3’s own log delivery write here, and nobody else in; public access is blocked beside it.',
  },
  {
    rule: 's3_bucket_object_lock_enabled_check',
    on: GUARD_ACCESS_LOGS,
    where: 'the access logs',
    reason: 'They say who read evidence, are no evidence themselves, and go after a year.',
  },
  {
    rule: 's3_version_lifecycle_policy_check',
    on: GUARD_EVIDENCE,
    where: 'the evidence and the log archive',
    reason: IN_OBJECT_LOCK,
  },
  {
    rule: 's3_lifecycle_policy_check',
    on: GUARD_EVIDENCE,
    where: 'the evidence and the log archive',
    reason: IN_OBJECT_LOCK,
  },
  {
    rule: 's3_event_notifications_enabled_check',
    on: /^(CordonHub\/RecordEvidence|CordonLogArchive\/(Access|Chains))/,
    where: 'the evidence, the log archive and their access logs',
    reason: 'Nothing has to act when a document is added: the incident that it belongs to already names it.',
  },
  { rule: 'sqs_dlq_check', on: /Parked\w*$/, where: 'the dead-letter queues', reason: IT_IS_THE_DLQ },
];

/** Checks of cfn-lint that are left out, all of them warnings about what CDK itself writes. */
export const ACCEPTED_LINT: readonly Omit<Accepted, 'on'>[] = [
  {
    rule: 'W3005',
    where: 'every template',
    reason: 'CDK writes each dependency of a function on its role’s policy in full; one more of them changes nothing.',
  },
  {
    rule: 'W3045',
    where: 'the access logs',
    reason: 'The ACL lets S3’s own log delivery write here, and nobody else in.',
  },
];
