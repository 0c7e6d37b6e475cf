import type { FactResult } from '../../../playbooks/kit/fact';
import type { InterfaceSeen, PresentInstance, RoleUsersFact } from '../../../playbooks/kit/instance-facts';
import { drawInstance, type InstanceDrawing } from '../../../playbooks/kit/instance-picture';
import type { GroupRules } from '../../../playbooks/kit/network-words';

const AT = '2026-11-23T03:00:00.000Z';
const TARGET = {
  kind: 'ec2-instance',
  accountId: '222222222222',
  region: 'eu-west-1',
  id: 'i-0a3c5e7f91b2d4c68',
} as const;
const known = <T>(value: T): FactResult<T> => ({ status: 'known', value, at: AT });
const unavailable = { status: 'unavailable', because: 'UnauthorizedOperation', at: AT } as const;

const eni = (change: Partial<InterfaceSeen> = {}): InterfaceSeen => ({
  id: 'eni-1',
  vpcId: 'vpc-1',
  groups: [{ id: 'sg-1', name: 'web' }],
  sourceDestCheck: true,
  quarantined: false,
  ...change,
});
const present = (interfaces: readonly InterfaceSeen[], change: Partial<PresentInstance> = {}): PresentInstance => ({
  kind: 'present',
  state: 'running',
  type: 't3.micro',
  vpcId: 'vpc-1',
  spot: false,
  rootDevice: 'ebs',
  sourceDestCheck: true,
  interfaces,
  volumes: [],
  tags: [],
  ...change,
});
const ssh = { peer: '0.0.0.0/0', traffic: 'tcp 22' };
const web: GroupRules = { id: 'sg-1', name: 'web', inbound: [ssh], outbound: [] };

const draw = (
  interfaces: readonly InterfaceSeen[],
  rules: FactResult<readonly GroupRules[]> = known([web]),
  roleUsers: FactResult<RoleUsersFact> = known({ others: [] }),
  change: Partial<PresentInstance> = {},
) => {
  const facts: InstanceDrawing = { instance: known(present(interfaces, change)), networkRules: rules, roleUsers };
  const picture = drawInstance(facts, TARGET);
  if (!picture) throw new Error('nothing was drawn');
  return picture;
};

describe('the picture of an instance', () => {
  test('says who can reach an interface, and that anyone can when it has a public address', () => {
    const picture = draw([eni({ publicIp: '203.0.113.7' })]);
    expect(picture).toMatchObject({
      kind: 'ec2-instance',
      title: TARGET.id,
      at: AT,
      lines: [
        { text: 'its interface is open, and anyone on the internet can reach it', tone: 'open' },
        { text: 'running t3.micro in vpc-1', tone: 'neutral' },
      ],
    });
    expect(picture.parts).toEqual([
      {
        id: 'eni-1',
        kind: 'interface',
        title: 'eni-1',
        tone: 'open',
        lines: [
          { text: 'security group web (sg-1)', tone: 'neutral' },
          { text: 'public address 203.0.113.7', tone: 'open' },
        ],
        reach: [
          { text: '0.0.0.0/0 → tcp 22', tone: 'open' },
          { text: 'it can reach nothing', tone: 'closed' },
        ],
      },
    ]);
    expect(draw([eni()]).lines[0]?.text).toBe('its interface is open');
  });

  test('counts an interface as closed when nothing passes it, whoever emptied its groups', () => {
    const picture = draw([eni({ publicIp: '203.0.113.7' })], known([{ ...web, inbound: [] }]));
    expect(picture.parts[0]).toMatchObject({
      tone: 'closed',
      lines: [{}, { text: 'public address 203.0.113.7', tone: 'neutral' }],
    });
    expect(picture.lines[0]).toEqual({ text: 'cut off: its interface is closed', tone: 'closed' });
  });

  test('shows quarantine on one interface of two as half open', () => {
    const quarantined = eni({ id: 'eni-2', quarantined: true, groups: [{ id: 'sg-q', name: 'cordon-quarantine' }] });
    const picture = draw([eni(), quarantined]);
    expect(picture.lines[0]).toEqual({ text: '1 of 2 interfaces are open', tone: 'open' });
    expect(picture.parts[1]).toMatchObject({
      tone: 'closed',
      lines: [{ text: expect.stringContaining('quarantined'), tone: 'closed' }, {}],
    });
  });

  test.each<[string, FactResult<readonly GroupRules[]>, string]>([
    ['were not read', unavailable, 'what can reach it is not known: UnauthorizedOperation'],
    ['changed in between', known([]), 'what can reach it is not known: its groups changed while they were read'],
  ])('claims neither open nor closed when the rules %s', (_, rules, text) => {
    const picture = draw([eni()], rules);
    expect(picture.parts[0]).toMatchObject({ tone: 'neutral', reach: [{ text, tone: 'neutral' }] });
    expect(picture.lines[0]).toEqual({ text: 'what can reach it could not be read', tone: 'neutral' });
  });

  test('keeps the role’s credentials open, because no security group takes them back', () => {
    const role = {
      profileArn: 'arn:aws:iam::222222222222:instance-profile/web',
      roleName: 'web-frontend',
      others: ['i-2'],
    };
    const picture = draw(
      [eni({ quarantined: true })],
      known([]),
      known({ ...role, lastUsed: '2026-11-23T02:41:07.000Z' }),
    );
    expect(picture.lines[0]?.tone).toBe('closed');
    expect(picture.parts[1]).toMatchObject({
      kind: 'credential',
      title: 'Role web-frontend',
      tone: 'open',
      lines: [
        { text: 'instance profile web' },
        { text: 'last used 2026-11-23 02:41 UTC' },
        { text: '1 other instance with it' },
      ],
      reach: [{ text: expect.stringContaining('acts as web-frontend'), tone: 'open' }],
    });
  });

  test('says of a profile whose role was not read, or that holds none, just that', () => {
    const profileArn = 'arn:aws:iam::222222222222:instance-profile/web';
    expect(draw([eni()], undefined, unavailable, { profileArn }).parts[1]).toMatchObject({
      tone: 'open',
      lines: [{ text: 'its role is not known: UnauthorizedOperation' }],
    });
    expect(draw([eni()], undefined, known({ profileArn, others: [] })).parts[1]).toMatchObject({ tone: 'neutral' });
    expect(draw([eni()]).parts).toHaveLength(1);
  });

  test('is none for an instance that is gone or was not read', () => {
    const rest = { networkRules: unavailable, roleUsers: unavailable };
    expect(drawInstance({ instance: unavailable, ...rest }, TARGET)).toBeUndefined();
    expect(drawInstance({ instance: known({ kind: 'gone', why: 'x' }), ...rest }, TARGET)).toBeUndefined();
  });
});
