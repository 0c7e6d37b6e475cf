import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Invocation, Recording } from '../../bench/recording';
import { HUB } from '../../local/settings';
import { askIam, type Principal, type Request } from '../rights/ask';
import { byServices, idleIn, idleKeys, kindsOf, measureHub } from '../rights/hub-pairs';
import { hubRequestsFor } from '../rights/hub-requests';
import { deployedRoles, reword } from '../rights/hub-roles';
import { type Measured, ratio, tableOf } from '../rights/least-privilege';
import { NOWHERE } from './lost';
import type { TheWay } from './way';

// What every test of the way made the functions of the hub do, all together, held to what their roles grant. A right that is new
// here wants a way that uses it: what is granted and idle fails the run, by name.

interface Role {
  readonly role: Principal;
  readonly seen: readonly Request[];
  /** What AWS's services do in its name. */
  readonly does: readonly string[];
}

/** What has another address than the rest of the hub. */
const BESIDE = ['sts', 'sqs'];

/** Each call that was answered, by the function that made it. */
const requestsBy = (recorded: readonly Invocation[], hubHost: string, secret: string) => {
  const place = { ...HUB, secrets: { 'cordon/slack': secret } };
  const found = new Map<string, Request[]>();
  for (const { name, calls } of recorded)
    for (const call of calls.filter((one) => one.to >= 0 && (one.host === hubHost || BESIDE.includes(one.scope))))
      found.set(name, [
        ...(found.get(name) ?? []),
        ...hubRequestsFor(place, call).filter(({ resource }) => !resource.includes(NOWHERE)),
      ]);
  return found;
};

const rolesAt = async ({ stage: { hub } }: ReturnType<TheWay>, recorded: readonly Invocation[]) => {
  const { ARN = '' } = await new SecretsManager(hub.client).describeSecret({ SecretId: 'cordon/slack' });
  // The emulator takes a secret's name for its ARN when it deploys.
  expect(await reword(hub.client, 'cordon/slack', ARN)).toBe(3);
  const seen = requestsBy(recorded, new URL(hub.client.endpoint).host, ARN);
  const [roles, services] = [await deployedRoles(hub.client, HUB.accountId), await byServices(hub.client)];
  return [...roles].map(([name, role]): Role => ({ role, seen: seen.get(name) ?? [], does: services.get(name) ?? [] }));
};

/** Comes last: counts what all tests before it did. */
export const hubRightsTests = (theWay: TheWay, recording: () => Recording): void => {
  let roles: readonly Role[] = [];
  let rows: readonly Measured[] = [];
  beforeAll(async () => {
    roles = await rolesAt(theWay(), recording().stop());
    rows = await Promise.all(roles.map(measureHub));
    process.stderr.write(tableOf('granted / used in the hub, by role, over every way', rows));
    for (const line of rows.flatMap(idleIn)) process.stderr.write(`  idle: ${line}\n`);
  });

  test('is all that their roles let them do: reads 1.0, writes at most 1.2', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.flatMap(idleIn)).toEqual([]);
    expect(rows.filter(({ reads, writes }) => ratio(reads) !== 1 || ratio(writes) > 1.2)).toEqual([]);
  });

  test('uses the key of the hub through each service that they may use it through', () => {
    expect(roles.flatMap(({ role }) => role.statements).some(({ Action }) => String(Action).includes('kms:'))).toBe(
      true,
    );
    expect(roles.flatMap(idleKeys)).toEqual([]);
  });

  test('is within their policies, as a simulator of IAM reads them with every condition', async () => {
    const refused = new Set<string>();
    for (const { role, seen } of roles)
      for (const [kind, request] of kindsOf(seen))
        if ((await askIam(role, request)) !== 'Allowed') refused.add(`${role.roleName}: ${kind}`);
    expect([...refused]).toEqual([]);
  });
};
