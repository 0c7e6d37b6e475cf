import { randomUUID } from 'node:crypto';
import type { FindingDetail } from './finding-store';

/** One management event, as LookupEvents lists it. */
export interface ActivityEvent {
  readonly accountId: string;
  readonly region: string;
  readonly at: Date;
  readonly name: string;
  /** Such as iam.amazonaws.com. */
  readonly source: string;
  readonly username: string;
  readonly accessKeyId?: string;
  readonly readOnly: boolean;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly resources?: readonly { readonly type: string; readonly name: string }[];
}

export interface KeptEvent extends ActivityEvent {
  readonly id: string;
}

export interface ActivityStore {
  readonly add: (event: ActivityEvent) => void;
  /** Newest first. */
  readonly of: (accountId: string, region: string) => readonly KeptEvent[];
}

export const activityStore = (): ActivityStore => {
  const kept: KeptEvent[] = [];
  return {
    add: (event) => {
      kept.push({ ...event, id: randomUUID() });
    },
    of: (accountId, region) =>
      kept
        .filter((event) => event.accountId === accountId && event.region === region)
        .sort((a, b) => b.at.getTime() - a.at.getTime()),
  };
};

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The call that a finding is about stands in CloudTrail as well; findings about anything else leave nothing there. */
export const activityOf = (finding: FindingDetail, now: Date): ActivityEvent | undefined => {
  const call = record(record(finding.service?.['action'])['awsApiCallAction']);
  const key = record(record(finding['resource'])['accessKeyDetails']);
  const [name, source, username] = [text(call['api']), text(call['serviceName']), text(key['userName'])];
  if (!name || !source || !username) return undefined;
  const optional = {
    accessKeyId: text(key['accessKeyId']),
    sourceIp: text(record(call['remoteIpDetails'])['ipAddressV4']),
    userAgent: text(call['userAgent']),
    errorCode: text(call['errorCode']),
  };
  return {
    accountId: finding.accountId,
    region: finding.region,
    at: now,
    name,
    source,
    username,
    readOnly: /^(Describe|Get|List|Lookup|Head)/.test(name),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
};
