import { counted } from './counted';
import type { FactResult } from './fact';
import { known } from './fact';
import type { InstanceFact, InterfaceSeen, PresentInstance, RoleUsersFact } from './instance-facts';
import { type GroupRules, inboundText, isAnyone, outboundText } from './network-words';
import type { Picture, PictureLine, PicturePart, Tone } from './picture';
import type { Target } from './target';

export interface InstanceDrawing {
  readonly instance: FactResult<InstanceFact>;
  readonly networkRules: FactResult<readonly GroupRules[]>;
  readonly roleUsers: FactResult<RoleUsersFact>;
}

const line = (text: string, tone: Tone = 'neutral'): PictureLine => ({ text, tone });
const open = (text: string): PictureLine => line(text, 'open');
const closed = (text: string): PictureLine => line(text, 'closed');

type Rules = FactResult<readonly GroupRules[]>;

/** The rules on an interface; undefined when those of one of its groups are not known. */
const rulesOn = (one: InterfaceSeen, rules: Rules): readonly GroupRules[] | undefined => {
  const all = known(rules) ?? [];
  const found = one.groups.map(({ id }) => all.find((group) => group.id === id));
  return found.every((group) => group !== undefined) ? found : undefined;
};

const NOTHING_PASSES = [closed('nothing can reach it'), closed('it can reach nothing')];

const unread = (rules: Rules): string =>
  rules.status === 'unavailable'
    ? `what can reach it is not known: ${rules.because}`
    : 'what can reach it is not known: its groups changed while they were read';

const reachOf = (one: InterfaceSeen, rules: Rules): readonly PictureLine[] => {
  if (one.quarantined) return NOTHING_PASSES;
  const groups = rulesOn(one, rules);
  if (!groups) return [line(unread(rules))];
  const inbound = groups.flatMap((group) => group.inbound);
  const outbound = groups.flatMap((group) => group.outbound);
  const ways = inbound.map((rule) => open(inboundText(rule)));
  const out = outbound.map((rule) => open(outboundText(rule)));
  return [
    ...(ways.length > 0 ? ways : [closed('nothing can reach it')]),
    ...(out.length > 0 ? out : [closed('it can reach nothing')]),
  ];
};

const toneOf = (reach: readonly PictureLine[]): Tone => {
  if (reach.every(({ tone }) => tone === 'closed')) return 'closed';
  return reach.some(({ tone }) => tone === 'open') ? 'open' : 'neutral';
};

const groupLine = ({ id, name }: InterfaceSeen['groups'][number]): PictureLine =>
  line(`security group ${name ? `${name} (${id})` : id}`);

const interfacePart = (one: InterfaceSeen, rules: Rules): PicturePart => {
  const reach = reachOf(one, rules);
  const tone = toneOf(reach);
  return {
    id: one.id,
    kind: 'interface',
    title: one.id,
    tone,
    lines: [
      ...(one.quarantined ? [closed('quarantined: its only group is Cordon’s, which is empty')] : []),
      ...one.groups.map(groupLine),
      ...(one.publicIp ? [line(`public address ${one.publicIp}`, tone === 'open' ? 'open' : 'neutral')] : []),
      ...(one.managedBy ? [line(`managed by ${one.managedBy}: it cannot be changed from here`)] : []),
      ...(one.sourceDestCheck ? [] : [line('forwards traffic of others: its source/destination check is off')]),
    ],
    reach,
  };
};

const roleLines = (role: RoleUsersFact): readonly PictureLine[] => [
  ...(role.lastUsed ? [line(`last used ${role.lastUsed.slice(0, 16).replace('T', ' ')} UTC`)] : []),
  line(
    role.others.length === 0 ? 'no other instance uses it' : `${counted(role.others.length, 'other instance')} with it`,
  ),
];

const named = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The instance's own credentials. Cutting its network off takes none of them back, so they never count as closed. */
const rolePart = (seen: PresentInstance, roleUsers: FactResult<RoleUsersFact>): readonly PicturePart[] => {
  const role = known(roleUsers);
  const profile = role?.profileArn ?? seen.profileArn;
  if (!profile) return [];
  const base = { id: 'instance-role', kind: 'credential' as const };
  const through = line(`instance profile ${named(profile)}`);
  if (roleUsers.status === 'unavailable') {
    const why = line(`its role is not known: ${roleUsers.because}`);
    return [{ ...base, title: `Instance profile ${named(profile)}`, tone: 'open', lines: [why], reach: [] }];
  }
  if (!role?.roleName)
    return [
      {
        ...base,
        title: `Instance profile ${named(profile)}`,
        tone: 'neutral',
        lines: [line('it holds no role')],
        reach: [],
      },
    ];
  const reach = [open(`whoever holds credentials of it acts as ${role.roleName} until they run out`)];
  return [{ ...base, title: `Role ${role.roleName}`, tone: 'open', lines: [through, ...roleLines(role)], reach }];
};

const isReachedByAnyone = (one: InterfaceSeen, rules: Rules): boolean =>
  one.publicIp !== undefined &&
  !one.quarantined &&
  (rulesOn(one, rules) ?? []).some((group) => group.inbound.some(isAnyone));

/** The sentence that one reads first. */
const summaryOf = (seen: PresentInstance, parts: readonly PicturePart[], rules: Rules): PictureLine => {
  if (parts.length === 0) return closed('it has no network interface');
  if (parts.every(({ tone }) => tone === 'closed'))
    return closed(parts.length === 1 ? 'cut off: its interface is closed' : 'cut off: every interface is closed');
  const ways = parts.filter(({ tone }) => tone === 'open').length;
  if (ways === 0) return line('what can reach it could not be read');
  const anyone = seen.interfaces.some((one) => isReachedByAnyone(one, rules));
  const share = parts.length === 1 ? 'its interface is open' : `${ways} of ${parts.length} interfaces are open`;
  return open(anyone ? `${share}, and anyone on the internet can reach it` : share);
};

/** The instance with its interfaces, what can reach each, and its credentials. Undefined when it is gone or was not read. */
export const drawInstance = (
  { instance, networkRules, roleUsers }: InstanceDrawing,
  target: Target,
): Picture | undefined => {
  const seen = known(instance);
  if (seen?.kind !== 'present') return undefined;
  const interfaces = seen.interfaces.map((one) => interfacePart(one, networkRules));
  const where = [seen.state, seen.type, seen.vpcId && `in ${seen.vpcId}`].filter(Boolean).join(' ');
  return {
    kind: 'ec2-instance',
    title: seen.name ? `${seen.name} (${target.id})` : target.id,
    lines: [summaryOf(seen, interfaces, networkRules), line(where)],
    parts: [...interfaces, ...rolePart(seen, roleUsers)],
    at: instance.at,
  };
};
