import { memberClients } from './seed';
import { HUB, PRODUCTION, STAGING } from './settings';

// The accounts as they are, read with plain SDK clients: nothing that Cordon says is believed here.

export interface InstanceState {
  /** Interface → ids of its groups, sorted. */
  readonly interfaces: Readonly<Record<string, readonly string[]>>;
  /** Groups on any interface that let anything in or out. */
  readonly openGroups: readonly string[];
  readonly snapshots: number;
  readonly terminationProtected: boolean;
}

/** Reads one instance of the staging account. */
export const readInstance = async (membersUrl: string, instanceId: string): Promise<InstanceState> => {
  const { ec2 } = await memberClients(membersUrl, STAGING, HUB.region);
  const attached = await ec2.describeNetworkInterfaces({
    Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }],
  });
  const interfaces = Object.fromEntries(
    (attached.NetworkInterfaces ?? []).map((one) => [
      one.NetworkInterfaceId ?? '',
      (one.Groups ?? []).map((group) => group.GroupId ?? '').sort(),
    ]),
  );
  const GroupIds = [...new Set(Object.values(interfaces).flat())];
  const groups = GroupIds.length > 0 ? ((await ec2.describeSecurityGroups({ GroupIds })).SecurityGroups ?? []) : [];
  const open = groups.filter(
    (group) => (group.IpPermissions ?? []).length + (group.IpPermissionsEgress ?? []).length > 0,
  );
  const snapshots = await ec2.describeSnapshots({ OwnerIds: ['self'] });
  const volumes = await ec2.describeVolumes({ Filters: [{ Name: 'attachment.instance-id', Values: [instanceId] }] });
  const own = new Set((volumes.Volumes ?? []).map((volume) => volume.VolumeId));
  const flag = await ec2.describeInstanceAttribute({ InstanceId: instanceId, Attribute: 'disableApiTermination' });
  return {
    interfaces,
    openGroups: open.map((group) => group.GroupId ?? '').sort(),
    snapshots: (snapshots.Snapshots ?? []).filter((snapshot) => own.has(snapshot.VolumeId)).length,
    terminationProtected: flag.DisableApiTermination?.Value === true,
  };
};

export interface UserState {
  /** Access key id → Active or Inactive. */
  readonly keys: Readonly<Record<string, string>>;
  readonly attached: readonly string[];
  readonly inline: readonly string[];
  /** The access key id that each of the user's secrets under cordon/ holds; never the secret half. */
  readonly secretsHold: readonly string[];
}

/** Reads one user of the production account. */
export const readUser = async (membersUrl: string, name: string): Promise<UserState> => {
  const { iam, secretsmanager } = await memberClients(membersUrl, PRODUCTION, HUB.region);
  const UserName = name;
  const [keys, attached, inline, secrets, user] = await Promise.all([
    iam.listAccessKeys({ UserName }),
    iam.listAttachedUserPolicies({ UserName }),
    iam.listUserPolicies({ UserName }),
    secretsmanager.listSecrets({}),
    iam.getUser({ UserName }),
  ]);
  const own = (secrets.SecretList ?? []).filter((secret) => secret.Name?.includes(user.User?.UserId ?? '-'));
  const held = await Promise.all(
    own.map(async (secret) => {
      const text = (await secretsmanager.getSecretValue({ SecretId: secret.ARN ?? '' })).SecretString ?? '';
      return /AKIA[A-Z0-9]{16}/.exec(text)?.[0] ?? '';
    }),
  );
  return {
    keys: Object.fromEntries((keys.AccessKeyMetadata ?? []).map((key) => [key.AccessKeyId ?? '', key.Status ?? ''])),
    attached: (attached.AttachedPolicies ?? []).map((policy) => policy.PolicyName ?? '').sort(),
    inline: [...(inline.PolicyNames ?? [])].sort(),
    secretsHold: held.filter((id) => id !== ''),
  };
};
