import { counted } from '../kit/counted';
import { defineFact } from '../kit/fact';
import { type GroupRules, groupInWords, inboundText } from '../kit/network-words';

/** Rules per group, and groups, that people are told in a line each; the picture shows more. */
const SHOWN = 3;
const GROUPS = 8;

const describeGroup = ({ id, name, inbound, outbound }: GroupRules): string => {
  const more = inbound.length > SHOWN ? `, and ${inbound.length - SHOWN} more` : '';
  const ways = inbound.slice(0, SHOWN).map(inboundText).join(', ');
  return `${name} ${id}: ${ways ? `in ${ways}${more}` : 'nothing in'}; ${outbound.length > 0 ? `${counted(outbound.length, 'rule')} out` : 'nothing out'}`;
};

/** The rules of every security group on the instance: who can reach it, and whom it can reach. */
export const networkRules = defineFact({
  id: 'network-rules',
  title: 'What its security groups let through',
  uses: { ec2: ['describeNetworkInterfaces', 'describeSecurityGroups'] },
  timeoutMs: 10_000,
  read: async ({ aws, target }): Promise<readonly GroupRules[]> => {
    const attached = await aws.ec2.describeNetworkInterfaces({
      Filters: [{ Name: 'attachment.instance-id', Values: [target.id] }],
    });
    const all = (attached.NetworkInterfaces ?? []).flatMap(({ Groups }) => Groups ?? []);
    const ids = [...new Set(all.flatMap(({ GroupId }) => GroupId ?? []))];
    if (ids.length === 0) return [];
    const answer = await aws.ec2.describeSecurityGroups({ Filters: [{ Name: 'group-id', Values: ids }] });
    return (answer.SecurityGroups ?? []).map(groupInWords).sort((a, b) => a.id.localeCompare(b.id));
  },
  describe: (groups) => {
    if (groups.length === 0) return ['It has no security group'];
    const more = groups.length - GROUPS;
    return [
      ...groups.slice(0, GROUPS).map(describeGroup),
      ...(more > 0 ? [`and ${counted(more, 'other group')}`] : []),
    ];
  },
});
