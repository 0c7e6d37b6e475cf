import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Json } from '../../playbooks/kit/json';

// Invented findings in GuardDuty's own shapes: documentation addresses, no real account. The file's name tells the case.

export type Fixture = { readonly [key: string]: Json };

/** Every fixture's name, sorted. */
export const fixtureNames: readonly string[] = readdirSync(__dirname)
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'))
  .sort();

/** The document as it would arrive; a new copy each time. Throws when there is no such fixture. */
export const loadFixture = (name: string): Fixture => JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8'));

/** What a fixture is made to speak of. Left out: as the fixture has it. */
export interface Subject {
  readonly accountId?: string;
  readonly region?: string;
  readonly findingId?: string;
  readonly instanceId?: string;
  readonly user?: { readonly name: string; readonly id: string; readonly accessKeyId?: string };
  readonly severity?: number;
  readonly count?: number;
  /** ISO 8601: when GuardDuty updated it; also when the activity was last seen. */
  readonly updatedAt?: string;
  /** ISO 8601: when GuardDuty first reported it; also when the activity was first seen. */
  readonly createdAt?: string;
}

const isObject = (value: Json | undefined): value is Fixture =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const member = (value: Fixture, name: string): Fixture => {
  const found = value[name];
  return isObject(found) ? found : {};
};
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** Text in the finding that names the old subject, and what takes its place. */
const renames = (detail: Fixture, subject: Subject): readonly (readonly [string, string])[] => {
  const key = member(member(detail, 'resource'), 'accessKeyDetails');
  const instance = member(member(detail, 'resource'), 'instanceDetails');
  const { user } = subject;
  const pairs: readonly (readonly [string | undefined, string | undefined])[] = [
    [text(detail['id']), subject.findingId],
    [text(detail['accountId']), subject.accountId],
    [text(detail['region']), subject.region],
    [text(instance['instanceId']), subject.instanceId],
    [text(key['accessKeyId']), user?.accessKeyId],
    [text(key['principalId']), user?.id],
    [text(key['userName']), user?.name],
  ];
  return pairs.flatMap(([from, to]) => (from && to ? [[from, to] as const] : []));
};

const replaced = (value: Json, pairs: readonly (readonly [string, string])[]): Json => {
  if (typeof value === 'string') return pairs.reduce((said, [from, to]) => said.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, pairs));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, pairs)]));
};

const given = (members: Readonly<Record<string, Json | undefined>>): Fixture =>
  Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/**
 * The same event about another subject: an instance or a user that exists in the seeded accounts.
 * For fixtures in EventBridge's form; the envelope keeps the account of the bus.
 */
export const forTarget = (event: Fixture, subject: Subject): Fixture => {
  const original = member(event, 'detail');
  const detail = replaced(original, renames(original, subject));
  if (!isObject(detail)) return event;
  const { createdAt, updatedAt, severity, count } = subject;
  const service = {
    ...member(detail, 'service'),
    ...given({ count, eventFirstSeen: createdAt, eventLastSeen: updatedAt }),
  };
  return {
    ...event,
    ...given({ time: updatedAt, region: subject.region }),
    detail: { ...detail, ...given({ severity, createdAt, updatedAt }), service },
  };
};
