import { neverTouches } from '../../incidents/never-touch';
import type { Target } from '../../playbooks/kit/target';
import { settings, TARGET } from '../support/record-fixtures';

const ROLE: Target = { kind: 'iam-user', accountId: '222222222222', region: 'global', id: 'AIDACKCEVSQ6C2EXAMPLE' };
const instance = (id: string) => `arn:aws:ec2:eu-west-1:222222222222:instance/${id}`;

describe('the never-touch list', () => {
  it.each([
    ['Cordon’s own roles', 'arn:aws:iam::222222222222:role/cordon/cordon-isolate-instance-contain'],
    [
      'service-linked roles',
      'arn:aws:iam::222222222222:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty',
    ],
    [
      'SSO roles',
      'arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef',
    ],
    ['another partition', 'arn:aws-us-gov:iam::222222222222:role/cordon/x'],
    ['another case', 'ARN:aws:iam::222222222222:ROLE/Cordon/x'],
  ])('always holds %s', (_name, arn) => {
    expect(neverTouches(settings({ neverTouch: [] }), ROLE, arn)).toBeDefined();
  });

  it('matches configured patterns by ARN', () => {
    expect(neverTouches(settings(), TARGET, instance('i-0bastion7'))).toBe('arn:aws:ec2:*:*:instance/i-0bastion*');
    expect(neverTouches(settings(), TARGET, instance('i-0abc1234def567890'))).toBeUndefined();
  });

  it('matches the immutable id whatever the ARN says', () => {
    const list = settings({ neverTouch: ['AIDACKCEVSQ6C2EXAMPLE'] });
    expect(neverTouches(list, ROLE, 'arn:aws:iam::222222222222:user/renamed')).toBe('AIDACKCEVSQ6C2EXAMPLE');
  });

  it('takes only * for a wildcard', () => {
    const list = settings({ neverTouch: ['arn:aws:iam::222222222222:user/break.glass+'] });
    expect(neverTouches(list, ROLE, 'arn:aws:iam::222222222222:user/break.glass+')).toBeDefined();
    expect(neverTouches(list, ROLE, 'arn:aws:iam::222222222222:user/breakXglass')).toBeUndefined();
  });

  it('matches whole ARNs only', () => {
    const list = settings({ neverTouch: ['arn:aws:iam::222222222222:user/ann'] });
    expect(neverTouches(list, ROLE, 'arn:aws:iam::222222222222:user/anna')).toBeUndefined();
  });
});
