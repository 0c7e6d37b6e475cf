import { given, type MemberClients } from './clients';
import { launchAll, makeBase, type SeededInstance } from './instances';
import type { SeededUser } from './production';

/** Where deadlines are over while one watches: two web servers, and a user with one key. */
export const SANDBOX_INSTANCES = ['sandbox-web-1', 'sandbox-web-2'] as const;
export type SandboxInstance = (typeof SANDBOX_INSTANCES)[number];
export const SANDBOX_USER = 'sandbox-deploy';

export interface Sandbox {
  readonly instances: Readonly<Record<SandboxInstance, SeededInstance>>;
  readonly user: SeededUser;
}

const LIST_BUCKETS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
};

const makeUser = async ({ iam }: MemberClients): Promise<SeededUser> => {
  const name = SANDBOX_USER;
  const made = await iam.createUser({ UserName: name, Tags: [{ Key: 'owner', Value: 'platform-team' }] });
  const PolicyDocument = JSON.stringify(LIST_BUCKETS);
  await iam.putUserPolicy({ UserName: name, PolicyName: 'work', PolicyDocument });
  const key = (await iam.createAccessKey({ UserName: name })).AccessKey;
  return { name, id: given(made.User?.UserId, name), accessKeyIds: [given(key?.AccessKeyId, 'an access key')] };
};

/** The sandbox account: one of each kind of target, to let a request run out. */
export const seedSandbox = async (clients: MemberClients, region: string): Promise<Sandbox> => {
  const [base, user] = await Promise.all([makeBase(clients, region, '10.40'), makeUser(clients)]);
  const wanted = SANDBOX_INSTANCES.map((name) => ({ name, owner: 'platform-team' }));
  return { instances: await launchAll(clients, base, wanted), user };
};
