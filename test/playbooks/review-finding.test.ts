import type { Facts } from '../../playbooks/kit/fact';
import { makePlan } from '../../playbooks/kit/make-plan';
import type { Target } from '../../playbooks/kit/target';
import { reviewFinding } from '../../playbooks/review-finding';
import { accepted, detail } from '../findings/shapes';

const AT = '2026-11-23T00:00:00.000Z';
const target: Target = { kind: 'finding', accountId: '222222222222', region: 'eu-west-1', id: '9cb0da8eee22ffdb' };
const away = { status: 'unavailable', because: 'the account could not be entered', at: AT } as const;
type ReviewFacts = Facts<typeof reviewFinding.facts>;
const blind: ReviewFacts = { findingNow: away, recentActivity: away, earlierIncidents: away };
const context = {
  target,
  environment: 'staging',
  partition: 'aws',
  options: {},
  mode: 'live' as const,
  now: () => new Date(AT),
};
const bucket = accepted(
  detail({ type: 'X:S3/Y', title: 'A bucket was opened', resource: { resourceType: 'S3Bucket' } }),
);

test('explains the finding that arrived, also when nothing could be read', () => {
  expect(makePlan(reviewFinding, blind, { ...context, finding: bucket })).toEqual({
    kind: 'review',
    headline: 'Look at this finding: A bucket was opened',
    why: expect.stringContaining('block public access'),
    facts: [
      expect.objectContaining({ id: 'findingNow', lines: ['unavailable, because the account could not be entered'] }),
      expect.objectContaining({ id: 'recentActivity', status: 'unavailable' }),
      expect.objectContaining({ id: 'earlierIncidents', status: 'unavailable' }),
    ],
  });
});

test('started by hand, it explains the finding that GuardDuty has', () => {
  const facts: ReviewFacts = { ...blind, findingNow: { status: 'known', at: AT, value: { now: bucket, changed: [] } } };
  expect(makePlan(reviewFinding, facts, context)).toMatchObject({
    headline: 'Look at this finding: A bucket was opened',
    why: expect.stringContaining('block public access'),
  });
});

test('started by hand on a finding that is not there, it says what to check', () => {
  const gone: ReviewFacts = {
    ...blind,
    findingNow: { status: 'known', at: AT, value: { now: undefined, changed: [] } },
  };
  expect(makePlan(reviewFinding, gone, context)).toMatchObject({
    kind: 'review',
    headline: 'Look at finding 9cb0da8eee22ffdb',
    why: expect.stringContaining('Check the id, the account and the Region'),
  });
});
