import { issueAccessKey } from '../../../playbooks/actions/issue-access-key';
import { SECRET_TAGS } from '../../../playbooks/kit/access-key-secret';
import { AwsError, FakeUser, INPUT, KEY, SECOND, USER_ID } from '../fake-user';

const withKey = (): FakeUser => new FakeUser().addKey(KEY, 'Inactive', '2026-11-22T02:58:00Z');
const capture = (user: FakeUser) => issueAccessKey.capture(user.context(), INPUT);
const ours = (incidentId = 'inc-abcdefghij-1') => ({
  tags: { [SECRET_TAGS.user]: USER_ID, [SECRET_TAGS.incident]: incidentId },
  versions: [] as [string, string][],
});

/** Everything that leaves the action: what it returns, throws and prints. */
const everythingThatLeaves = async (user: FakeUser): Promise<string> => {
  const printed: unknown[] = [];
  const spies = (['log', 'error', 'warn', 'info', 'debug'] as const).map((level) =>
    jest.spyOn(console, level).mockImplementation((...words) => void printed.push(words)),
  );
  const out: unknown[] = [];
  try {
    const before = await capture(user);
    const left = await issueAccessKey.apply(user.context(), INPUT, before);
    out.push(before, left, await issueAccessKey.verify(user.context(), INPUT, before, left));
    out.push(await issueAccessKey.undo(user.context(), INPUT, before, left, []));
  } catch (error) {
    const { message, stack, cause } = error as Error;
    out.push(message, stack, cause, JSON.stringify(error));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return JSON.stringify([out, printed]);
};

describe('the new secret', () => {
  test('reaches Secrets Manager and nothing else', async () => {
    const user = withKey();
    const said = await everythingThatLeaves(user);
    expect(user.secret?.versions.map(([, value]) => JSON.parse(value))).toEqual([
      { Version: 1, AccessKeyId: 'AKIAQX3EXAMPLENEW1AA', SecretAccessKey: 'secret-of-AKIAQX3EXAMPLENEW1AA' },
    ]);
    expect(said).toContain('AKIAQX3EXAMPLENEW1AA');
    expect(said).not.toContain('secret-of-');
  });

  test('stands in no error, even when Secrets Manager repeats it in its own', async () => {
    const user = withKey();
    user.deny.set('putSecretValue', new AwsError('ValidationException', 'bad value: secret-of-AKIAQX3EXAMPLENEW1AA'));
    const said = await everythingThatLeaves(user);
    expect(said).toContain('Secrets Manager did not take it (ValidationException)');
    expect(said).not.toContain('secret-of-');
    expect([...user.keys.keys()]).toEqual([KEY]);
  });
});

describe('a key whose secret was lost', () => {
  test('is deleted and replaced, when this incident had set out to make one', async () => {
    const user = withKey();
    const before = await capture(user);
    user.secret = ours();
    user.addKey('AKIAQX3EXAMPLELOST1A');
    const left = await issueAccessKey.apply(user.context(), INPUT, before);
    expect([...user.keys.keys()]).toEqual([KEY, left.accessKeyId]);
  });

  test('is found by a retry under a later incident that carries the journal on', async () => {
    const user = withKey();
    const before = await capture(user);
    user.secret = ours();
    user.addKey('AKIAQX3EXAMPLELOST1A');
    const left = await issueAccessKey.apply(user.context('inc-abcdefghij-2'), INPUT, before);
    expect([...user.keys.keys()]).toEqual([KEY, left.accessKeyId]);
  });

  test('is not looked for when no run of this incident got that far: the key is somebody else’s', async () => {
    const user = withKey();
    const before = await capture(user);
    user.secret = ours('inc-abcdefghij-0');
    user.addKey(SECOND);
    await expect(issueAccessKey.apply(user.context(), INPUT, before)).rejects.toThrow('has two access keys already');
    expect([...user.keys.keys()]).toEqual([KEY, SECOND]);
  });

  test('is not deleted when it was used: nobody could have used it', async () => {
    const user = withKey();
    const before = await capture(user);
    user.secret = ours();
    user.addKey(SECOND, 'Active', '2026-11-22T03:01:00Z');
    await expect(issueAccessKey.apply(user.context(), INPUT, before)).rejects.toThrow(
      'appeared during this incident, is not Cordon',
    );
    expect([...user.keys.keys()]).toEqual([KEY, SECOND]);
  });

  test('is deleted when the SDK sent the call twice because an answer was lost', async () => {
    const user = new FakeUser();
    const before = await capture(user);
    user.lostAnswers = 1;
    const left = await issueAccessKey.apply(user.context(), INPUT, before);
    expect([...user.keys.keys()]).toEqual([left.accessKeyId]);
    expect(await issueAccessKey.verify(user.context(), INPUT, before, left)).toMatchObject({ ok: true });
  });

  test('is deleted by a run that finds the right key stored already', async () => {
    const user = new FakeUser();
    const before = await capture(user);
    const left = await issueAccessKey.apply(user.context(), INPUT, before);
    user.addKey('AKIAQX3EXAMPLELOST1A');
    expect(await issueAccessKey.apply(user.context(), INPUT, before)).toEqual(left);
    expect([...user.keys.keys()]).toEqual([left.accessKeyId]);
  });
});

describe('a place that must not get a key', () => {
  const refuses = async (change: (secret: NonNullable<FakeUser['secret']>) => void, words: string) => {
    const user = withKey();
    user.secret = ours();
    change(user.secret);
    await expect(capture(user)).rejects.toThrow(words);
    await expect(
      issueAccessKey.apply(user.context(), INPUT, { keyIds: [KEY], incidentId: 'inc-abcdefghij-9' }),
    ).rejects.toThrow(words);
    expect(user.calls).not.toContain('createAccessKey');
  };

  test('is a secret that somebody else made under the name', () =>
    refuses((secret) => {
      secret.tags = {};
    }, 'that Cordon did not make'));
  test('is a secret with a resource policy', () =>
    refuses((secret) => {
      secret.policy = '{}';
    }, 'has a resource policy'));
  test('is a secret that is being deleted', () =>
    refuses((secret) => {
      secret.deletedAt = new Date();
    }, 'scheduled for deletion'));
  test('is a user that has two keys', async () => {
    await expect(capture(withKey().addKey(SECOND))).rejects.toThrow('Start replace-access-key');
  });
});

describe('the read-back', () => {
  const issued = async () => {
    const user = withKey();
    const before = await capture(user);
    const left = await issueAccessKey.apply(user.context(), INPUT, before);
    return { user, check: () => issueAccessKey.verify(user.context(), INPUT, before, left), left };
  };

  test('fails on a key that appeared and is not Cordon’s', async () => {
    const { user, check } = await issued();
    user.addKey(SECOND);
    expect(await check()).toEqual({ ok: false, problem: expect.stringContaining(SECOND) });
  });
  test('fails when somebody opened the secret meanwhile', async () => {
    const { user, check } = await issued();
    if (user.secret) user.secret.policy = '{}';
    expect(await check()).toEqual({ ok: false, problem: expect.stringContaining('may be open to others') });
  });
  test('fails when the secret holds another key', async () => {
    const { user, check, left } = await issued();
    user.secret?.versions.push([`cordon-access-key-${KEY}`, '{}']);
    expect(await check()).toEqual({
      ok: false,
      problem: expect.stringContaining(`not hold the new key ${left.accessKeyId}`),
    });
  });
});
