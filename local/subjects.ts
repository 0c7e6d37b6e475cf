import { findingDetailSchema } from './aws/finding-store';
import { fixtureNames, loadFixture, type Subject } from './findings';
import {
  INSTANCE_NAMES,
  type InstanceName,
  SANDBOX_INSTANCES,
  SANDBOX_USER,
  type SandboxInstance,
  type Seed,
  USER_NAMES,
} from './seed';
import type { SeededUser } from './seed/production';
import { PRODUCTION, SANDBOX, STAGING } from './settings';

/** Fixtures that GuardDuty itself could publish: the others are there to be refused by the parser's tests. */
export const sendable = (name: string): boolean => findingDetailSchema.safeParse(loadFixture(name)['detail']).success;
export const sendableNames = (): readonly string[] => fixtureNames.filter(sendable);

/** Every name that {@link subjectNamed} knows. */
export const SUBJECT_NAMES = [...INSTANCE_NAMES, ...USER_NAMES, ...SANDBOX_INSTANCES, SANDBOX_USER] as const;

const stagingInstance = (seed: Seed, name: InstanceName): Subject => ({
  accountId: STAGING,
  instanceId: seed.staging.instances[name].id,
});
const sandboxInstance = (seed: Seed, name: SandboxInstance): Subject => ({
  accountId: SANDBOX,
  instanceId: seed.sandbox.instances[name].id,
});

const userSubject = (accountId: string, { name, id, accessKeyIds }: SeededUser): Subject => {
  const [accessKeyId] = accessKeyIds;
  return { accountId, user: { name, id, ...(accessKeyId ? { accessKeyId } : {}) } };
};

/** What a name of the seeded accounts stands for: `web-1`, `backup-agent`. Undefined when there is no such name. */
export const subjectNamed = (seed: Seed, name: string): Subject | undefined => {
  const instance = INSTANCE_NAMES.find((known) => known === name);
  if (instance) return stagingInstance(seed, instance);
  const inSandbox = SANDBOX_INSTANCES.find((known) => known === name);
  if (inSandbox) return sandboxInstance(seed, inSandbox);
  if (name === SANDBOX_USER) return userSubject(SANDBOX, seed.sandbox.user);
  const user = USER_NAMES.find((known) => known === name);
  return user ? userSubject(PRODUCTION, seed.production.users[user]) : undefined;
};

/** What a finding is about, which decides what of the seeded accounts fits it. */
export type About = 'instance' | 'user' | 'other';

export const kindOfDetail = (detail: unknown): About => {
  const text = JSON.stringify(detail ?? {});
  if (text.includes('"userType":"IAMUser"')) return 'user';
  return text.includes('"resourceType":"Instance"') ? 'instance' : 'other';
};
export const kindOf = (fixture: string): About => kindOfDetail(loadFixture(fixture)['detail']);

const turnOf = <T>(all: readonly [T, ...T[]], turn: number): T => all[turn % all.length] ?? all[0];

/** A seeded thing of the kind: the `turn`th, so that one finding after another meets another target. */
export const subjectOfKind = (seed: Seed, kind: About, turn: number): Subject => {
  if (kind === 'user') return userSubject(PRODUCTION, seed.production.users[turnOf(USER_NAMES, turn)]);
  return kind === 'instance' ? stagingInstance(seed, turnOf(INSTANCE_NAMES, turn)) : {};
};

/** The same in the sandbox account, where requests run out within a minute. */
export const shortSubjectOfKind = (seed: Seed, kind: About, turn: number): Subject => {
  if (kind === 'user') return userSubject(SANDBOX, seed.sandbox.user);
  return kind === 'instance' ? sandboxInstance(seed, turnOf(SANDBOX_INSTANCES, turn)) : { accountId: SANDBOX };
};

/** A seeded thing that fits the fixture. */
export const subjectFor = (seed: Seed, fixture: string, turn: number): Subject =>
  fixture === 'iam-user-two-keys'
    ? userSubject(PRODUCTION, seed.production.users['backup-agent'])
    : subjectOfKind(seed, kindOf(fixture), turn);

/** The name by which {@link subjectNamed} finds it again. */
export const nameOfSubject = (seed: Seed, subject: Subject): string | undefined =>
  SUBJECT_NAMES.find((name) => {
    const known = subjectNamed(seed, name);
    return subject.instanceId ? known?.instanceId === subject.instanceId : known?.user?.id === subject.user?.id;
  });
