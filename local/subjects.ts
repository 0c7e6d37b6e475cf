import { findingDetailSchema } from './aws/finding-store';
import { fixtureNames, loadFixture, type Subject } from './findings';
import { INSTANCE_NAMES, type InstanceName, type Seed, USER_NAMES, type UserName } from './seed';
import { PRODUCTION, STAGING } from './settings';

/** Fixtures that GuardDuty itself could publish: the others are there to be refused by the parser's tests. */
export const sendable = (name: string): boolean => findingDetailSchema.safeParse(loadFixture(name)['detail']).success;
export const sendableNames = (): readonly string[] => fixtureNames.filter(sendable);

const instanceSubject = (seed: Seed, name: InstanceName): Subject => ({
  accountId: STAGING,
  instanceId: seed.staging.instances[name].id,
});

const userSubject = (seed: Seed, name: UserName): Subject => {
  const { id, accessKeyIds } = seed.production.users[name];
  const [accessKeyId] = accessKeyIds;
  return { accountId: PRODUCTION, user: { name, id, ...(accessKeyId ? { accessKeyId } : {}) } };
};

/** What a name of the seeded accounts stands for: `web-1`, `backup-agent`. Undefined when there is no such name. */
export const subjectNamed = (seed: Seed, name: string): Subject | undefined => {
  const instance = INSTANCE_NAMES.find((known) => known === name);
  if (instance) return instanceSubject(seed, instance);
  const user = USER_NAMES.find((known) => known === name);
  return user ? userSubject(seed, user) : undefined;
};

const resourceOf = (fixture: string): string => JSON.stringify(loadFixture(fixture)['detail'] ?? {});

/** A seeded thing that fits the fixture: the `turn`th, so that one finding after another meets another target. */
export const subjectFor = (seed: Seed, fixture: string, turn: number): Subject => {
  const text = resourceOf(fixture);
  if (fixture === 'iam-user-two-keys') return userSubject(seed, 'backup-agent');
  if (text.includes('"userType":"IAMUser"'))
    return userSubject(seed, USER_NAMES[turn % USER_NAMES.length] ?? 'ci-deploy');
  if (text.includes('"resourceType":"Instance"'))
    return instanceSubject(seed, INSTANCE_NAMES[turn % INSTANCE_NAMES.length] ?? 'web-1');
  return {};
};
