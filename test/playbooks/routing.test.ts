import { fixtureNames, loadFixture } from '../../local/findings';
import { playbookById, playbooks, routeFinding } from '../../playbooks';
import { parseFinding } from '../../playbooks/kit/parse-finding';
import { targetSchema } from '../../playbooks/kit/target';
import { findingTypes } from '../findings/schema';
import { accepted, detail, event } from '../findings/shapes';
import { ROUTES } from './routes';

const routed = (name: string): string => {
  const parsed = parseFinding(loadFixture(name));
  return parsed.ok ? routeFinding(parsed.finding).playbook.id : parsed.refusal.code;
};
const onKey = (accessKeyDetails: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>> = {}) =>
  routeFinding(
    accepted(
      detail({
        type: 'Recon:IAMUser/MaliciousIPCaller',
        resource: { resourceType: 'AccessKey', accessKeyDetails },
        ...over,
      }),
    ),
  );
const onInstance = (instanceId: unknown, over: Readonly<Record<string, unknown>> = {}) =>
  routeFinding(accepted(detail({ resource: { resourceType: 'Instance', instanceDetails: { instanceId } }, ...over })));
const KEY = {
  accessKeyId: 'AKIAQX3EXAMPLE7REPRT',
  principalId: 'AIDAQX3EXAMPLE7REPRT1',
  userName: 'report-export',
  userType: 'IAMUser',
};

describe('the fixtures', () => {
  test('each has its place in the table of routes', () => {
    expect(Object.keys(ROUTES).sort()).toEqual(fixtureNames);
  });

  test.each(Object.entries(ROUTES))('%s → %s', (name, route) => {
    expect(routed(name)).toBe(route);
  });

  test('there is one for every documented resource type', () => {
    const there = new Set(
      fixtureNames.flatMap((name) => {
        const parsed = parseFinding(loadFixture(name));
        return parsed.ok ? parsed.finding.resourceType : [];
      }),
    );
    const documented = findingTypes.flatMap(({ resourceType }) => resourceType.split('|'));
    const named = documented.map((type) => type.replace(/^RecoveryPoint \((\w+)\)$/, '$1RecoveryPoint'));
    expect([...new Set(named)].filter((type) => !there.has(type))).toEqual([]);
  });
});

describe('every route', () => {
  test('says why, and why each playbook before it passed', () => {
    for (const name of fixtureNames) {
      const parsed = parseFinding(loadFixture(name));
      if (!parsed.ok) continue;
      const { playbook, why, passedOver } = routeFinding(parsed.finding);
      expect(why).toMatch(/^[A-Z].{20,}\.$/s);
      expect(passedOver.map((one) => one.playbook)).toEqual(
        playbooks.slice(0, playbooks.indexOf(playbook)).map(({ id }) => id),
      );
      for (const one of passedOver) expect(one.why).toMatch(/\.$/);
    }
  });

  test('leads to a target of the playbook’s kind that can be acted on', () => {
    for (const name of fixtureNames) {
      const parsed = parseFinding(loadFixture(name));
      if (!parsed.ok) continue;
      const { playbook, target } = routeFinding(parsed.finding);
      expect(target.kind).toBe(playbook.targetKind);
      expect(targetSchema.safeParse(target)).toMatchObject({ success: true });
    }
  });

  test('is the same for the same thing in both forms', () => {
    const [camel, pascalCase] = ['ec2-command-and-control', 'ec2-api-form'].map((name) => {
      const parsed = parseFinding(loadFixture(name));
      return parsed.ok ? routeFinding(parsed.finding).target : undefined;
    });
    expect(pascalCase).toEqual(camel);
  });
});

describe('ids are checked before they become a target', () => {
  test.each(['i-0a3c5e7f91b2d4c6', 'i-XYZ', 'mi-0a3c5e7f91b2d4c68', 'i-0a3c5e7f91b2d4c68/../x', '*', 'i-*'])(
    'the instance id %s leads to review',
    (id) => {
      const { playbook, target } = onInstance(id);
      expect(playbook.id).toBe('review-finding');
      expect(target.kind).toBe('finding');
    },
  );

  test('an account id that is not one leads to review', () => {
    expect(onInstance('i-0a3c5e7f91b2d4c68', { accountId: '1234567891234' }).playbook.id).toBe('review-finding');
    expect(onKey(KEY, { accountId: '1234567891234' }).playbook.id).toBe('review-finding');
  });

  test.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ['a session key', { accessKeyId: 'ASIAQX3EXAMPLE7SESS1' }],
    ['no key', { accessKeyId: null }],
    ['an odd key', { accessKeyId: 'AKIA*' }],
    ['no principal', { principalId: null }],
    ['a role’s principal', { principalId: 'AROAQX3EXAMPLE7DEPLY:x' }],
    ['an odd principal', { principalId: 'AIDA*' }],
    ['no kind of user', { userType: null }],
    ['another case', { userType: 'iamuser' }],
    ...[
      'Root',
      'AssumedRole',
      'Role',
      'FederatedUser',
      'AWSService',
      'AWSAccount',
      'SAMLUser',
      'WebIdentityUser',
      'IdentityCenterUser',
      'Unknown',
      'GeneratedFindingUserType',
    ].map((userType) => [userType, { userType }] as const),
  ])('%s never meets a key action', (_, over) => {
    expect(onKey({ ...KEY, ...over }).playbook.id).toBe('review-finding');
  });
});

describe('an instance acts for sure, or a person looks', () => {
  const as = (type: string, resourceRole?: string, over: Readonly<Record<string, unknown>> = {}) =>
    onInstance('i-0a3c5e7f91b2d4c68', { type, service: { resourceRole }, ...over }).playbook.id;

  test('a type that is not known yet needs the role ACTOR', () => {
    expect(as('Canary:EC2/Stateless.IntegTest', 'TARGET')).toBe('review-finding');
    expect(as('Canary:EC2/Stateless.IntegTest')).toBe('review-finding');
    expect(as('Canary:EC2/Stateless.IntegTest', 'ACTOR')).toBe('isolate-instance');
  });

  test('a custom detection rule is about API calls, whoever it calls the actor', () => {
    expect(as('LateralMovement:EC2/RemoteServices', 'ACTOR', { customDetectionRuleName: 'ARule' })).toBe(
      'review-finding',
    );
  });

  test('what only the instance can do counts, also when GuardDuty calls it the target', () => {
    for (const type of ['Backdoor:EC2/C&CActivity.B!DNS', 'Trojan:EC2/DropPoint', 'UnauthorizedAccess:EC2/TorRelay'])
      expect(as(type, 'TARGET')).toBe('isolate-instance');
  });
});

describe('review-finding', () => {
  const reviewed = (over: Readonly<Record<string, unknown>>) => {
    const route = routeFinding(accepted(event(detail(over))));
    expect(route.playbook.id).toBe('review-finding');
    return route.why;
  };

  test('is last, takes no lock, has no step', () => {
    expect(playbooks.at(-1)).toBe(playbookById('review-finding'));
    expect(playbookById('review-finding')).toMatchObject({ locks: false, steps: [], targetKind: 'finding' });
  });

  test('says what a person can do, by what the finding is about', () => {
    const onType = (resourceType: string) => reviewed({ type: 'X:Y/Z', resource: { resourceType } });
    expect(onType('S3Bucket')).toContain('block public access');
    expect(onType('Lambda')).toContain('reserved concurrency');
    expect(onType('RDSLimitlessDB')).toContain('rotate its password');
    expect(onType('AttackSequence')).toContain('identities first');
    expect(onType('EC2Image')).toContain('do not restore');
    expect(onType('QuantumLedger')).toContain('No playbook knows');
    expect(onKey({ ...KEY, userType: 'Root' }).why).toContain('root');
    expect(onKey({ ...KEY, userType: 'FederatedUser' }).why).toContain('GetFederationToken');
  });

  test('its finding is its target, so that two findings on one resource are looked at apart', () => {
    const target = (id: string) => routeFinding(accepted(detail({ type: 'X:Y/Z', id, resource: {} }))).target.id;
    expect([target('aaaaaaaa'), target('bbbbbbbb')]).toEqual(['aaaaaaaa', 'bbbbbbbb']);
  });
});
