import { groupInWords, inboundText, outboundText } from '../../../playbooks/kit/network-words';

const inbound = (permission: object): readonly string[] =>
  groupInWords({ GroupId: 'sg-1', GroupName: 'web', IpPermissions: [permission] }).inbound.map(inboundText);
const cidr = (CidrIp: string) => ({ IpRanges: [{ CidrIp }] });

describe('a rule of a security group', () => {
  test.each<[string, object, readonly string[]]>([
    ['one port', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...cidr('0.0.0.0/0') }, ['0.0.0.0/0 → tcp 22']],
    [
      'a range',
      { IpProtocol: 'udp', FromPort: 4000, ToPort: 4010, ...cidr('10.0.0.0/8') },
      ['10.0.0.0/8 → udp 4000-4010'],
    ],
    [
      'every port',
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, ...cidr('10.0.0.0/8') },
      ['10.0.0.0/8 → tcp on every port'],
    ],
    ['everything', { IpProtocol: '-1', ...cidr('10.0.0.0/8') }, ['10.0.0.0/8 → all traffic']],
    ['a protocol by number', { IpProtocol: '50', ...cidr('10.0.0.0/8') }, ['10.0.0.0/8 → protocol 50']],
    ['all of ICMP', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...cidr('10.0.0.0/8') }, ['10.0.0.0/8 → icmp']],
    [
      'one type of ICMP',
      { IpProtocol: 'icmpv6', FromPort: 128, ToPort: 0, ...cidr('10.0.0.0/8') },
      ['10.0.0.0/8 → icmpv6 type 128'],
    ],
    [
      'every kind of peer, the whole world first',
      {
        IpProtocol: '6',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '192.0.2.0/24' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
        PrefixListIds: [{ PrefixListId: 'pl-1' }],
        UserIdGroupPairs: [{ GroupId: 'sg-2' }],
      },
      ['::/0 → tcp 443', '192.0.2.0/24 → tcp 443', 'pl-1 → tcp 443', 'members of sg-2 → tcp 443'],
    ],
  ])('reads as %s', (_, permission, words) => {
    expect(inbound(permission)).toEqual(words);
  });

  test('reads the other way round when it lets out', () => {
    const group = groupInWords({ IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] });
    expect(group.outbound.map(outboundText)).toEqual(['outbound: all traffic → 0.0.0.0/0']);
  });
});
