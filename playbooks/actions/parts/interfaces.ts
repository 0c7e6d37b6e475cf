import type { EC2, NetworkInterface } from '@aws-sdk/client-ec2';
import { FORMER_GROUPS_TAG, tagValue } from '../../kit/case-tags';
import { managerOf } from '../../kit/quarantine';

/** One interface of the instance as containment sees it. `groups` are ids, sorted. */
export interface Attached {
  readonly id: string;
  readonly vpcId: string;
  readonly groups: readonly string[];
  /** Why nobody but its owner can change it; such an interface is reported and left alone. */
  readonly untouchable?: string;
  /** Written beside an interface that appeared after the capture, before it was changed. */
  readonly former?: readonly string[];
}

// A tag's value holds 256 characters; an interface has at most 16 groups of 20: the prefix is left out so that all fit.
export const formerTag = (groups: readonly string[]) => ({
  Key: FORMER_GROUPS_TAG,
  Value: groups.map((id) => id.replace(/^sg-/, '')).join(' '),
});

const formerOf = (found: NetworkInterface): readonly string[] | undefined =>
  tagValue(found.TagSet, FORMER_GROUPS_TAG)
    ?.split(' ')
    .filter((id) => /^[0-9a-f]+$/.test(id))
    .map((id) => `sg-${id}`);

const attachedFrom = (found: NetworkInterface): Attached | [] => {
  const manager = managerOf(found);
  const former = formerOf(found);
  if (!found.NetworkInterfaceId || !found.VpcId) return [];
  return {
    id: found.NetworkInterfaceId,
    vpcId: found.VpcId,
    groups: (found.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []).sort(),
    ...(manager ? { untouchable: `it is managed by ${manager}` } : {}),
    ...(former ? { former } : {}),
  };
};

type Reads = Pick<EC2, 'describeNetworkInterfaces'>;

const read = async (ec2: Reads, name: string, values: readonly string[]): Promise<readonly Attached[]> => {
  const answer = await ec2.describeNetworkInterfaces({ Filters: [{ Name: name, Values: [...values] }] });
  return (answer.NetworkInterfaces ?? []).flatMap(attachedFrom).sort((a, b) => a.id.localeCompare(b.id));
};

/** Every interface that is attached at this moment. */
export const attachedTo = (ec2: Reads, instanceId: string): Promise<readonly Attached[]> =>
  read(ec2, 'attachment.instance-id', [instanceId]);

/** Those of `ids` that still exist: asking by filter does not fail when one is gone. */
export const stillThere = async (ec2: Reads, ids: readonly string[]): Promise<readonly Attached[]> =>
  ids.length === 0 ? [] : read(ec2, 'network-interface-id', ids);

export const sameGroups = (a: readonly string[], b: readonly string[]): boolean =>
  [...a].sort().join(' ') === [...b].sort().join(' ');
