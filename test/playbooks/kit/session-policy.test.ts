import { playbooks } from '../../../playbooks';
import { quarantineInterfaces } from '../../../playbooks/actions/quarantine-interfaces';
import type { AnyAction } from '../../../playbooks/kit/action';
import type { Step } from '../../../playbooks/kit/playbook';
import { sessionPolicyFor } from '../../../playbooks/kit/session-policy';

const SCOPE = { partition: 'aws', accountId: '222222222222', region: 'eu-west-1' };

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
}
const policyOf = (action: AnyAction, input: unknown): Policy => sessionPolicyFor(action, input, SCOPE) as Policy;

describe('the policy of one session', () => {
  const actions: readonly AnyAction[] = playbooks.flatMap((one) =>
    (one.steps as readonly Step[]).map((step) => step.action),
  );

  test.each(actions.map((action) => [action.id, action] as const))('%s writes on nothing but ARNs', (_, action) => {
    const input = { instanceId: 'i-0123456789abcdef0', userId: 'AIDAEXAMPLE123456789' };
    const writes = policyOf(action, input).Statement.filter((one) => !one.Resource.includes('*'));
    expect(writes).toHaveLength(1);
    for (const arn of writes[0]?.Resource ?? []) expect(arn).toMatch(/^arn:aws:[a-z0-9]+:/);
  });

  test('lets a write that IAM cannot narrow stand beside the reads, and only that one', () => {
    const wide: AnyAction = { ...quarantineInterfaces, wideWrites: { createTags: 'a reason' } };
    const [looks, changes] = policyOf(wide, { instanceId: 'i-0123456789abcdef0' }).Statement;
    expect(looks?.Action).toContain('ec2:CreateTags');
    expect(changes?.Action).toContain('ec2:ModifyNetworkInterfaceAttribute');
    expect(changes?.Action).not.toContain('ec2:CreateTags');
  });

  test('is left out when it does not fit into what STS takes', () => {
    const long: AnyAction = { ...quarantineInterfaces, resources: () => [`arn:aws:ec2:${'x'.repeat(2048)}`] };
    expect(sessionPolicyFor(long, { instanceId: 'i-0123456789abcdef0' }, SCOPE)).toBeUndefined();
  });
});
