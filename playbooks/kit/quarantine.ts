import { QUARANTINE_TAG, type Tag, tagValue } from './case-tags';

/** A group's name never changes, so a production group can never come to carry this one. */
export const QUARANTINE_NAME = 'cordon-quarantine';

interface GroupLike {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly OwnerId?: string | undefined;
  readonly VpcId?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly IpPermissions?: readonly object[] | undefined;
  readonly IpPermissionsEgress?: readonly object[] | undefined;
}

/**
 * Name and tag together: a tag alone could be put on a production group, whose rules Cordon would then remove;
 * a name alone could be anybody's. Groups shared from another account are never ours.
 */
export const isQuarantineGroup = (group: GroupLike, accountId: string): boolean =>
  (group.GroupName === QUARANTINE_NAME || (group.GroupName ?? '').startsWith(`${QUARANTINE_NAME}-`)) &&
  tagValue(group.Tags, QUARANTINE_TAG) === 'true' &&
  group.OwnerId === accountId;

/** No rule of any kind in either direction: IPv4, IPv6, prefix lists and other groups all count. */
export const isEmptyBothWays = (group: GroupLike): boolean =>
  group.IpPermissions?.length === 0 && group.IpPermissionsEgress?.length === 0;

interface ManagedLike {
  readonly RequesterManaged?: boolean | undefined;
  readonly RequesterId?: string | undefined;
  readonly Operator?: { readonly Managed?: boolean | undefined; readonly Principal?: string | undefined } | undefined;
}

/** Who manages an interface or an instance, when its owner cannot change it. */
export const managerOf = ({ Operator, RequesterManaged, RequesterId }: ManagedLike): string | undefined => {
  if (Operator?.Managed) return Operator.Principal ?? 'an AWS service';
  return RequesterManaged ? (RequesterId ?? 'an AWS service') : undefined;
};
