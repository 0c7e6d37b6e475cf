import { STS } from '@aws-sdk/client-sts';
import { containAccessKey } from '../../playbooks/contain-access-key';
import { accessKeySecret } from '../../playbooks/facts/access-key-secret';
import { iamUser } from '../../playbooks/facts/iam-user';
import type { Finding } from '../../playbooks/kit/finding';
import { makePlan } from '../../playbooks/kit/make-plan';
import { readFacts } from '../../playbooks/kit/read-facts';
import type { Target } from '../../playbooks/kit/target';
import { rowWithoutRecord } from '../faults/row';
import { addKey, NAME, rename, seedUser } from '../registry/iam-seed';
import { useMoto } from '../registry/moto';
import { newWorld, type World } from '../registry/world';

const moto = useMoto();
const now = () => new Date();

const look = async (world: World, target: Target, exposed?: string) => {
  const finding = exposed ? ({ accessKey: { accessKeyId: exposed } } as Finding) : undefined;
  const given = finding ? { finding } : {};
  const facts = await readFacts(containAccessKey.facts, {
    services: () => world.aws,
    target,
    ...given,
    now,
    earlier: async () => [],
  });
  const context = {
    target,
    ...given,
    environment: 'production',
    partition: 'aws',
    options: {},
    mode: 'live' as const,
    now,
  };
  return { facts, made: makePlan(containAccessKey, facts, context) };
};

/** A call made with the key itself: IAM knows then that it is in use. */
const useKey = async (world: World): Promise<string> => {
  const { AccessKey: key } = await world.aws.iam.createAccessKey({ UserName: NAME });
  const credentials = { accessKeyId: String(key?.AccessKeyId), secretAccessKey: String(key?.SecretAccessKey) };
  await new STS({ endpoint: world.url, region: world.region, credentials }).getCallerIdentity({});
  return credentials.accessKeyId;
};

const targetOf = (world: World, id: string, name?: string): Target => ({
  kind: 'iam-user',
  accountId: world.accountId,
  region: 'global',
  id,
  ...(name ? { name } : {}),
});

describe('an IAM user in Moto', () => {
  test('that a workload uses gets a rotation; what Moto lacks is unavailable and hides nothing else', async () => {
    const world = newWorld(moto());
    const user = await seedUser(world, 0);
    const exposed = await useKey(world);
    const { facts, made } = await look(world, targetOf(world, user.userId, NAME), exposed);
    expect(made).toMatchObject({ kind: 'plan', draft: { shape: 'rotate', owner: 'dana', target: { name: NAME } } });
    const lines = facts.user.status === 'known' ? iamUser.describe(facts.user.value).join('\n') : facts.user.because;
    expect(lines).toMatch(new RegExp(`${exposed} Active, made .*, last used .* for sts`));
    expect(lines).toContain('service-specific credentials: unavailable, because');
    expect(lines).toContain('console password: none');
    expect(facts.keyUsage).toMatchObject({ status: 'unavailable' });
    const secret = facts.secret.status === 'known' ? accessKeySecret.describe(facts.secret.value) : [];
    expect(secret).toEqual([`cordon/access-key/${user.userId}: not there yet`]);
  });

  rowWithoutRecord('F24', 'O', 'that has two keys gets none until the exposed one is deleted', async () => {
    const world = newWorld(moto());
    const user = await seedUser(world, 1);
    const { made } = await look(world, targetOf(world, user.userId, NAME), await useKey(world));
    expect(made).toMatchObject({ draft: { followUp: { playbook: 'replace-access-key' } } });
  });

  test('is found by its id alone, whatever it is called now', async () => {
    const world = newWorld(moto());
    const user = await seedUser(world, 1);
    const name = await rename(world);
    const { made } = await look(world, targetOf(world, user.userId));
    expect(made).toMatchObject({ draft: { shape: 'lock-out', target: { name } } });
  });

  test('is gone when another one was made under its name', async () => {
    const world = newWorld(moto());
    await world.aws.iam.createUser({ UserName: NAME });
    await addKey(world, NAME);
    const { made } = await look(world, targetOf(world, 'AIDAQX3EXAMPLEANOTHER', NAME));
    expect(made).toMatchObject({ kind: 'not-applicable', why: expect.stringContaining('AIDAQX3EXAMPLEANOTHER') });
  });
});
