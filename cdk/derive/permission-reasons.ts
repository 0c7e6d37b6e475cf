import type { AnyAction } from '../../playbooks/kit/action';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import { actionsOf, executorsOf } from './executors';

/** A statement as it stands in a template. */
export interface GrantedStatement {
  readonly sid?: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** Resources in words: `<RecordTable.Arn>/index/by-due`. */
  readonly resources: readonly string[];
  /** Conditions in words. */
  readonly condition?: string;
}

/**
 * Why a role of the hub has a right: what the call is, what it is on, for whom and with which other calls, and the reason. The first
 * that fits says it; a right that none fits stops `npm run docs`.
 */
export const HUB: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^dynamodb:Query$/, /index\/by-due/, 'Finds what is due: expiries, reminders, lost deliveries.'],
  [/^dynamodb:Query$/, /index\/by-month/, 'Lists incidents, newest first.'],
  [/^dynamodb:PutItem$/, /Replay/, 'Remembers each Slack signature for ten minutes, so that none counts twice.'],
  [
    /^dynamodb:(ListStreams|DescribeStream|GetRecords|GetShardIterator)$/,
    /./,
    'Lambda reads the record’s changes for it.',
  ],
  [
    /^dynamodb:(GetItem|BatchGetItem|Query)$/,
    /LeadingKeys: AUDIT#/,
    'Reads the copies that are kept of logs, to compare them.',
  ],
  [
    /^dynamodb:PutItem$/,
    /LeadingKeys: AUDIT#/,
    'Keeps what was first written of each log. No other role may, and this one writes no incident.',
  ],
  [/^dynamodb:PutItem$/, /LeadingKeys: TOKEN#/, 'Puts the task token of a waiting run away, and reads none.'],
  [
    /^dynamodb:GetItem$/,
    /LeadingKeys: TOKEN#/,
    'Reads the task token of a run that is to be told its answer. No other role may.',
  ],
  [
    /^dynamodb:(GetItem|BatchGetItem|Query)$/,
    /LeadingKeys: INCIDENT#(?!.*(Put|Update)Item)/,
    'Reads incidents and their logs; this line changes none.',
  ],
  [
    /^dynamodb:(GetItem|BatchGetItem|Query|PutItem|UpdateItem)$/,
    /LeadingKeys: INCIDENT#/,
    'Incidents and their logs, which change in one transaction.',
  ],
  [/^logs:(CreateLogStream|PutLogEvents)$/, /./, 'Writes its own log.'],
  [/^logs:/, /./, 'Step Functions asks for this to deliver the machine’s log; IAM knows no narrower resource.'],
  [/^xray:/, /./, 'Step Functions asks for this to trace a run; IAM knows no narrower resource.'],
  [
    /^states:(StartExecution|DescribeExecution)$/,
    /stateMachine|execution/,
    'Starts an incident’s run, and asks how it is.',
  ],
  [
    /^states:SendTask/,
    /./,
    'Tells a waiting run what was decided. Needs its task token, and each step reads the record again.',
  ],
  [/^states:/, /./, 'Shows operators the states of a run; starts, answers and ends none.'],
  [/^s3:PutObject$/, /\/incidents\//, 'Keeps findings whole, as evidence; reads none back.'],
  [
    /^s3:PutObject$/,
    /\/chains\//,
    'Keeps closed audit chains with their heads, in the log archive too where there is one; reads none back.',
  ],
  [/^sqs:/, /cordon-hub-redrive/, 'Counts parked messages, and moves them back when a person asks for it.'],
  [/^sqs:SendMessage$/, /FollowRecord.*cordon-hub-keep-audit/, 'Hands on what starts or answers a run.'],
  [/^sqs:SendMessage$/, /KeepAudit.*cordon-hub-sweep/, 'Has a log looked at again whose copy is behind.'],
  [/^sqs:SendMessage$/, /./, 'Puts what it could not do into its retry queue, or parks it.'],
  [
    /^sqs:(GetQueueUrl|GetQueueAttributes|ReceiveMessage|DeleteMessage|ChangeMessageVisibility)$/,
    /./,
    'Lambda takes messages out of its queue for it.',
  ],
  [/^secretsmanager:GetSecretValue$/, /./, 'Reads the Slack app’s token and signing secret.'],
  [/^lambda:InvokeFunction$/, /./, 'Calls exactly these functions.'],
  [/^sts:AssumeRole$/, /./, 'Enters member accounts as this one role, and as no other.'],
  [/^kms:/, /./, 'Uses Cordon’s key for the data that the other lines name.'],
  [/^events:PutEvents$/, /./, 'Hands events to this one bus.'],
];

const pascal = (id: string): string =>
  id.replace(/(^|[^a-zA-Z0-9])([a-z0-9])/g, (_, __, first: string) => first.toUpperCase());

const wideWords = (action: AnyAction): string => {
  const reasons = [...new Set(Object.values(action.wideWrites ?? {}))];
  return reasons.length > 0 ? ` On \`*\`, because: ${reasons.join(' ')}` : '';
};

const ofAction = (action: AnyAction, phase: string, sid: string): string => {
  const what = phase === 'undo' ? `Puts back “${action.title}”.` : `“${action.title}”.`;
  return `${what}${sid.startsWith(`${pascal(action.id)}Wide`) ? wideWords(action) : ''}`;
};

/** Why an executor's role in a member account has this statement; undefined when the role is none of an executor's. */
const memberReason = (playbooks: readonly AnyPlaybook[], role: string, sid: string): string | undefined => {
  const executor = playbooks.flatMap(executorsOf).find(({ fullName }) => fullName === role);
  if (!executor) return undefined;
  if (sid === 'Look')
    return 'Reads facts for the plan, and reads changes back. Metadata only; most of these calls cannot be narrowed.';
  if (sid.startsWith('Read')) return 'Reads only there where an action of this playbook works.';
  const action = actionsOf(executor.playbook)
    .filter(({ id }) => sid.startsWith(pascal(id)))
    .sort((one, other) => other.id.length - one.id.length)[0];
  return action ? ofAction(action, executor.phase, sid) : undefined;
};

/** Why a role has a right, in a sentence or two. Throws for a right that nobody gave a reason for. */
export const reasonFor = (playbooks: readonly AnyPlaybook[], role: string, statement: GrantedStatement): string => {
  if (statement.sid === 'NeverTouch')
    return 'Whatever an action declares: Cordon’s own roles, AWS’s own roles and the never-touch list.';
  if (statement.effect === 'Deny') return 'Denied, whatever else allows it.';
  const member = memberReason(playbooks, role, statement.sid ?? '');
  if (member) return member;
  const on = [...statement.resources, statement.condition ?? '', role, ...statement.actions].join(' ');
  const reasons = statement.actions.map((action) => {
    const found = HUB.find(([name, where]) => name.test(action) && where.test(on));
    if (found) return found[2];
    throw new Error(
      `The role ${role} may ${action} on ${on}, and nothing says why: add the reason to cdk/derive/permission-reasons.ts.`,
    );
  });
  return [...new Set(reasons)].join(' ');
};
