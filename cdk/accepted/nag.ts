import {
  type Accepted,
  ALARMS_ARE_EVENTS,
  ARCHIVE_NEEDS_NO_KEY,
  FORWARDERS_ALARM,
  IT_IS_THE_DLQ,
  LOGS_ARE_WRITTEN_ONCE,
  LOGS_NEED_S3_KEY,
  NO_NETWORK,
} from './reasons';

const ANY_FUNCTION = /^CordonHub\/[A-Z]\w+\/Function\/Resource$/;
const PARKED = /Parked\/Resource$/;
const REPLAY = /^CordonHub\/Record\/Replay\/Resource$/;
const ACCESS_LOGS = /^(CordonHub\/Record\/EvidenceAccess|CordonLogArchive\/Access)\/Resource$/;
const BUCKETS = /^(CordonHub\/Record\/Evidence(Access)?|CordonLogArchive\/(Access|Chains))\/Resource$/;

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
    reason:
      'It holds hashes of signatures for ten minutes: a backup kept for longer holds nothing that counts any more.',
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
