import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MemberRolesStack } from '../../cdk/member-roles-stack';
import { type AwsStandIn, startAws } from '../../local/aws';
import { HUB } from '../../local/settings';
import { playbooks } from '../../playbooks';
import { exampleSettings } from '../cdk/synth';
import { useMoto } from '../registry/moto';
import { newWorld, type World } from '../registry/world';
import { askIam, type Principal, type Request } from './ask';
import { type Measured, measure, type Pair, ratio, tableOf } from './least-privilege';
import { rolesIn } from './plain-template';
import { requestsFor } from './requests';
import { situations } from './situations';
import { watch } from './watch-members';

// The real functions, the real door into an account and the real steps, on Moto; only the record is in memory. What each role
// was seen to call is held to what the synthesised template lets it.
jest.mock('../../adapters/evidence', () => ({ keepEvidence: async () => 'kept' }));
jest.mock('../../adapters/members', () =>
  jest.requireActual('./watch-members').watched(jest.requireActual('../../adapters/members')),
);
jest.setTimeout(240_000);

const moto = useMoto();
let aws: AwsStandIn;
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  aws = await startAws({ motoUrl: moto(), hubUrl: moto(), hub: HUB });
});
afterAll(() => aws?.stop());

interface Seen extends Request {
  readonly role: string;
  readonly accountId: string;
  readonly sessionPolicy: object | undefined;
}
const seen: Seen[] = [];

const watchIn = (world: World): void => {
  watch.seen = async (call) => {
    const { roleName: role, sessionPolicy } = call.session;
    for (const request of await requestsFor(world, call))
      seen.push({ ...request, role, accountId: world.accountId, sessionPolicy });
  };
};

describe.each(situations)('%s, replayed', (_, ways) => {
  test.each(ways.map((way) => [way.name, way] as const))('%s', async (_name, { replay, ends }) => {
    const world = newWorld(moto());
    watchIn(world);
    expect(await replay(world, aws)).toEqual(ends);
  });
});

/** As deployed into an account of this number. */
const memberRoles = (): ((accountId: string) => ReadonlyMap<string, Principal>) => {
  const stack = new MemberRolesStack(new App(), 'CordonMemberRoles', { settings: exampleSettings(), playbooks });
  const template = Template.fromStack(stack);
  return (accountId) => rolesIn(template, { accountId, region: '*' });
};

/** Writes that are granted and that no replay showed, each with the reason why it stays. */
const IDLE: Readonly<Record<string, string>> = {
  'ec2:ModifyNetworkInterfaceAttribute on instance':
    'IAM’s reference names the instance for this call; no emulator shows whether AWS asks for it when only groups change.',
};

const inWords = ({ action, on }: Pair): string => `${action} on ${on.split(':')[5]?.split('/')[0] ?? on}`;

describe('the roles in member accounts', () => {
  const rolesFor = memberRoles();

  const measured = (): Promise<readonly Measured[]> =>
    Promise.all(
      [...rolesFor('*').values()].map((role) =>
        measure(
          role,
          seen.filter((one) => one.role === role.roleName),
        ),
      ),
    );

  test('are granted exactly the reads that they make, and hardly a write that they do not', async () => {
    const rows = await measured();
    process.stderr.write(tableOf('granted / used in a member account, by role', rows));
    expect(rows.map(({ role, idleReads }) => [role, idleReads])).toEqual(rows.map(({ role }) => [role, []]));
    expect(rows.filter(({ reads, writes }) => ratio(reads) !== 1 || ratio(writes) > 1.2)).toEqual([]);
  });

  test('have a reason for each write that no replay makes', async () => {
    const idle = (await measured()).flatMap(({ idleWrites }) => idleWrites.map(inWords));
    expect([...new Set(idle)].sort()).toEqual(Object.keys(IDLE).sort());
  });

  test('may do all that they do, on the very resources and under the session’s own policy', async () => {
    const refused: string[] = [];
    for (const one of new Map(seen.map((request) => [JSON.stringify(request), request])).values()) {
      const role = rolesFor(one.accountId).get(one.role);
      if (!role) throw new Error(`There is no role ${one.role}`);
      const answer = await askIam({ ...role, sessionPolicy: one.sessionPolicy }, one);
      if (answer !== 'Allowed') refused.push(`${one.role}: ${one.action} on ${one.resource}: ${answer}`);
    }
    expect(seen.length).toBeGreaterThan(500);
    expect(refused).toEqual([]);
  });
});
