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
