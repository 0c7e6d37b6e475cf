import { iamUser } from '../../../playbooks/facts/iam-user';
import { keyUsage } from '../../../playbooks/facts/key-usage';
import { olderSessionsDocument } from '../../../playbooks/kit/older-sessions';
import { ACCOUNT, AwsError, KEY, NOW, USER, USER_ID } from '../fake-user';

type Read = Parameters<typeof iamUser.read>[0];
const answers = (change: object = {}) => ({
  getUser: async ({ UserName }: { UserName: string }) => ({
    User: { UserName, UserId: USER_ID, Arn: `arn:aws:iam::${ACCOUNT}:user/${UserName}` },
  }),
  listUsers: async () => ({ Users: [] }),
  listAccessKeys: async () => ({ AccessKeyMetadata: [{ AccessKeyId: KEY, Status: 'Active' }] }),
  getAccessKeyLastUsed: async () => ({ AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } }),
  getLoginProfile: async () => Promise.reject(new AwsError('NoSuchEntityException')),
  listMFADevices: async () => ({ MFADevices: [] }),
  listSSHPublicKeys: async () => ({ SSHPublicKeys: [] }),
  listSigningCertificates: async () => ({ Certificates: [] }),
  listServiceSpecificCredentials: async () => Promise.reject(new AwsError('Error', '')),
  listGroupsForUser: async () => ({ Groups: [{ GroupName: 'ops' }] }),
  listAttachedGroupPolicies: async () => ({
    AttachedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  }),
  listAttachedUserPolicies: async () => ({ AttachedPolicies: [] }),
  listUserPolicies: async () => ({ PolicyNames: [] }),
  listUserTags: async () => ({ Tags: [{ Key: 'owner', Value: 'dana' }] }),
  ...change,
});
const read = (change: object = {}) =>
  iamUser.read({
    aws: { iam: answers(change) } as unknown as Read['aws'],
    target: { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID, name: USER },
    now: () => new Date(NOW),
    earlier: async () => [],
  });

describe('the user', () => {
  test('is known in every part that answers; the one that does not says why', async () => {
    expect(await read()).toMatchObject({
      kind: 'found',
      keys: [{ id: KEY, status: 'Active', lastUse: { status: 'known', value: {} } }],
      password: { status: 'known', value: {} },
      serviceCredentials: { status: 'unavailable', because: 'the call failed' },
      groups: { status: 'known', value: [{ name: 'ops', policies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }] },
    });
  });

  test('is found under the name it has now, on the second page of all users', async () => {
    const pages = [
      { Users: [{ UserName: USER, UserId: 'AIDAQX3EXAMPLEANOTHER' }], IsTruncated: true, Marker: 'm' },
      { Users: [{ UserName: 'renamed', UserId: USER_ID }], IsTruncated: false },
    ];
    const found = await read({
      getUser: async ({ UserName }: { UserName: string }) => ({
        User: { UserName, UserId: UserName === 'renamed' ? USER_ID : 'AIDAQX3EXAMPLEANOTHER' },
      }),
      listUsers: async ({ Marker }: { Marker?: string }) => pages[Marker ? 1 : 0],
    });
    expect(found).toMatchObject({ kind: 'found', userName: 'renamed' });
  });

  test('is gone when another one was made under its name', async () => {
    const getUser = async ({ UserName }: { UserName: string }) => ({
      User: { UserName, UserId: 'AIDAQX3EXAMPLEANOTHER' },
    });
    expect(await read({ getUser })).toEqual({ kind: 'gone', why: expect.stringContaining(USER_ID) });
  });

  test('is not looked for without end', async () => {
    let pages = 0;
    const listUsers = async () => {
      pages += 1;
      return { Users: [], IsTruncated: true, Marker: 'm' };
    };
    const bounded = read({ listUsers, getUser: async () => Promise.reject(new AwsError('NoSuchEntityException')) });
    await expect(bounded).rejects.toThrow('more than 10000 users');
    expect(pages).toBe(10);
  });

  test('is read again for what is named like Cordon’s refusal of older sessions: a name proves nothing', async () => {
    const [ours, fake] = ['CordonDenyOlderSessions-inc-aaaaaaaaaa-1', 'CordonDenyOlderSessions-mine'];
    const documents: Record<string, string> = {
      [ours]: olderSessionsDocument('2026-11-22T03:06:00Z'),
      [fake]: olderSessionsDocument('2026-11-22T03:06:00Z').replace('Deny"', 'Allow"'),
    };
    const asked: string[] = [];
    const getUserPolicy = async ({ PolicyName }: { PolicyName: string }) => {
      asked.push(PolicyName);
      return { PolicyDocument: encodeURIComponent(documents[PolicyName] ?? '') };
    };
    const listUserPolicies = async () => ({ PolicyNames: ['work', ours, fake] });
    expect(await read({ listUserPolicies, getUserPolicy })).toMatchObject({
      inline: { status: 'known', value: ['work', ours, fake] },
      refusals: { status: 'known', value: [{ name: ours, issuedBefore: '2026-11-22T03:06:00Z' }, { name: fake }] },
    });
    expect(asked).toEqual([ours, fake]);
    const refused = await read({
      listUserPolicies,
      getUserPolicy: async () => Promise.reject(new AwsError('AccessDenied')),
    });
    expect(refused).toMatchObject({ inline: { status: 'known' }, refusals: { status: 'unavailable' } });
    expect(await read()).not.toHaveProperty('refusals');
  });

  test('is not known at all without its keys', async () => {
    const listAccessKeys = async () => Promise.reject(new AwsError('AccessDenied'));
    await expect(read({ listAccessKeys })).rejects.toThrow('AccessDenied');
  });
});

describe('the use of the exposed key', () => {
  const event = (EventName: string, details: object = {}) => ({
    EventName,
    CloudTrailEvent: JSON.stringify({ userAgent: 'aws-cli/2.31.4 md/prompt#off', ...details }),
  });
  const look = (Events: readonly object[], accessKeyId: string | undefined = KEY) =>
    keyUsage.read({
      aws: { cloudtrail: { lookupEvents: async () => ({ Events }) } } as unknown as Parameters<
        typeof keyUsage.read
      >[0]['aws'],
      target: { kind: 'iam-user', accountId: ACCOUNT, region: 'global', id: USER_ID },
      finding: { accessKey: { accessKeyId } } as never,
      now: () => new Date(NOW),
      earlier: async () => [],
    });

  test('tells other ways in and sessions that it really made', async () => {
    const usage = await look([
      event('CreateAccessKey', { requestParameters: { userName: 'admin' } }),
      event('CreateUser', { requestParameters: { userName: 'x' }, errorCode: 'AccessDenied' }),
      event('AssumeRole', { requestParameters: { roleArn: 'arn:aws:iam::333333333333:role/deploy' } }),
      event('ListBuckets'),
      { EventName: 'ListBuckets', CloudTrailEvent: 'not json' },
    ]);
    expect(usage).toEqual({
      keyId: KEY,
      calls: 5,
      more: false,
      agents: ['aws-cli'],
      sessions: ['AssumeRole arn:aws:iam::333333333333:role/deploy'],
      waysIn: ['CreateAccessKey admin'],
    });
  });

  test('is not known when no finding names a long-term key', async () => {
    await expect(look([], 'ASIAQX3EXAMPLE7REP7Q')).rejects.toThrow('no finding names an access key');
  });
});
