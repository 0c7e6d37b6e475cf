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

export const IT_IS_THE_DLQ =
  'It is itself a dead-letter queue, with an alarm on its first message: nothing comes after it.';
export const LOGS_NEED_S3_KEY = 'S3 delivers access logs to no bucket with a key of the customer’s.';
export const LOGS_ARE_WRITTEN_ONCE =
  'Only S3’s log delivery writes here, each object once under a name of its own: there is no second version to keep.';
export const ARCHIVE_NEEDS_NO_KEY =
  'The archive must open when the hub, its account and its key are lost: chains hold no secret, and a key of this account’s own would be one more thing whose removal makes them unreadable.';
export const FORWARDERS_ALARM = 'the alarms of the forwarders';
export const ALARMS_ARE_EVENTS =
  'Each change of an alarm is an event on that account’s default bus (CloudWatch Alarm State Change), from which an organisation’s own paging takes it. The hub’s alarms go to its topic; a topic in every Region and member, which nobody subscribes to, would only look like an action.';
export const NO_NETWORK =
  'It calls AWS’s public APIs, Slack’s where it is a Slack function, and nothing in a network of the customer’s. Inside a VPC it would need a NAT gateway, whose fault would stop containment.';
