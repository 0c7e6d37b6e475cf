import type { Event } from '@aws-sdk/client-cloudtrail';
import { cannotContain } from '../kit/errors';
import { defineFact, type FactContext } from '../kit/fact';
import { ACCESS_KEY_ID } from '../kit/iam-user';
import { own } from '../kit/parse-finding-node';
import { detailsOf } from './event-details';

const USES = { cloudtrail: ['lookupEvents'] } as const;
type Context = FactContext<typeof USES>;

const PAGE = 50;
const LOOK_BACK_MS = 90 * 24 * 3_600_000;

/** Calls that give their caller, or someone else, another way in. */
const WAYS_IN =
  /^(Create(User|AccessKey|LoginProfile|Role|SAMLProvider|OpenIDConnectProvider|ServiceSpecificCredential)|UpdateLoginProfile|UpdateAssumeRolePolicy|(Attach|Put)(User|Role|Group)Policy|AddUserToGroup|CreatePolicyVersion|SetDefaultPolicyVersion)$/;
const SESSIONS = /^(AssumeRole|GetSessionToken|GetFederationToken)$/;

export interface KeyUsage {
  readonly keyId: string;
  readonly calls: number;
  /** There were more than one page. */
  readonly more: boolean;
  /** What the callers said they are, without versions: `aws-cli`, `Boto3`. */
  readonly agents: readonly string[];
  /** Roles that it assumed, and sessions that it made: they live on without the key. */
  readonly sessions: readonly string[];
  /** Successful calls that made another way in: `CreateAccessKey report-export`. */
  readonly waysIn: readonly string[];
}

const CUT = 120;
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, CUT) : '');

const parameter = (details: unknown, name: string): string => text(own(own(details, 'requestParameters'), name));

const objectOf = (details: unknown): string =>
  ['roleArn', 'userName', 'roleName', 'groupName', 'policyArn'].map((name) => parameter(details, name)).find(Boolean) ??
  '';

const named = (event: Event): string => `${event.EventName ?? ''} ${objectOf(detailsOf(event))}`.trim();
const agentOf = (event: Event): string => text(own(detailsOf(event), 'userAgent')).split(/[/ ]/)[0] ?? '';
const unique = (values: readonly string[]): readonly string[] => [...new Set(values.filter(Boolean))];

const read = async (context: Context): Promise<KeyUsage> => {
  const keyId = context.finding?.accessKey?.accessKeyId;
  if (!keyId || !ACCESS_KEY_ID.test(keyId)) throw cannotContain('no finding names an access key');
  const now = context.now();
  const answer = await context.aws.cloudtrail.lookupEvents({
    LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: keyId }],
    StartTime: new Date(now.getTime() - LOOK_BACK_MS),
    EndTime: now,
    MaxResults: PAGE,
  });
  const events = answer.Events ?? [];
  const worked = events.filter((event) => own(detailsOf(event), 'errorCode') === undefined);
  return {
    keyId,
    calls: events.length,
    more: answer.NextToken !== undefined,
    agents: unique(events.map(agentOf)),
    sessions: unique(worked.filter(({ EventName: name }) => SESSIONS.test(name ?? '')).map(named)),
    waysIn: unique(worked.filter(({ EventName: name }) => WAYS_IN.test(name ?? '')).map(named)),
  };
};

const describe = (usage: KeyUsage): readonly string[] => [
  usage.waysIn.length === 0
    ? 'it made no other way in, as far as the event history of this Region shows'
    : `it made other ways in: ${usage.waysIn.join(', ')}`,
  usage.sessions.length === 0 ? 'it made no sessions' : `it made sessions: ${usage.sessions.join(', ')}`,
  `${usage.more ? 'at least ' : ''}${usage.calls} calls in 90 days${usage.agents.length > 0 ? `, with ${usage.agents.slice(0, 5).join(', ')}` : ''}`,
];

/** What the exposed key was used for, from CloudTrail's event history: management events of one Region, minutes late. */
export const keyUsage = defineFact({
  id: 'key-usage',
  title: 'What the exposed key did',
  uses: USES,
  timeoutMs: 8_000,
  read,
  describe,
});
