import { digestOf, seal, shortDigest } from '../../incidents/digest';
import { incidentIdFor, undoIdFor } from '../../incidents/ids';
import { draft, STEPS, TARGET } from '../support/record-fixtures';

describe('incident ids', () => {
  it('are the same for a target whatever it is called, and differ by generation', () => {
    expect(incidentIdFor(TARGET, 1)).toMatch(/^inc-[a-z2-7]{10}-1$/);
    expect(incidentIdFor({ ...TARGET, name: 'renamed' }, 1)).toBe(incidentIdFor(TARGET, 1));
    expect(incidentIdFor(TARGET, 2)).toBe(incidentIdFor(TARGET, 1).replace(/-1$/, '-2'));
    expect(undoIdFor(incidentIdFor(TARGET, 2), 1)).toBe(`${incidentIdFor(TARGET, 2)}-u1`);
  });

  it('differ by kind, account, Region and id of the target', () => {
    const others = [
      { ...TARGET, accountId: '333333333333' },
      { ...TARGET, region: 'eu-central-1' },
      { ...TARGET, id: 'i-0abc1234def567891' },
    ];
    expect(new Set([TARGET, ...others].map((target) => incidentIdFor(target, 1))).size).toBe(4);
  });
});

describe('the digest of a plan', () => {
  const [first, ...rest] = STEPS;
  const changedInput = { ...first, input: { instanceId: 'i-0fff1234def567890' } } as (typeof STEPS)[number];

  it.each([
    ['playbook', { playbook: 'other' }],
    ['version', { version: 2 }],
    ['target', { target: { ...TARGET, id: 'i-0fff1234def567890' } }],
    ['target’s ARN', { targetArn: 'arn:aws:ec2:eu-west-1:222222222222:instance/i-0fff1234def567890' }],
    ['mode', { mode: 'dry-run' as const }],
    ['shape', { shape: 'lock-out' }],
    ['risk', { risk: 'destructive' as const }],
    ['order of the steps', { steps: [...STEPS].reverse() }],
    ['input of a step', { steps: [changedInput, ...rest] }],
    ['set of steps', { steps: rest }],
  ])('changes with the %s', (_name, change) => {
    expect(digestOf(draft(change))).not.toBe(digestOf(draft()));
  });

  it.each([
    ['facts', { facts: [{ id: 'owner', title: 'Owner', status: 'known' as const, lines: ['team-pay'] }] }],
    ['name of the target', { target: { ...TARGET, name: 'renamed' } }],
    [
      'current values',
      { steps: STEPS.map((step) => (step.kind === 'do' ? { ...step, before: 'sg-9 on eni-1' } : step)) },
    ],
    ['cost', { cost: ['2 snapshots'] }],
    ['time', { madeAt: '2026-11-24T00:00:00.000Z' }],
    ['headline', { headline: 'Other words' }],
    [
      'picture',
      {
        picture: {
          kind: 'ec2-instance' as const,
          title: 'web-1',
          lines: [],
          parts: [],
          at: '2026-11-24T00:00:00.000Z',
        },
      },
    ],
  ])('stays with other %s', (_name, change) => {
    expect(digestOf(draft(change))).toBe(digestOf(draft()));
  });

  it('is sealed into the plan and shown by its first eight digits', () => {
    const sealed = seal(draft());
    expect(sealed.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(sealed.digest.startsWith(shortDigest(sealed.digest))).toBe(true);
    expect(shortDigest(sealed.digest)).toHaveLength(8);
    expect(digestOf(sealed)).toBe(sealed.digest);
  });
});
