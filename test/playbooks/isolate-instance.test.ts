import { seal } from '../../incidents/digest';
import { itemOf } from '../../incidents/items';
import { isolateInstance } from '../../playbooks/isolate-instance';
import type { FactResult, Facts } from '../../playbooks/kit/fact';
import type { Finding } from '../../playbooks/kit/finding';
import type { InterfaceSeen, PresentInstance, ScalingFact } from '../../playbooks/kit/instance-facts';
import { makePlan } from '../../playbooks/kit/make-plan';

const AT = '2026-11-23T03:00:00.000Z';
const ID = 'i-0a3c5e7f91b2d4c68';
const known = <T>(value: T): FactResult<T> => ({ status: 'known', value, at: AT });
const unavailable = { status: 'unavailable', because: 'it took longer than 15 s', at: AT } as const;

const networkInterface = (over: Partial<InterfaceSeen> = {}): InterfaceSeen => ({
  id: 'eni-1',
  vpcId: 'vpc-1',
  groups: [{ id: 'sg-1', name: 'web' }],
  sourceDestCheck: true,
  quarantined: false,
  ...over,
});

const present = (over: Partial<PresentInstance> = {}): PresentInstance => ({
  kind: 'present',
  state: 'running',
  name: 'checkout-1',
  spot: false,
  rootDevice: 'ebs',
  sourceDestCheck: true,
  interfaces: [networkInterface(), networkInterface({ id: 'eni-2', groups: [{ id: 'sg-2', name: 'data' }] })],
  volumes: [
    { id: 'vol-1', device: '/dev/sda1', sizeGiB: 8 },
    { id: 'vol-2', device: '/dev/sdf', sizeGiB: 20 },
  ],
  tags: [],
  ...over,
});

const inGroup: ScalingFact = {
  group: { name: 'checkout', lifecycle: 'InService', desired: 3, min: 2, max: 6, othersInService: 2 },
  targets: [{ arn: 'arn:tg/1', name: 'checkout-https', state: 'healthy', healthy: 3, total: 3 }],
  notLookedAt: 0,
};
const alone: ScalingFact = { targets: [], notLookedAt: 0 };

type IsolateFacts = Facts<typeof isolateInstance.facts>;
const facts = (over: Partial<IsolateFacts> = {}): IsolateFacts => ({
  instance: known(present()),
  networkRules: known([]),
  owner: known({ owner: 'shop-team', tags: [{ key: 'Owner', value: 'shop-team' }] }),
  scaling: known(inGroup),
  roleUsers: known({ roleName: 'web-frontend', others: ['i-2', 'i-3'] }),
  recentActivity: unavailable,
  findingNow: unavailable,
  earlierIncidents: known([]),
  ...over,
});

const finding = (over: Partial<Finding> = {}): Finding => ({
  form: 'eventbridge',
  id: 'finding-1',
  accountId: '222222222222',
  region: 'eu-west-1',
  partition: 'aws',
  type: 'Backdoor:EC2/C&CActivity.B',
  severity: 8,
  title: 't',
  description: 'd',
  createdAt: AT,
  updatedAt: AT,
  count: 1,
  archived: false,
  sample: false,
  resourceType: 'Instance',
  resourceRole: 'TARGET',
  instance: { instanceId: ID, tags: [], interfaces: [] },
  ...over,
});

const target = { kind: 'ec2-instance', accountId: '222222222222', region: 'eu-west-1', id: ID } as const;
const context = (over: Partial<Finding> = {}) => ({
  target,
  finding: finding(over),
  environment: 'staging',
  partition: 'aws',
  options: {},
  mode: 'live' as const,
  now: () => new Date(AT),
});
const made = (over: Partial<IsolateFacts> = {}, about: Partial<Finding> = {}) =>
  makePlan(isolateInstance, facts(over), context(about));
const plan = (over: Partial<IsolateFacts> = {}, about: Partial<Finding> = {}) => {
  const answer = made(over, about);
  if (answer.kind !== 'plan') throw new Error(`no plan: ${answer.why}`);
  return answer.draft;
};

describe('which findings', () => {
  const route = (over: Partial<Finding>) => isolateInstance.trigger(finding(over));

  test.each<Partial<Finding>>([
    { type: 'Backdoor:EC2/C&CActivity.B!DNS', resourceRole: 'TARGET' },
    { type: 'CryptoCurrency:EC2/BitcoinTool.B' },
    { type: 'Trojan:EC2/DNSDataExfiltration' },
    { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'ACTOR' },
    { type: 'Execution:EC2/MaliciousFile' },
    { type: 'Execution:Kubernetes/MaliciousFile', resourceType: 'EKSCluster' },
    { type: 'Impact:Runtime/CryptoMinerExecuted', resourceType: 'ECSCluster' },
  ])('%j is answered', (over) => {
    expect(route(over)).toMatchObject({ match: true, target });
  });

  test.each<Partial<Finding>>([
    { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'TARGET' },
    { type: 'UnauthorizedAccess:EC2/RDPBruteForce' },
    { type: 'Impact:EC2/WinRMBruteForce' },
    { type: 'Recon:EC2/PortProbeUnprotectedPort' },
    { type: 'Discovery:Kubernetes/MaliciousIPCaller', resourceType: 'EKSCluster' },
    { type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', resourceType: 'AccessKey' },
    { instance: { instanceId: 'i-nonsense', tags: [], interfaces: [] } },
    { accountId: 'unknown' },
  ])('%j is passed on, with a reason', (over) => {
    expect(route(over)).toEqual({ match: false, why: expect.stringMatching(/\.$/) });
  });
});

describe('the plan', () => {
  test('has its five steps in the order that keeps evidence, and only the quarantine is essential', () => {
    expect(plan().steps.map(({ id, kind, essential }) => [id, kind, essential])).toEqual([
      ['protect-instance', 'do', false],
      ['snapshot-volumes', 'do', false],
      ['enter-standby', 'do', false],
      ['quarantine-interfaces', 'do', true],
      ['tag-case', 'do', false],
    ]);
  });

  test('says what it changes, whom it reaches and what it costs', () => {
    const draft = plan();
    expect(draft).toMatchObject({ headline: `Isolate ${ID} (checkout-1)`, risk: 'disruptive', owner: 'shop-team' });
    expect(draft.targetArn).toBe(`arn:aws:ec2:eu-west-1:222222222222:instance/${ID}`);
    expect(draft.reach.map(({ key }) => key)).toEqual(['instance', 'auto-scaling/checkout', 'target-group/arn:tg/1']);
    expect(draft.reach.at(-1)?.text).toContain('3 of 3 targets healthy');
    expect(draft.cost[0]).toContain('28 GiB at most: up to about $1.40 a month');
    expect(draft.steps[3]).toMatchObject({ before: 'eni-1: web (sg-1); eni-2: data (sg-2)' });
    expect(draft.notes.join(' ')).toContain('2 other instances use the same role');
  });

  test('holds ids only in its inputs', () => {
    for (const step of plan().steps) expect(step).toMatchObject({ input: { instanceId: ID } });
  });

  test('leaves standby out when the instance is in no group, and in when that is not known', () => {
    const withoutGroup = plan({ scaling: known(alone) });
    expect(withoutGroup.steps[2]).toMatchObject({ kind: 'skip' });
    expect(withoutGroup.undo).not.toMatch(/Auto Scaling|replacement/);
    expect(plan().undo).toContain('returns the instance to its Auto Scaling group');
    const blind = plan({ scaling: unavailable });
    expect(blind.steps[2]).toMatchObject({ kind: 'do' });
    expect(blind.riskReasons.join(' ')).toContain('could not be read (it took longer than 15 s)');
  });

  test('warns of DNS on a finding about DNS', () => {
    expect(plan({}, { type: 'Trojan:EC2/DNSDataExfiltration' }).notes.join(' ')).toContain('add a DNS Firewall rule');
  });

  test('names the interfaces that it cannot touch', () => {
    const managed = networkInterface({ id: 'eni-9', managedBy: 'amazon-elb' });
    const draft = plan({ instance: known(present({ interfaces: [networkInterface(), managed] })) });
    expect(draft.notes.join(' ')).toContain('eni-9 is managed by amazon-elb');
    expect(draft.steps[3]).toMatchObject({ before: 'eni-1: web (sg-1)' });
  });
});

describe('the picture in the plan', () => {
  test('is drawn from the facts that are read when someone asks how it is now', () => {
    const rules = known([
      { id: 'sg-1', name: 'web', inbound: [{ peer: '0.0.0.0/0', traffic: 'tcp 443' }], outbound: [] },
    ]);
    const { picture } = plan({ networkRules: rules });
    expect(picture).toMatchObject({
      title: `checkout-1 (${ID})`,
      parts: [{ id: 'eni-1', tone: 'open' }, { id: 'eni-2' }],
    });
    expect(isolateInstance.drawnFrom).toEqual(['instance', 'networkRules', 'roleUsers']);
  });

  test('leaves the plan small enough to keep, whatever an instance carries', () => {
    const name = 'g'.repeat(255);
    const groups = Array.from({ length: 240 }, (_, at) => ({ id: `sg-${String(at).padStart(17, '0')}`, name }));
    const rule = { peer: 'members of sg-00000000000000001', traffic: 'tcp 1024-65535' };
    const rules = groups.map((group) => ({ ...group, inbound: Array(60).fill(rule), outbound: Array(60).fill(rule) }));
    const interfaces = Array.from({ length: 15 }, (_, at) =>
      networkInterface({ id: `eni-${String(at).padStart(17, '0')}`, groups: groups.slice(at * 16, at * 16 + 16) }),
    );
    const draft = plan({ instance: known(present({ interfaces, name })), networkRules: known(rules) });
    expect(draft.picture?.parts.length).toBeGreaterThan(5);
    const item = itemOf({ pk: 'INCIDENT#inc-aaaaaaaaaa-1', sk: 'PLAN#0001' }, { revision: 1, plan: seal(draft) });
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(350_000);
  });
});

describe('stricter plans', () => {
  test.each<[string, Partial<PresentInstance>, Partial<Finding>, string]>([
    ['a NAT or firewall host', { sourceDestCheck: false }, {}, 'NAT, router or firewall'],
    [
      'a host of which one interface forwards',
      { interfaces: [networkInterface({ sourceDestCheck: false })] },
      {},
      'NAT, router or firewall',
    ],
    ['a node by its tags', { cluster: 'it carries the tag eks:cluster-name=shop' }, {}, 'eks:cluster-name=shop'],
    ['a node by the finding', {}, { workload: { kind: 'ecs', name: 'batch' } }, 'batch (ecs)'],
  ])('%s asks at higher risk and says why', (_, over, about, why) => {
    const draft = plan({ instance: known(present(over)) }, about);
    expect(draft.risk).toBe('destructive');
    expect(draft.riskReasons.join(' ')).toContain(why);
  });
});

describe('honest ends', () => {
  const end = (over: Partial<PresentInstance>) => made({ instance: known(present(over)) });

  test('an instance that is gone is not applicable', () => {
    const answer = made({ instance: known({ kind: 'gone', why: `${ID} is terminated.` }) });
    expect(answer).toMatchObject({ kind: 'not-applicable', why: `${ID} is terminated.` });
  });

  test('an instance that a service manages says what people can do', () => {
    expect(end({ managedBy: 'eks.amazonaws.com' })).toMatchObject({
      kind: 'not-applicable',
      why: expect.stringContaining('drain and replace the node'),
    });
    const managed = [networkInterface({ managedBy: 'ecs.amazonaws.com' })];
    expect(end({ interfaces: managed })).toMatchObject({
      kind: 'not-applicable',
      why: expect.stringContaining('ecs.amazonaws.com'),
    });
  });

  test('an instance without interfaces has nothing to cut off', () => {
    expect(end({ interfaces: [] })).toMatchObject({ kind: 'not-applicable' });
  });

  test('an instance that is quarantined on every interface needs nothing, on one of two it does', () => {
    const closed = networkInterface({ quarantined: true });
    expect(end({ interfaces: [closed, closed] })).toMatchObject({ kind: 'nothing-to-do' });
    expect(end({ interfaces: [closed, networkInterface()] })).toMatchObject({ kind: 'plan' });
  });
});
