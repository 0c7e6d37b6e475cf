import type { Event, LookupAttribute } from '@aws-sdk/client-cloudtrail';
import { cannotContain } from '../kit/errors';
import { defineFact, type FactContext } from '../kit/fact';
import { IAM_NAME } from '../kit/iam-user';
import { own } from '../kit/parse-finding-node';
import { minute } from '../kit/user-words';
import { detailsOf } from './event-details';

const USES = { cloudtrail: ['lookupEvents'] } as const;
type Context = FactContext<typeof USES>;

// LookupEvents takes two requests a second per account and Region, which everyone in the account shares.
const PAGES_PER_LOOKUP = 2;
const PAGE = 50;
const KEPT = 10;
const HOUR = 3_600_000;
const LOOK_BACK = 24 * HOUR;
/** CloudTrail's event history reaches no further. */
const FURTHEST = 90 * 24 * HOUR;

export interface Activity {
  /** ISO 8601. */
  readonly at: string;
  readonly name: string;
  readonly service: string;
  readonly sourceIp?: string;
  readonly errorCode?: string;
}

export interface RecentActivity {
  /** What was looked up: "access key AKIA…", "user report-export". */
  readonly by: readonly string[];
  /** ISO 8601. */
  readonly since: string;
  readonly total: number;
  /** Calls that AWS refused or that failed. */
  readonly errors: number;
  /** There were more pages than are read. */
  readonly more: boolean;
  /** The newest, newest first. */
  readonly last: readonly Activity[];
  /** Most frequent first. */
  readonly calls: readonly { readonly name: string; readonly count: number }[];
  readonly sourceIps: readonly string[];
}

interface Lookup {
  readonly by: string;
  readonly attribute: LookupAttribute;
}
const byKey = (id: string): Lookup => ({
  by: `access key ${id}`,
  attribute: { AttributeKey: 'AccessKeyId', AttributeValue: id },
});
/** Nothing that is no name is looked up: it would be somebody's text, in a call of ours. */
const byName = (kind: string, name: string | undefined): readonly Lookup[] =>
  name !== undefined && IAM_NAME.test(name)
    ? [{ by: `${kind} ${name}`, attribute: { AttributeKey: 'Username', AttributeValue: name } }]
    : [];

/** CloudTrail's Username of an assumed role is the session's name, which is the instance id for instance roles. */
const lookupsFor = ({ target, finding }: Context): readonly Lookup[] => {
  if (target.kind === 'ec2-instance') return byName('instance role session', target.id);
  const key = finding?.accessKey;
  const keyId = key?.accessKeyId && /^A[A-Z]{3}[A-Z0-9]{12,}$/.test(key.accessKeyId) ? [byKey(key.accessKeyId)] : [];
  if (target.kind === 'iam-user') return [...keyId, ...byName('user', target.name)];
  if (keyId.length > 0) return keyId;
  const session = key?.principalId?.split(':')[1];
  if (session) return byName('role session', session);
  if (key?.userName) return byName('user', key.userName);
  return byName('instance role session', finding?.instance?.instanceId);
};

/** A day, or back to just before GuardDuty first saw it when that is longer. */
const sinceOf = ({ now, finding }: Context): Date => {
  const today = now().getTime();
  const first = finding?.firstSeen ? Date.parse(finding.firstSeen) - HOUR : today;
  return new Date(Math.max(today - FURTHEST, Math.min(today - LOOK_BACK, first)));
};

const pagesOf = async (context: Context, lookup: Lookup, since: Date) => {
  const events: Event[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES_PER_LOOKUP; page += 1) {
    const answer = await context.aws.cloudtrail.lookupEvents({
      LookupAttributes: [lookup.attribute],
      StartTime: since,
      EndTime: context.now(),
      MaxResults: PAGE,
      ...(token ? { NextToken: token } : {}),
    });
    events.push(...(answer.Events ?? []));
    token = answer.NextToken;
    if (!token) break;
  }
  return { events, more: token !== undefined };
};

const short = (value: unknown, max = 100): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, max) : undefined;

const activityOf = (event: Event): Activity => {
  const details = detailsOf(event);
  const sourceIp = short(own(details, 'sourceIPAddress'));
  const errorCode = short(own(details, 'errorCode'));
  return {
    at: event.EventTime?.toISOString() ?? '',
    name: short(event.EventName) ?? 'unknown call',
    service: (short(event.EventSource) ?? '').replace('.amazonaws.com', ''),
    ...(sourceIp ? { sourceIp } : {}),
    ...(errorCode ? { errorCode } : {}),
  };
};

const counted = (names: readonly string[]): RecentActivity['calls'] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
};

const read = async (context: Context): Promise<RecentActivity> => {
  const lookups = lookupsFor(context);
  if (lookups.length === 0) throw cannotContain('neither the run nor its finding names a principal to look up');
  const since = sinceOf(context);
  const found: { readonly events: readonly Event[]; readonly more: boolean }[] = [];
  for (const lookup of lookups) found.push(await pagesOf(context, lookup, since));
  const unique = new Map(
    found.flatMap(({ events }, lookup) => events.map((event, at) => [event.EventId ?? `${lookup}/${at}`, event])),
  );
  const all = [...unique.values()].map(activityOf).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return {
    by: lookups.map(({ by }) => by),
    since: since.toISOString(),
    total: all.length,
    errors: all.filter(({ errorCode }) => errorCode).length,
    more: found.some(({ more }) => more),
    last: all.slice(0, KEPT),
    calls: counted(all.map(({ name }) => name)).slice(0, KEPT),
    sourceIps: counted(all.flatMap(({ sourceIp }) => sourceIp ?? []))
      .map(({ name }) => name)
      .slice(0, KEPT),
  };
};

const line = ({ at, name, service, sourceIp, errorCode }: Activity): string =>
  `${at} ${service}:${name}${sourceIp ? ` from ${sourceIp}` : ''}${errorCode ? ` (${errorCode})` : ''}`;

const describe = (activity: RecentActivity): readonly string[] => {
  const who = activity.by.join(' and ');
  if (activity.total === 0)
    return [`CloudTrail's event history of this Region shows no call by ${who} since ${minute(activity.since)}`];
  const total = `${activity.more ? 'at least ' : ''}${activity.total}`;
  const often = activity.calls.slice(0, 5).map(({ name, count }) => `${name} ×${count}`);
  return [
    `${total} calls by ${who} since ${minute(activity.since)}, ${activity.errors} of them refused or failed`,
    `most often: ${often.join(', ')}`,
    ...(activity.sourceIps.length > 0 ? [`from: ${activity.sourceIps.slice(0, 5).join(', ')}`] : []),
    ...activity.last.slice(0, 5).map(line),
  ];
};

/** Management events of the principal, in the account and Region of the clients. Silence proves nothing: events arrive minutes late. */
export const recentActivity = defineFact({
  id: 'recent-activity',
  title: 'What the principal did lately',
  uses: USES,
  timeoutMs: 8_000,
  read,
  describe,
});
