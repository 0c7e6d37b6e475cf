import type { Row } from './probe';

const row = (id: string, title: string, instead: string): Row => ({ id, title, state: 'never', ok: true, instead });

/** What no emulator on one machine can show. Listed so that nobody reads a green run as proof of it. */
export const neverShown: readonly Row[] = [
  row('N1', 'tracked flows are cut by a quarantine', 'the card says what a change of groups does not cut'),
  row(
    'N2',
    'IAM changes need seconds to hold, and someone may act meanwhile',
    'waits are arguments; what happens between two calls is made to happen: test/registry',
  ),
  row(
    'N3',
    'a key, a deny or a session policy really stops a caller',
    'documents and statements are asserted: test/cdk/iam',
  ),
  row('N4', 'conditions in policies, external ids and organisation ids are enforced', 'asserted in the templates'),
  row(
    'N5',
    'reserved concurrency, Object Lock and logging of machines, which the hub emulator drops in silence',
    'asserted in the templates',
  ),
  row('N6', 'retry policies and dead-letter queues of EventBridge targets', 'asserted in the templates'),
  row(
    'N7',
    'the rights of the Step Functions role and of queue policies',
    'asserted in the templates, checked by cdk-nag',
  ),
  row('N8', 'alarms on metrics of AWS services', 'asserted in the templates'),
  row('N9', 'quotas and throttling of AWS APIs', 'throttling is what a fake answers: test/adapters'),
  row(
    'N10',
    "GuardDuty's own timing and aggregation",
    'local/aws publishes at once; times are split into provider, machine and people',
  ),
];
