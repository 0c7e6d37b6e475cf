import { DRILL_TAG } from '../playbooks/kit/drill';
import type { Facts } from '../playbooks/kit/fact';
import { known } from '../playbooks/kit/fact';
import type { AnyPlaybook } from '../playbooks/kit/playbook';

type Tags = Readonly<Record<string, string>>;
type AnyFacts = Facts<AnyPlaybook['facts']>;

/** What an instance or a user is tagged with, as it was just read; undefined when that is not known. */
const tagsOf = (facts: AnyFacts): Tags | undefined => {
  const instance: unknown = facts['instance'] && known(facts['instance']);
  if (isObject(instance) && Array.isArray(instance['tags'])) {
    const pairs = instance['tags'] as readonly { readonly key: string; readonly value: string }[];
    return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
  }
  const user: unknown = facts['user'] && known(facts['user']);
  const tags = isObject(user) ? user['tags'] : undefined;
  return isObject(tags) && tags['status'] === 'known' ? (tags['value'] as Tags) : undefined;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Why a full drill may not touch what it names: only what carries its very own tag was made for it. */
export const strayDrill = (facts: AnyFacts, drillId: string): string | undefined =>
  tagsOf(facts)?.[DRILL_TAG] === drillId
    ? undefined
    : `This is a drill, and its target does not carry the tag ${DRILL_TAG}=${drillId}: it was not made for it, so it is left alone.`;
