import type { Accepted } from './reasons';

/** Checks of cfn-lint that are left out, all of them warnings about what CDK itself writes. */
export const ACCEPTED_LINT: readonly Omit<Accepted, 'on'>[] = [
  {
    rule: 'W3005',
    where: 'every template',
    reason: 'CDK writes each dependency of a function on its role’s policy in full; one more of them changes nothing.',
  },
  {
    rule: 'W3045',
    where: 'the access logs',
    reason: 'The ACL lets S3’s own log delivery write here, and nobody else in.',
  },
];
