import type { Context } from 'hono';
import * as z from 'zod';
import type { ActivityStore, KeptEvent } from './activity';
import { AwsError, asAwsError, json11 } from './answers';
import type { Caller } from './caller';

const TARGET = 'CloudTrail_20131101.LookupEvents';
const ATTRIBUTES: Readonly<Record<string, (event: KeptEvent) => readonly (string | undefined)[]>> = {
  EventId: (event) => [event.id],
  EventName: (event) => [event.name],
  ReadOnly: (event) => [String(event.readOnly)],
  Username: (event) => [event.username],
  EventSource: (event) => [event.source],
  AccessKeyId: (event) => [event.accessKeyId],
  ResourceType: (event) => (event.resources ?? []).map(({ type }) => type),
  ResourceName: (event) => (event.resources ?? []).map(({ name }) => name),
};

const lookupSchema = z.strictObject({
  LookupAttributes: z.array(z.strictObject({ AttributeKey: z.string(), AttributeValue: z.string() })).default([]),
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  EventCategory: z.string().optional(),
  MaxResults: z.number().int().default(50),
  NextToken: z.string().optional(),
});
type Lookup = z.infer<typeof lookupSchema>;

const refuse = (code: string, message: string): AwsError => new AwsError(400, code, message);

const parseLookup = (body: unknown): Lookup => {
  const parsed = lookupSchema.safeParse(body);
  if (!parsed.success)
    throw refuse('SerializationException', `Unexpected ${String(parsed.error.issues[0]?.path[0] ?? 'body')}`);
  const { LookupAttributes: attributes, MaxResults, StartTime, EndTime, EventCategory } = parsed.data;
  const wanted = attributes[0];
  if (attributes.length > 1 || (wanted && !(wanted.AttributeKey in ATTRIBUTES)) || wanted?.AttributeValue === '') {
    throw refuse('InvalidLookupAttributesException', 'You can only specify one valid lookup attribute per query.');
  }
  if (MaxResults < 1 || MaxResults > 50)
    throw refuse('InvalidMaxResultsException', 'MaxResults must be between 1 and 50.');
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) {
    throw refuse('InvalidTimeRangeException', 'The start time must be before the end time.');
  }
  if (EventCategory !== undefined && EventCategory !== 'insight') {
    throw refuse('InvalidEventCategoryException', 'The only valid event category is insight.');
  }
  return parsed.data;
};

const matches = (lookup: Lookup, event: KeptEvent): boolean => {
  const [wanted] = lookup.LookupAttributes;
  const seconds = event.at.getTime() / 1000;
  if (lookup.StartTime !== undefined && seconds < lookup.StartTime) return false;
  if (lookup.EndTime !== undefined && seconds > lookup.EndTime) return false;
  if (lookup.EventCategory) return false;
  return !wanted || (ATTRIBUTES[wanted.AttributeKey]?.(event) ?? []).includes(wanted.AttributeValue);
};

/** The event's own document, with the fields that people and facts read. */
const trailEvent = (event: KeptEvent): string =>
  JSON.stringify({
    eventVersion: '1.11',
    userIdentity: {
      type: event.accessKeyId?.startsWith('ASIA') ? 'AssumedRole' : 'IAMUser',
      accountId: event.accountId,
      userName: event.username,
      accessKeyId: event.accessKeyId,
    },
    eventTime: event.at.toISOString(),
    eventSource: event.source,
    eventName: event.name,
    awsRegion: event.region,
    sourceIPAddress: event.sourceIp,
    userAgent: event.userAgent,
    errorCode: event.errorCode,
    readOnly: event.readOnly,
    eventID: event.id,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: event.accountId,
    eventCategory: 'Management',
  });

const listed = (event: KeptEvent): object => ({
  EventId: event.id,
  EventName: event.name,
  ReadOnly: String(event.readOnly),
  AccessKeyId: event.accessKeyId,
  EventTime: event.at.getTime() / 1000,
  EventSource: event.source,
  Username: event.username,
  Resources: (event.resources ?? []).map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
  CloudTrailEvent: trailEvent(event),
});

// As on AWS, a token belongs to the query that it came with: the same attributes, the same times.
const tokenFor = (lookup: Lookup, offset: number): string => {
  const { NextToken: _token, MaxResults: _size, ...query } = lookup;
  return Buffer.from(JSON.stringify({ query, offset })).toString('base64url');
};

const offsetOf = (lookup: Lookup): number => {
  if (lookup.NextToken === undefined) return 0;
  const text = Buffer.from(lookup.NextToken, 'base64url').toString('utf8');
  const offset = Number(/"offset":(\d+)\}$/.exec(text)?.[1]);
  if (tokenFor(lookup, offset) === lookup.NextToken) return offset;
  throw refuse('InvalidNextTokenException', 'Invalid token.');
};

/** LookupEvents over what the store holds for the caller's account and Region. */
export const lookUp = (store: ActivityStore, caller: Caller, body: unknown): object => {
  const lookup = parseLookup(body);
  const offset = offsetOf(lookup);
  const found = store.of(caller.accountId, caller.region).filter((event) => matches(lookup, event));
  const end = offset + lookup.MaxResults;
  const more = end < found.length ? { NextToken: tokenFor(lookup, end) } : {};
  return { Events: found.slice(offset, end).map(listed), ...more };
};

const bodyOf = async (context: Context): Promise<unknown> => {
  try {
    return await context.req.json();
  } catch {
    throw refuse('SerializationException', 'The body is not valid JSON.');
  }
};

/** CloudTrail's JSON 1.1 endpoint: one address, the operation in a header. */
export const cloudTrail =
  (store: ActivityStore, whoCalls: (authorization: string | undefined) => Promise<Caller>) =>
  async (context: Context): Promise<Response> => {
    try {
      const target = context.req.header('x-amz-target') ?? '';
      if (!target.endsWith(TARGET)) throw refuse('UnknownOperationException', `Unknown operation ${target}`);
      const caller = await whoCalls(context.req.header('authorization'));
      return json11(context, lookUp(store, caller, await bodyOf(context)));
    } catch (error) {
      const { code, message, status } = asAwsError(error);
      return json11(context, { __type: code, message }, status);
    }
  };
