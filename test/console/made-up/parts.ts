// What made-up incidents are put together from.
import type { Approval, JournalRow, Vote } from '../../../incidents/model';
import type { Plan } from '../../../playbooks/kit/plan';
import type { InstanceTarget, UserTarget } from './plans';

export const instance = (name: string, id: string, accountId = '222222222222'): InstanceTarget => ({
  kind: 'ec2-instance',
  accountId,
  region: 'eu-west-1',
  id,
  name,
});
export const user = (name: string, id: string, accountId = '333333333333'): UserTarget => ({
  kind: 'iam-user',
  accountId,
  region: 'global',
  id,
  name,
});

export const WEB = instance('web-1', 'i-0abc1234def567890');
export const PAY = instance('pay-api-3', 'i-0d5e6f7a8b9c01234', '333333333333');
export const WORKER = instance('worker-2', 'i-0123456789abcdef0');
export const BATCH = instance('batch-7', 'i-0fedcba9876543210');
export const CACHE = instance('cache-1', 'i-0c0ffee0c0ffee012', '333333333333');
export const OLD = instance('reports', 'i-01a2b3c4d5e6f7081');
export const LAB = instance('lab-4', 'i-04444444444444441', '444444444444');
export const DEPLOY = user('deploy-bot', 'AIDAQ3EGRNZ5DEPLOYBOT');
export const MIKA = user('mika.console', 'AIDAQ3EGRNZ5MIKACONSO');
export const BACKUP = user('backup-writer', 'AIDAQ3EGRNZ5BACKUPWRI', '222222222222');

export const C2 = {
  type: 'Backdoor:EC2/C&CActivity.B',
  title: 'EC2 instance queries a command-and-control server',
  count: 4,
};
export const MINER = { type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS', title: 'EC2 instance mines Bitcoin', count: 12 };
export const KEY = {
  type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
  title: 'An access key was used from an address on a custom threat list',
  count: 41,
};
export const PROBE = {
  type: 'Recon:EC2/PortProbeUnprotectedPort',
  title: 'An unprotected port is being probed',
  count: 318,
};

export const request = (
  plan: Plan,
  requestedAt: string,
  expiresAt: string,
  change: Partial<Approval> = {},
): Approval => ({
  revision: 1,
  digest: plan.digest,
  status: 'PENDING',
  policy: {
    groups: ['secops'],
    needed: 1,
    excluded: [{ personId: 'mika', because: 'owns the resource' }],
    because: ['A disruptive change in staging needs one person of secops.'],
  },
  approvals: 0,
  requestedAt,
  expiresAt,
  ...change,
});
export const TWO: Partial<Approval> = {
  policy: {
    groups: ['secops'],
    needed: 2,
    excluded: [],
    because: ['A disruptive change in production needs 2 different people of secops.'],
  },
};
export const decided = (
  status: Approval['status'],
  decidedAt: string,
  by: readonly string[],
  reason: string,
): Partial<Approval> => ({
  status,
  decidedAt,
  decidedBy: by,
  reason,
  deliveredAt: decidedAt,
  approvals: status === 'APPROVED' ? by.length : 0,
});
export const vote = (
  personId: string,
  said: Vote['vote'],
  reason: string,
  at: string,
  door: Vote['door'] = 'slack',
): Vote => ({
  revision: 1,
  personId,
  vote: said,
  reason,
  at,
  door,
});

export const journalRow = (
  step: string,
  status: JournalRow['status'],
  at: string,
  change: Partial<JournalRow> = {},
) => ({
  step,
  action: step,
  essential: step === 'quarantine-interfaces',
  status,
  startedAt: at,
  attempts: 1,
  ...(status === 'captured' ? {} : { finishedAt: at }),
  ...change,
});

export const opened = (at: string, text: string) => ({ at, event: 'incident.opened', actor: 'guardduty', text });
export const asked = (at: string) => ({
  at,
  event: 'approval.requested',
  actor: 'cordon',
  text: 'Asked for approval of revision 1',
});
export const closed = (at: string, text: string) => ({ at, event: 'incident.closed', actor: 'cordon', text });
