import { deactivateAccessKeys } from '../../../playbooks/actions/deactivate-access-keys';
import { deleteAccessKey } from '../../../playbooks/actions/delete-access-key';
import { denyUser } from '../../../playbooks/actions/deny-user';
import { issueAccessKey } from '../../../playbooks/actions/issue-access-key';
import { revokeOlderSessions } from '../../../playbooks/actions/revoke-older-sessions';
import type { AnyAction } from '../../../playbooks/kit/action';
import { QUARANTINE_TAG } from '../../../playbooks/kit/case-tags';
import { EXPOSED_TAG } from '../../../playbooks/kit/iam-user';
import { rowWithoutRecord } from '../../faults/row';
import { AwsError, FakeUser, INPUT, KEY, SECOND, USER, USER_ID } from '../fake-user';

const ALL: readonly (readonly [AnyAction, object, object])[] = [
  [denyUser, INPUT, { attached: [] }],
  [deactivateAccessKeys, { ...INPUT, keys: 'every-active', exposedKeyId: KEY }, { keys: [] }],
  [revokeOlderSessions, INPUT, { incidentId: 'inc-abcdefghij-1', at: '2026-11-22T03:04:00Z' }],
  [issueAccessKey, INPUT, { keyIds: [], incidentId: 'inc-abcdefghij-1' }],
  [deleteAccessKey, { ...INPUT, accessKeyId: KEY }, { status: 'Inactive' }],
];

describe.each(ALL.map(([action, input, before]) => [action.id, action, input, before] as const))(
  '%s',
  (_, action, input, before) => {
    test('changes nothing on a user that was made anew under the same name', async () => {
      const user = new FakeUser().addKey(KEY, 'Inactive');
      user.id = 'AIDAQX3EXAMPLEANOTHER';
      const gone = { code: 'target-gone', message: `The IAM user ${USER} (${USER_ID}) no longer exists.` };
      await expect(action.capture(user.context(), input)).rejects.toMatchObject(gone);
      await expect(action.apply(user.context(), input, before)).rejects.toMatchObject(gone);
      expect(user.calls.filter((call) => action.writes.includes(call))).toEqual([]);
    });

    test('has nothing to put back on a user that is gone', async () => {
      const user = new FakeUser();
      user.name = undefined;
      expect(await action.undo(user.context(), input, before, undefined, [])).toMatchObject({ kind: 'undone' });
      expect(user.calls.filter((call) => action.writes.includes(call))).toEqual([]);
    });

    test('refuses an input that names another user than the target', async () => {
      const other = { ...input, userId: 'AIDAQX3EXAMPLEANOTHER' };
      await expect(action.apply(new FakeUser().context(), other, before)).rejects.toMatchObject({ code: 'bad-input' });
    });
  },
);

describe('deny-user', () => {
  test('says which policies are in the way when every slot is taken (Moto has no quota)', async () => {
    const user = new FakeUser();
    user.attached = Array.from({ length: 10 }, (_, n) => `arn:aws:iam::aws:policy/P${n}`);
    await expect(denyUser.apply(user.context(), INPUT, { attached: [] })).rejects.toMatchObject({
      code: 'cannot-contain',
      message: expect.stringMatching(/has 10 managed policies.*P0.*Detach one|has 10 managed policies.*Detach one.*P0/),
    });
  });

  test('leaves a deny that was there before the incident', async () => {
    const user = new FakeUser();
    user.attached = ['arn:aws:iam::aws:policy/AWSDenyAll'];
    const before = await denyUser.capture(user.context(), INPUT);
    const left = await denyUser.apply(user.context(), INPUT, before);
    await denyUser.undo(user.context(), INPUT, before, left, []);
    expect(user.attached).toHaveLength(1);
    expect(user.calls).not.toContain('detachUserPolicy');
  });

  test('marks the user as quarantined, and undo takes the mark off again, also after a run that was killed', async () => {
    const user = new FakeUser();
    const before = await denyUser.capture(user.context(), INPUT);
    const left = await denyUser.apply(user.context(), INPUT, before);
    expect(user.tags[QUARANTINE_TAG]).toBe('true');
    await expect(denyUser.verify(user.context(), INPUT, before, left)).resolves.toEqual({
      ok: true,
      saw: `AWSDenyAll is attached to ${USER}.`,
    });
    await denyUser.undo(user.context(), INPUT, before, undefined, []);
    expect([user.attached, user.tags]).toEqual([[], {}]);
  });

  test('leaves a mark that was there before the incident', async () => {
    const user = new FakeUser();
    user.tags[QUARANTINE_TAG] = 'true';
    const before = await denyUser.capture(user.context(), INPUT);
    const left = await denyUser.apply(user.context(), INPUT, before);
    await denyUser.undo(user.context(), INPUT, before, left, []);
    expect(user.tags[QUARANTINE_TAG]).toBe('true');
    expect(user.calls).not.toContain('untagUser');
  });

  test('denies all the same when the user has no room for a tag, and says so', async () => {
    const user = new FakeUser();
    user.deny.set('tagUser', new AwsError('LimitExceededException'));
    const before = await denyUser.capture(user.context(), INPUT);
    const left = await denyUser.apply(user.context(), INPUT, before);
    await expect(denyUser.verify(user.context(), INPUT, before, left)).resolves.toMatchObject({
      ok: true,
      saw: expect.stringContaining('could not be tagged cordon:quarantine (LimitExceededException)'),
    });
  });

  test('puts back what a version that made no mark had captured', async () => {
    const user = new FakeUser();
    user.attached = ['arn:aws:iam::aws:policy/AWSDenyAll'];
    const before = denyUser.before.parse({ attached: [] });
    const left = denyUser.left.parse({ policyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' });
    await expect(denyUser.undo(user.context(), INPUT, before, left, [])).resolves.toMatchObject({ kind: 'undone' });
    expect(user.attached).toEqual([]);
  });

  test('may attach nothing but AWSDenyAll, and write no tag but its own', () => {
    expect(denyUser.conditions).toEqual([
      {
        actions: ['iam:AttachUserPolicy', 'iam:DetachUserPolicy'],
        on: ':user/',
        phase: 'both',
        condition: { ArnLike: { 'iam:PolicyARN': 'arn:*:iam::aws:policy/AWSDenyAll' } },
      },
      {
        actions: ['iam:TagUser', 'iam:UntagUser'],
        on: ':user/',
        phase: 'both',
        condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': QUARANTINE_TAG } },
      },
    ]);
  });
});

describe('deactivate-access-keys', () => {
  const every = { ...INPUT, keys: 'every-active' as const, exposedKeyId: KEY };

  test('names the exposed key in a tag, beside one that was named before and still exists', async () => {
    const user = new FakeUser().addKey(KEY).addKey(SECOND, 'Inactive');
    user.tags[EXPOSED_TAG] = `AKIAQX3EXAMPLEDELETE ${SECOND}`;
    await deactivateAccessKeys.apply(user.context(), every, { keys: [] });
    expect(user.tags[EXPOSED_TAG]).toBe(`${SECOND} ${KEY}`);
  });

  test('contains all the same when the user has no room for a tag (Moto lets it through)', async () => {
    const user = new FakeUser().addKey(KEY);
    user.deny.set('tagUser', new AwsError('LimitExceededException'));
    const left = await deactivateAccessKeys.apply(user.context(), every, { keys: [] });
    expect(user.keys.get(KEY)?.status).toBe('Inactive');
    expect(await deactivateAccessKeys.verify(user.context(), every, { keys: [] }, left)).toEqual({
      ok: true,
      saw: expect.stringContaining('could not be tagged'),
    });
  });

  rowWithoutRecord('F25', 'U', 'says so when a key is Active on the read-back', async () => {
    const user = new FakeUser().addKey(KEY, 'Inactive').addKey(SECOND);
    const left = { inactive: [KEY], mark: '' };
    expect(await deactivateAccessKeys.verify(user.context(), every, { keys: [] }, left)).toEqual({
      ok: false,
      problem: `Still Active on ${USER}: ${SECOND}.`,
    });
  });

  rowWithoutRecord('X24', 'U', 'names the key that was turned on again, and one that was made meanwhile', async () => {
    const user = new FakeUser().addKey(KEY);
    const left = await deactivateAccessKeys.apply(user.context(), every, { keys: [] });
    expect(user.keys.get(KEY)?.status).toBe('Inactive');
    user.addKey(KEY).addKey(SECOND);
    expect(await deactivateAccessKeys.verify(user.context(), every, { keys: [] }, left)).toEqual({
      ok: false,
      problem: `Still Active on ${USER}: ${KEY}, ${SECOND}.`,
    });
  });

  test('reports a key that somebody deleted meanwhile, and puts the rest back', async () => {
    const user = new FakeUser().addKey(KEY, 'Inactive').addKey(SECOND, 'Inactive');
    const before = {
      keys: [
        { id: SECOND, status: 'Active' as const },
        { id: 'AKIAQX3EXAMPLEDELETE', status: 'Active' as const },
      ],
    };
    const undone = await deactivateAccessKeys.undo(user.context(), every, before, undefined, []);
    expect(undone).toMatchObject({
      kind: 'drifted',
      drift: [{ field: 'key AKIAQX3EXAMPLEDELETE', foundAs: 'deleted' }],
    });
    expect(user.keys.get(SECOND)?.status).toBe('Active');
    expect(user.keys.get(KEY)?.status).toBe('Inactive');
  });
});

describe('revoke-older-sessions', () => {
  const before = { incidentId: 'inc-abcdefghij-1', at: '2026-11-22T03:04:00Z' };
  const POLICY = 'CordonDenyOlderSessions-inc-abcdefghij-1';

  rowWithoutRecord(
    'F25',
    'U',
    'covers the sessions that the key makes until its deactivation holds everywhere',
    async () => {
      const user = new FakeUser();
      await revokeOlderSessions.apply(user.context(), INPUT, before);
      expect(user.inline.get(POLICY)).toContain('"DateLessThan":{"aws:TokenIssueTime":"2026-11-22T03:06:00Z"}');
    },
  );

  test('does not overwrite or remove what somebody made of its policy since, unless a person picks that', async () => {
    const user = new FakeUser();
    const left = await revokeOlderSessions.apply(user.context(), INPUT, before);
    user.inline.set(POLICY, '{"changed":true}');
    expect(await revokeOlderSessions.undo(user.context(), INPUT, before, left, [])).toEqual({
      kind: 'drifted',
      drift: [{ field: 'policy document', leftAs: left.document, foundAs: '{"changed":true}' }],
      done: 'Nothing was changed.',
    });
    expect(user.inline.has(POLICY)).toBe(true);
    await revokeOlderSessions.undo(user.context(), INPUT, before, left, ['policy document']);
    expect(user.inline.has(POLICY)).toBe(false);
  });

  rowWithoutRecord(
    'X25',
    'U',
    'overwrites a policy of its name that spares older sessions: somebody foresaw the name',
    async () => {
      const user = new FakeUser();
      const spared = await revokeOlderSessions.apply(user.context(), INPUT, before);
      user.inline.set(POLICY, spared.document.replace('2026-11-22T03:06:00Z', '2020-01-01T00:00:00Z'));
      expect(await revokeOlderSessions.apply(user.context(), INPUT, before)).toEqual(spared);
      expect(user.inline.get(POLICY)).toBe(spared.document);
    },
  );

  test('refuses to keep an incident id that is not one', () => {
    expect(revokeOlderSessions.before.safeParse({ ...before, incidentId: 'x","Effect":"Allow' }).success).toBe(false);
  });

  test('names the inline quota when it is used up (Moto has none)', async () => {
    const user = new FakeUser();
    user.deny.set('putUserPolicy', new AwsError('LimitExceededException'));
    await expect(revokeOlderSessions.apply(user.context(), INPUT, before)).rejects.toThrow('2,048 characters');
  });
});

describe('delete-access-key', () => {
  test('refuses a key that is Active, also when it became so after the capture', async () => {
    const user = new FakeUser().addKey(KEY);
    const input = { ...INPUT, accessKeyId: KEY };
    await expect(deleteAccessKey.capture(user.context(), input)).rejects.toThrow('is Active, so it was not deleted');
    await expect(deleteAccessKey.apply(user.context(), input, { status: 'Inactive' })).rejects.toThrow(
      'contain-access-key',
    );
    expect([...user.keys.keys()]).toEqual([KEY]);
  });
});
