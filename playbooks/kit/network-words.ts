/** As EC2 answers: one permission stands for several rules. */
interface Permission {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly IpRanges?: readonly { readonly CidrIp?: string | undefined }[] | undefined;
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6?: string | undefined }[] | undefined;
  readonly PrefixListIds?: readonly { readonly PrefixListId?: string | undefined }[] | undefined;
  readonly UserIdGroupPairs?: readonly { readonly GroupId?: string | undefined }[] | undefined;
}
interface Group {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly IpPermissions?: readonly Permission[] | undefined;
  readonly IpPermissionsEgress?: readonly Permission[] | undefined;
}

/** One rule of a security group in words: who is at the other end, and what may pass. */
export interface RuleSeen {
  /** A CIDR, a prefix list or another group. */
  readonly peer: string;
  /** `tcp 22`, `all traffic`. */
  readonly traffic: string;
}

export interface GroupRules {
  readonly id: string;
  readonly name: string;
  readonly inbound: readonly RuleSeen[];
  readonly outbound: readonly RuleSeen[];
}

const PROTOCOLS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };
const LAST_PORT = 65_535;

const portsOf = (from: number, to: number): string => {
  if (from <= 0 && to >= LAST_PORT) return 'on every port';
  return from === to ? String(from) : `${from}-${to}`;
};

const trafficOf = ({ IpProtocol = '-1', FromPort: from, ToPort: to }: Permission): string => {
  if (IpProtocol === '-1') return 'all traffic';
  const protocol = PROTOCOLS[IpProtocol] ?? (/^\d+$/.test(IpProtocol) ? `protocol ${IpProtocol}` : IpProtocol);
  // Of ICMP the "ports" are type and code; -1 is all of them.
  if (protocol.startsWith('icmp')) return from === undefined || from < 0 ? protocol : `${protocol} type ${from}`;
  return from === undefined || to === undefined || from < 0 ? protocol : `${protocol} ${portsOf(from, to)}`;
};

const peersOf = (rule: Permission): readonly string[] => [
  ...(rule.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
  ...(rule.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
  ...(rule.PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []),
  ...(rule.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => (GroupId ? `members of ${GroupId}` : [])),
];

const ANYONE: readonly string[] = ['0.0.0.0/0', '::/0'];
export const isAnyone = ({ peer }: RuleSeen): boolean => ANYONE.includes(peer);

/** Rules that are open to the whole world come first. */
const rulesOf = (permissions: readonly Permission[] | undefined): readonly RuleSeen[] => {
  const rules = (permissions ?? []).flatMap((rule) =>
    peersOf(rule).map((peer) => ({ peer, traffic: trafficOf(rule) })),
  );
  return [...rules.filter(isAnyone), ...rules.filter((rule) => !isAnyone(rule))];
};

/** A security group as people read it. Pure. */
export const groupInWords = (group: Group): GroupRules => ({
  id: group.GroupId ?? '',
  name: group.GroupName ?? '',
  inbound: rulesOf(group.IpPermissions),
  outbound: rulesOf(group.IpPermissionsEgress),
});

/** `0.0.0.0/0 → tcp 22` */
export const inboundText = ({ peer, traffic }: RuleSeen): string => `${peer} → ${traffic}`;
/** `outbound: all traffic → 0.0.0.0/0` */
export const outboundText = ({ peer, traffic }: RuleSeen): string => `outbound: ${traffic} → ${peer}`;
