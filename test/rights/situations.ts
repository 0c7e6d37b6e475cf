import { findingDetailSchema } from '../../local/aws/finding-store';
import { containAccessKey } from '../../playbooks/contain-access-key';
import { isolateInstance } from '../../playbooks/isolate-instance';
import type { Target } from '../../playbooks/kit/target';
import { replaceAccessKey } from '../../playbooks/replace-access-key';
import { reviewFinding } from '../../playbooks/review-finding';
import { INSTANCES } from './instance-situations';
import { ask, findingAbout } from './replay';
import { open, type Situation } from './situation';
import { KEYS, REPLACEMENTS } from './user-situations';
import { watch } from './watch-members';

const REVIEWS: readonly Situation[] = [
  {
    name: 'a finding that no playbook answers',
    replay: async (world, aws) => {
      const { event, finding } = findingAbout('iam-assumed-role', { accountId: world.accountId });
      await aws.report(findingDetailSchema.parse(event['detail']));
      const target: Target = { kind: 'finding', accountId: world.accountId, region: finding.region, id: finding.id };
      watch.layers = [];
      await ask({ ...open(world, aws, reviewFinding, target), finding });
      return [];
    },
    ends: [],
  },
];

/** By playbook, every way that its functions can take in an account. */
export const situations: readonly (readonly [playbook: string, situations: readonly Situation[]])[] = [
  [isolateInstance.id, INSTANCES],
  [containAccessKey.id, KEYS],
  [replaceAccessKey.id, REPLACEMENTS],
  [reviewFinding.id, REVIEWS],
];
