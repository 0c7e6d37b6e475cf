import { seal } from '../../incidents/digest';
import type { Plan, PlanDraft } from '../../playbooks/kit/plan';
import type { Target } from '../../playbooks/kit/target';
import { seen } from './instance';
import { at } from './times';

// The key of report-export, which somebody uses from another country.

export const userTarget: Target = {
  kind: 'iam-user',
  accountId: '333333333333',
  region: 'global',
  id: 'AIDAEXAMPLE00REPORTS',
  name: 'report-export',
};

const ids = { userId: userTarget.id, userName: 'report-export' };
const doing = { input: ids, kind: 'do' as const, essential: true, leaves: [] };

export const keyFinding = seen({
  id: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
  severity: 8.5,
  title: 'APIs were called with the key of report-export from an address on a threat list.',
  resourceType: 'AccessKey',
  accessKey: { accessKeyId: 'AKIAEXAMPLE00000007Q', userName: 'report-export', principalId: userTarget.id },
  action: {
    kind: 'AWS_API_CALL',
    api: 'ListBuckets',
    service: 's3.amazonaws.com',
    userAgent: 'aws-cli/2.17 Python/3.12',
    remoteIp: '203.0.113.66',
    remoteOrg: 'Example Hosting',
    remoteCountry: 'Elsewhere',
  },
});

const ROTATING: PlanDraft['steps'] = [
  {
    ...doing,
    id: 'deny-user',
    action: 'deny-user',
    title: 'Deny the user everything',
    kind: 'skip',
    because: 'the user goes on working with its new key',
  },
  {
    ...doing,
    id: 'deactivate-access-keys',
    action: 'deactivate-access-keys',
    title: 'Deactivate the access key',
    what: 'AKIA…7Q: Active → Inactive',
    before: 'AKIA…7Q is Active, last used 6 minutes ago',
    leaves: ['An exposed key stays Inactive.'],
  },
  {
    ...doing,
    id: 'revoke-older-sessions',
    action: 'revoke-older-sessions',
    title: 'Refuse sessions that were made before',
    what: 'an inline policy refuses sessions from before this moment',
  },
  {
    ...doing,
    id: 'issue-access-key',
    action: 'issue-access-key',
    title: 'Issue a new key into a secret',
    what: 'a new key for report-export, in the secret cordon/keys/AIDAEXAMPLE00REPORTS',
    leaves: ['A new key and its secret stay.'],
  },
];

export const rotate = (over: Partial<PlanDraft> = {}): Plan =>
  seal({
    playbook: 'contain-access-key',
    version: 1,
    target: userTarget,
    targetArn: 'arn:aws:iam::333333333333:user/report-export',
    mode: 'live',
    shape: 'rotate',
    headline: 'Rotate AKIA…7Q of report-export',
    risk: 'disruptive',
    riskReasons: ['Whatever uses AKIA…7Q fails until it has another key.'],
    steps: ROTATING,
    reach: [{ key: 'key', text: 'whatever uses AKIA…7Q: S3 in eu-west-1, 6 minutes ago' }],
    undo: 'Undo removes the inline policy. AKIA…7Q stays Inactive; the new key and its secret stay.',
    cost: ['$0.40 a month for the secret, and $0.05 per 10,000 reads of it.'],
    notes: ['Exactly one workload uses this key, so it is replaced and the user goes on working.'],
    environment: 'production',
    owner: 'data-team',
    facts: [
      { id: 'user', title: 'User', status: 'known', lines: ['1 Active key, no console password'] },
      {
        id: 'secret',
        title: 'Secret',
        status: 'unavailable',
        lines: ['AccessDenied on secretsmanager:DescribeSecret'],
      },
    ],
    followUp: { playbook: 'replace-access-key', reason: 'the exposed key can then be deleted for good' },
    madeAt: at(-1),
    ...over,
  });

export const replaceKey = (): Plan =>
  rotate({
    playbook: 'replace-access-key',
    headline: 'Delete AKIA…7Q of report-export and issue a new key',
    risk: 'destructive',
    riskReasons: ['A deleted key never works again.'],
    steps: [
      {
        ...doing,
        id: 'delete-access-key',
        action: 'delete-access-key',
        title: 'Delete the exposed key',
        what: 'AKIA…7Q: Inactive → deleted',
        before: 'AKIA…7Q is Inactive since 20 November',
      },
    ],
    undo: 'Nothing here can be undone: a deleted key is gone.',
  });
