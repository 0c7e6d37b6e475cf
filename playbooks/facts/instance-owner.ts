import { defineFact } from '../kit/fact';
import type { OwnerFact } from '../kit/instance-facts';

/** Most telling first. People differ in spelling, so keys are compared without case, dashes and underscores. */
const OWNER_KEYS = ['owner', 'owneremail', 'contact', 'team', 'squad', 'service', 'application', 'costcenter'];

const plain = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');
const rank = (key: string): number => OWNER_KEYS.indexOf(plain(key));

/** From tags alone, which anybody who may tag can set: shown, and used to exclude a voter, never to allow anything. */
export const instanceOwner = defineFact({
  id: 'instance-owner',
  title: 'Owner, as its tags say',
  uses: { ec2: ['describeTags'] },
  timeoutMs: 5_000,
  read: async ({ aws, target }): Promise<OwnerFact> => {
    const answer = await aws.ec2.describeTags({ Filters: [{ Name: 'resource-id', Values: [target.id] }] });
    const tags = (answer.Tags ?? [])
      .flatMap(({ Key, Value }) => (Key && Value && rank(Key) >= 0 ? [{ key: Key, value: Value }] : []))
      .sort((a, b) => rank(a.key) - rank(b.key));
    const owner = tags[0]?.value;
    return { tags, ...(owner ? { owner } : {}) };
  },
  describe: ({ tags }) =>
    tags.length === 0 ? ['No owner, team or service tag'] : tags.map(({ key, value }) => `${key}: ${value}`),
});
