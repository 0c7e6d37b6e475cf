import { executorsOf } from '../../cdk/derive/executors';
import { guardStatements, memberStatements } from '../../cdk/derive/guard-statements';
import { type Statement, statementsFor } from '../../cdk/derive/statements';
import { playbooks } from '../../playbooks/index';
import { defineAction } from '../../playbooks/kit/action';
import { protectedBy } from '../../playbooks/kit/settings';
import { playbookOf, switchOffKey } from '../fixtures/small-playbook';
import { exampleSettings } from './synth';

const SCOPE = { partition: 'aws-us-gov', accountId: '222222222222', region: '*' };
const executors = playbooks.flatMap(executorsOf);
const executor = (name: string) => {
  const found = executors.find(({ fullName }) => fullName === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};
/** What denies this call on this kind of resource, and when. */
const deniedOn = (name: string, call: string, kind: string) =>
  guardStatements(executor(name), SCOPE)
    .filter(({ Action, Resource }) => Action.includes(call) && Resource.some((arn) => arn.includes(kind)))
    .map(({ Condition }) => Condition);

describe('what contain is denied expressly', () => {
  const ISOLATE = 'cordon-isolate-instance-contain';
  const NOT_QUARANTINE = [{ StringNotEquals: { 'aws:ResourceTag/cordon:quarantine': ['true'] } }];

  it.each(['ec2:ModifyNetworkInterfaceAttribute', 'ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'])(
    'is %s with any group but a quarantine group',
    (call) => {
      expect(deniedOn(ISOLATE, call, ':security-group/')).toEqual(NOT_QUARANTINE);
    },
  );

  it('is to make a quarantine group of one that it did not create', () => {
    expect(deniedOn(ISOLATE, 'ec2:CreateTags', ':security-group/')).toEqual([
      { StringNotEquals: { 'ec2:CreateAction': ['CreateSecurityGroup'] } },
    ]);
  });

  it('is to write any tag of instances, interfaces and users but those that its steps name', () => {
    expect(deniedOn(ISOLATE, 'ec2:CreateTags', ':network-interface/')).toEqual([
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['cordon:former-groups'] } },
    ]);
    expect(deniedOn(ISOLATE, 'ec2:CreateTags', ':instance/')).toEqual([
      {
        'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['cordon:case', 'cordon:state'] },
      },
    ]);
    expect(deniedOn('cordon-contain-access-key-contain', 'iam:TagUser', ':user/')).toEqual([
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['cordon:exposed-key', 'cordon:quarantine'] } },
    ]);
  });

  it('is to attach any policy but AWSDenyAll, and undo may detach no other', () => {
    const other = [{ ArnNotLike: { 'iam:PolicyARN': ['arn:*:iam::aws:policy/AWSDenyAll'] } }];
    expect(deniedOn('cordon-contain-access-key-contain', 'iam:AttachUserPolicy', ':user/')).toEqual(other);
    expect(deniedOn('cordon-contain-access-key-undo', 'iam:DetachUserPolicy', ':user/')).toEqual(other);
  });
});

describe('guards', () => {
  const pairs = (statements: readonly Statement[]) =>
    statements.flatMap(({ Action, Resource }) => Action.flatMap((call) => Resource.map((arn) => `${call} ${arn}`)));

  it.each(executors.map((one) => [one.fullName, one] as const))(
    'of %s stand beside every right that has a condition, and beside none without',
    (_, one) => {
      const allowed = statementsFor(one, SCOPE);
      const free = new Set(pairs(allowed.filter(({ Condition }) => Condition === undefined)));
      const bound = pairs(allowed.filter(({ Condition }) => Condition !== undefined)).filter((pair) => !free.has(pair));
      expect([...new Set(pairs(guardStatements(one, SCOPE)))].sort()).toEqual([...new Set(bound)].sort());
    },
  );

  it('name what is to be added when a condition has no known opposite', () => {
    const odd = defineAction({
      ...switchOffKey,
      conditions: [
        {
          actions: ['iam:TagUser'],
          on: ':user/',
          phase: 'contain',
          condition: { IpAddress: { 'aws:SourceIp': '::' } },
        },
      ],
    });
    const [, contain] = executorsOf(playbookOf([odd]));
    expect(() => contain && guardStatements(contain, SCOPE)).toThrow('IpAddress, whose opposite is not known');
  });

  it('deny when each of several ways to be allowed fails, key by key', () => {
    const tagKeys = (key: string) => ({ 'ForAllValues:StringEquals': { 'aws:TagKeys': key } });
    const rule = { actions: ['iam:TagUser'], on: ':user/', phase: 'contain' } as const;
    const both = defineAction({
      ...switchOffKey,
      conditions: [
        { ...rule, condition: { ...tagKeys('a'), StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } },
        { ...rule, condition: tagKeys('b') },
      ],
    });
    const [, contain] = executorsOf(playbookOf([both]));
    expect(contain && guardStatements(contain, SCOPE).map(({ Condition }) => Condition)).toEqual([
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['a', 'b'] } },
      {
        StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] },
        'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['b'] },
      },
    ]);
  });
});

describe('whoever writes', () => {
  const writers = executors.filter(({ writes }) => writes.length > 0);

  it.each(writers.map((one) => [one.fullName, one] as const))(
    "%s may write on nobody's ways in for emergencies, on Cordon's own roles, service-linked and SSO roles",
    (_, one) => {
      const statements = memberStatements(one, SCOPE, protectedBy(exampleSettings()));
      const denied = statements.find(({ Sid }) => Sid === 'NeverTouch');
      const calls = new Set(one.writes.flatMap((writes) => writes.calls));
      expect(denied).toMatchObject({ Effect: 'Deny', Action: [...calls].sort() });
      expect(denied).not.toHaveProperty('Condition');
      expect(denied?.Resource).toEqual(
        expect.arrayContaining([
          'arn:aws:iam::*:role/break-glass-*',
          'arn:aws:iam::*:user/break-glass-*',
          'arn:aws-us-gov:iam::222222222222:role/aws-reserved/*',
          'arn:aws-us-gov:iam::222222222222:role/aws-service-role/*',
          'arn:aws-us-gov:iam::222222222222:role/cordon-*',
          'arn:aws-us-gov:iam::222222222222:role/cordon/*',
        ]),
      );
    },
  );

  it('has break-glass denied when the configuration says nothing of it, in its own partition', () => {
    const { breakGlass: _, ...rest } = exampleSettings();
    const [one] = writers;
    const denied =
      one && memberStatements(one, SCOPE, protectedBy({ ...rest, breakGlass: ['arn:*:iam::*:user/break-glass*'] }));
    expect(denied?.find(({ Sid }) => Sid === 'NeverTouch')?.Resource).toContain(
      'arn:aws-us-gov:iam::*:user/break-glass*',
    );
  });

  it.each(executors.map((one) => [one.fullName, one] as const))('%s has a policy that fits into its role', (_, one) => {
    const text = JSON.stringify(memberStatements(one, SCOPE, protectedBy(exampleSettings())));
    expect(text.length).toBeLessThan(10_240);
  });
});
