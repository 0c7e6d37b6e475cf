import {
  approvalPolicy,
  approvers,
  eligible,
  type PolicyFacts,
  personBySlack,
  personKnownAs,
  ruleFor,
} from '../../incidents/policy';
import { rowWithoutRecord } from '../faults/row';
import { settings } from '../support/record-fixtures';

const NOW = settings();
const facts = (change: Partial<PolicyFacts> = {}): PolicyFacts => ({
  risk: 'disruptive',
  environment: 'production',
  severity: 8,
  origin: { by: 'finding' },
  suspects: [],
  ...change,
});
const person = (id: string) => NOW.people.find((one) => one.id === id) ?? NOW.people[0];
const may = (change: Partial<PolicyFacts>, id: string) => {
  const who = person(id);
  if (!who) throw new Error('the fixture has people');
  return eligible(NOW, approvalPolicy(NOW, facts(change)), who);
};

describe('the approval policy', () => {
  it.each([
    ['reversible', 'production', 1],
    ['disruptive', 'production', 2],
    ['disruptive', 'unknown', 2],
    ['destructive', 'staging', 2],
    ['read', 'staging', 1],
  ] as const)('asks for a %s change in %s', (risk, environment, needed) => {
    expect(approvalPolicy(NOW, facts({ risk, environment })).needed).toBe(needed);
  });

  it('counts an unknown environment as production', () => {
    const uneven = settings({
      approval: { ...NOW.approval, reversible: { ...NOW.approval.reversible, needed: { production: 3, other: 1 } } },
    });
    const needed = (environment: string) => approvalPolicy(uneven, facts({ risk: 'reversible', environment })).needed;
    expect([needed('production'), needed('unknown'), needed('staging')]).toEqual([3, 3, 1]);
  });

  it('keeps times of its own where an environment has them, and the same people', () => {
    const rule = { ...NOW.approval.disruptive, in: { sandbox: { deadlineMinutes: 0.5 } } };
    const short = settings({ approval: { ...NOW.approval, disruptive: rule } });
    const minutes = (environment: string) => ruleFor(short, 'disruptive', environment).deadlineMinutes;
    expect([minutes('sandbox'), minutes('staging'), minutes('unheard-of')]).toEqual([0.5, 30, 30]);
    const { remindAfterMinutes, escalate, groups, needed } = ruleFor(short, 'disruptive', 'sandbox');
    expect({ remindAfterMinutes, escalate, groups, needed }).toEqual({
      remindAfterMinutes: 10,
      escalate: NOW.approval.disruptive.escalate,
      groups: ['responders'],
      needed: { production: 2, other: 2 },
    });
  });

  it('asks for two when the run was started from the console, and says why', () => {
    const policy = approvalPolicy(
      NOW,
      facts({ risk: 'reversible', environment: 'staging', origin: { by: 'console', executionArn: 'arn' } }),
    );
    expect(policy.needed).toBe(2);
    expect(policy.because.join(' ')).toContain('Step Functions console');
  });

  rowWithoutRecord('X10', 'U', 'excludes the one who asked, the suspect and the owner, each with the reason', () => {
    expect(may({ origin: { by: 'person', personId: 'lee', door: 'slack' } }, 'lee')).toMatchObject({
      ok: false,
      because: 'Lee asked for this',
    });
    expect(may({ suspects: ['dana-dev'] }, 'dana')).toMatchObject({
      ok: false,
      because: 'Dana is named by the finding',
    });
    expect(may({ owner: 'dana-dev' }, 'dana')).toMatchObject({ ok: false, because: 'Dana owns the resource' });
  });

  it.each([
    'arn:aws:iam::222222222222:user/dana',
    'arn:aws:sts::222222222222:assumed-role/Admin/dana-dev',
    'AROACKCEVSQ6C2EXAMPLE:dana-dev',
    'DANA-DEV',
    'U0DANA',
  ])('knows a person as %s', (name) => {
    expect(personKnownAs(NOW, name)?.id).toBe('dana');
    expect(may({ suspects: [name] }, 'dana').ok).toBe(false);
  });

  it.each([
    ['sso:dana.m', 'AROACKCEVSQ6C2EXAMPLE:dana.m'],
    ['sso:Dana.M', 'arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dana.m'],
    ['arn:aws:iam::111111111111:user/dana.m', 'dana.m'],
    ['arn:aws:iam::111111111111:user/people/dana.m', 'arn:aws:iam::222222222222:user/dana.m'],
  ])('who comes in as %s is the one whom a finding calls %s', (known, named) => {
    const people = NOW.people.map((one) => (one.id === 'kim' ? { ...one, knownAs: [known] } : one));
    const policy = approvalPolicy(settings({ people }), facts({ suspects: [named] }));
    expect(policy.excluded.map(({ personId }) => personId)).toEqual(['kim']);
  });

  it('excludes everybody whom a shared name may mean', () => {
    const shared = settings({ people: NOW.people.map((one) => ({ ...one, knownAs: ['team-pay'] })) });
    expect(approvers(shared, approvalPolicy(shared, facts({ owner: 'team-pay' })))).toEqual([]);
  });

  it('lets only people of the groups vote, and names whom to ask', () => {
    expect(may({}, 'kim')).toEqual({ ok: true });
    expect(may({}, 'max')).toEqual({ ok: false, because: 'Max is not in responders', ask: ['Dana', 'Lee', 'Kim'] });
    expect(may({ risk: 'destructive' }, 'kim')).toMatchObject({ ok: false, ask: ['Dana', 'Noor'] });
  });

  it('finds people by their Slack id and nobody by one that is unknown or empty', () => {
    expect(personBySlack(NOW, 'U0KIM')?.id).toBe('kim');
    expect(personBySlack(NOW, 'U0NOBODY')).toBeUndefined();
    expect(personKnownAs(NOW, '')).toBeUndefined();
    expect(personKnownAs(NOW, ':')).toBeUndefined();
  });
});
