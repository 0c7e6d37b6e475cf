import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { executorsOf } from '../../cdk/derive/executors';
import { MemberRolesStack } from '../../cdk/member-roles-stack';
import { memberClients } from '../../local/seed';
import { HUB } from '../../local/settings';
import { playbooks } from '../../playbooks';
import { containAccessKey } from '../../playbooks/contain-access-key';
import { isolateInstance } from '../../playbooks/isolate-instance';
import type { AnyPlaybook } from '../../playbooks/kit/playbook';
import type { Target } from '../../playbooks/kit/target';
import { exampleSettings } from '../cdk/synth';
import { shutdownBehavior } from '../registry/corrections';
import { launch, seedNetwork } from '../registry/ec2-seed';
import { NAME, type SeededUser, seedUser } from '../registry/iam-seed';
import { useMoto } from '../registry/moto';
import { newWorld, type World } from '../registry/world';
import { policiesIn, rolesIn } from './plain-template';
import { ask, contain, findingAbout, hubOver, type Replay, undo } from './replay';
import { byNameAlone, type Stripped } from './strip';
import { watch } from './watch-members';

// The member roles as they are synthesised, stripped of what Moto cannot read (see strip.ts), on a Moto that holds every call to
// them. Each function has a session of its own hub role, which may take its own member role and no other; it takes that through
// STS, and everything that it does to the account is checked. Conditions, resources and session policies are the matter of
// members.moto.test.ts and of test/cdk/iam-tables.test.ts, which ask a simulator of IAM.
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));
jest.mock('../../adapters/members', () =>
  jest.requireActual('./watch-members').watched(jest.requireActual('../../adapters/members')),
);
jest.setTimeout(240_000);

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const moto = useMoto();
const roles = playbooks.flatMap(executorsOf).map(({ fullName }) => fullName);
const hubRole = (member: string): string => member.replace('cordon-', 'cordon-hub-');
const sessions = new Map<string, Session>();
let world: World;
let instanceId: string;
let user: SeededUser;

const sessionFrom = async (sts: STS, RoleArn: string, RoleSessionName = 'inc-probe-1'): Promise<Session> => {
  const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName });
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
};

const stsAs = (credentials: Session): STS => new STS({ region: HUB.region, endpoint: moto(), credentials });
const memberArn = (role: string): string => `arn:aws:iam::${world.accountId}:role/cordon/${role}`;

/** What the hub's role of each function says of member accounts: test/cdk/hub-rights.test.ts holds the hub's template to it. */
const makeHubRoles = async (): Promise<void> => {
  const { iam } = await memberClients(moto(), HUB.accountId, HUB.region);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
  const sts = stsAs({ accessKeyId: 'x', secretAccessKey: 'x', sessionToken: 'x' });
  for (const member of roles) {
    const RoleName = hubRole(member);
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: document(trust) });
    const enter = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/cordon/${member}` };
    await iam.putRolePolicy({ RoleName, PolicyName: 'enter', PolicyDocument: document(enter) });
    sessions.set(member, await sessionFrom(sts, `arn:aws:iam::${HUB.accountId}:role/${RoleName}`, 'function'));
  }
};

/** By IAM's own calls: Moto cannot read a policy again that came by CloudFormation. */
const makeMemberRoles = async (): Promise<void> => {
  const stack = new MemberRolesStack(new App(), 'CordonMemberRoles', { settings: exampleSettings(), playbooks });
  const template = Template.fromJSON(byNameAlone(Template.fromStack(stack).toJSON() as Stripped));
  const place = { accountId: world.accountId, region: '*' };
  const trusts = policiesIn(template, place, 'AWS::IAM::Role', 'AssumeRolePolicyDocument', 'RoleName');
  const { iam } = await memberClients(moto(), world.accountId, HUB.region);
  for (const [RoleName, { statements }] of rolesIn(template, place)) {
    const AssumeRolePolicyDocument = JSON.stringify(trusts.get(RoleName));
    await iam.createRole({ RoleName, Path: '/cordon/', AssumeRolePolicyDocument });
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.putRolePolicy({ RoleName, PolicyName: 'executor', PolicyDocument });
  }
};

/** From how many calls on Moto checks who may: 0 is at once. */
const enforceFrom = async (calls: string): Promise<void> => {
  const headers = { 'content-type': 'text/plain' };
  const answer = await fetch(`${moto()}/moto-api/reset-auth`, { method: 'POST', headers, body: calls });
  expect(answer.status).toBe(200);
};

beforeAll(async () => {
  world = newWorld(moto());
  watch.layers = [shutdownBehavior.make()];
  await makeHubRoles();
  await makeMemberRoles();
  instanceId = (await launch(world, await seedNetwork(world), { InstanceInitiatedShutdownBehavior: 'terminate' }))
    .instanceId;
  user = await seedUser(world, 1);
  await enforceFrom('0');
});

/** The environment of the function that runs next: what Lambda gives it, and nothing more. */
const become = (role: string): void => {
  const session = sessions.get(role);
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: session?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session?.secretAccessKey,
    AWS_SESSION_TOKEN: session?.sessionToken,
  });
};

// GuardDuty and CloudTrail are not in Moto: what they would say is unavailable here, and the plans are made without.
const open = (playbook: AnyPlaybook, target: Target): Replay => ({
  hub: hubOver(world, 'http://127.0.0.1:9'),
  world,
  playbook,
  target,
  become,
});
const userTarget = (): Target => ({ kind: 'iam-user', accountId: world.accountId, region: 'global', id: user.userId });

const thereAndBack = async (replay: Replay): Promise<readonly (string | undefined)[]> => {
  const incidentId = await ask(replay);
  return [await contain(replay, incidentId), await undo(replay, incidentId)];
};

describe('with the rights of the member roles, call by call', () => {
  test('an instance is isolated, and put back', async () => {
    const target: Target = { kind: 'ec2-instance', accountId: world.accountId, region: world.region, id: instanceId };
    expect(await thereAndBack(open(isolateInstance, target))).toEqual(['contained', 'undone']);
  });

  test('a user of whom no finding speaks is locked out, and let in again', async () => {
    expect(await thereAndBack(open(containAccessKey, userTarget()))).toEqual(['contained', 'undone']);
  });

  test('an exposed key is rotated: by three roles, of which one ends sessions and one makes the new key', async () => {
    const about = {
      accountId: world.accountId,
      user: { name: NAME, id: user.userId, accessKeyId: user.keys[0] ?? '' },
    };
    const { finding } = findingAbout('iam-user-compromised-key', about);
    const replay = open(containAccessKey, userTarget());
    const store = { ...replay.hub.store, settings: { ...replay.hub.store.settings, playbooks: ROTATE } };
    const rotating: Replay = { ...replay, hub: { ...replay.hub, store }, finding };
    expect(await thereAndBack(rotating)).toEqual(['contained', 'undone']);
  });
});

const ROTATE = { 'contain-access-key': { shape: 'rotate' } };

const clientsAs = async (role: string) => {
  const session = sessions.get(role);
  if (!session) throw new Error(`There is no role ${role}`);
  const config = {
    region: HUB.region,
    endpoint: moto(),
    credentials: await sessionFrom(stsAs(session), memberArn(role)),
  };
  return { ec2: new EC2(config), iam: new IAM(config) };
};
type Clients = Awaited<ReturnType<typeof clientsAs>>;

const REFUSED = /not authorized|not permitted/;
const contains = 'cordon-isolate-instance-contain';
const locksOut = 'cordon-contain-access-key-contain';

const MUST_FAIL: readonly (readonly [role: string, call: string, (clients: Clients) => Promise<unknown>])[] = [
  [contains, 'TerminateInstances', ({ ec2 }) => ec2.terminateInstances({ InstanceIds: [instanceId] })],
  [contains, 'AuthorizeSecurityGroupIngress', ({ ec2 }) => ec2.authorizeSecurityGroupIngress({ GroupId: 'sg-1' })],
  [contains, 'DeleteTags', ({ ec2 }) => ec2.deleteTags({ Resources: [instanceId], Tags: [] })],
  [contains, 'CreateUser', ({ iam }) => iam.createUser({ UserName: 'backdoor' })],
  [locksOut, 'CreateUser', ({ iam }) => iam.createUser({ UserName: 'backdoor' })],
  [locksOut, 'CreateAccessKey', ({ iam }) => iam.createAccessKey({ UserName: NAME })],
  [
    locksOut,
    'DetachUserPolicy',
    ({ iam }) => iam.detachUserPolicy({ UserName: NAME, PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
  ],
  [
    locksOut,
    'PutUserPolicy',
    ({ iam }) => iam.putUserPolicy({ UserName: NAME, PolicyName: 'x', PolicyDocument: '{}' }),
  ],
  [
    'cordon-contain-access-key-undo',
    'AttachUserPolicy',
    ({ iam }) => iam.attachUserPolicy({ UserName: NAME, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  ],
  [
    'cordon-isolate-instance-investigate',
    'ModifyNetworkInterfaceAttribute',
    ({ ec2 }) => ec2.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: 'eni-1', Groups: ['sg-1'] }),
  ],
];

describe('that they are enforced', () => {
  test.each(MUST_FAIL)('shows: %s is refused %s', async (role, _call, forbidden) => {
    await expect(forbidden(await clientsAs(role))).rejects.toThrow(REFUSED);
  });

  test.each([
    ['cordon-isolate-instance-investigate', contains],
    [contains, 'cordon-isolate-instance-undo'],
    ['cordon-contain-access-key-undo', locksOut],
    [locksOut, 'cordon-contain-access-key-issue-access-key'],
  ])('shows: the function of %s cannot take the role %s', async (own, other) => {
    const session = sessions.get(own);
    if (!session) throw new Error(`There is no role ${own}`);
    await expect(sessionFrom(stsAs(session), memberArn(own))).resolves.toHaveProperty('accessKeyId');
    await expect(sessionFrom(stsAs(session), memberArn(other))).rejects.toThrow(REFUSED);
  });
});
