import { containAccessKey } from './contain-access-key';
import { isolateInstance } from './isolate-instance';
import type { Finding } from './kit/finding';
import type { AnyPlaybook } from './kit/playbook';
import type { Target } from './kit/target';
import { replaceAccessKey } from './replace-access-key';
import { reviewFinding, takeAny } from './review-finding';

/** Every playbook, in order of precedence: the first whose trigger matches answers a finding. The default route stands last. */
export const playbooks: readonly AnyPlaybook[] = [isolateInstance, containAccessKey, replaceAccessKey, reviewFinding];

export const playbookById = (id: string): AnyPlaybook | undefined => playbooks.find((playbook) => playbook.id === id);

export interface Route {
  readonly playbook: AnyPlaybook;
  readonly target: Target;
  readonly why: string;
  /** Playbooks asked before, each with its reason to pass. */
  readonly passedOver: readonly { readonly playbook: string; readonly why: string }[];
}

/** Picks the playbook that answers a finding. Pure and total: what nothing else answers is reviewed. */
export const routeFinding = (finding: Finding): Route => {
  const passedOver: { readonly playbook: string; readonly why: string }[] = [];
  for (const playbook of playbooks) {
    const answer = playbook.trigger(finding);
    if (answer.match) return { playbook, target: answer.target, why: answer.why, passedOver };
    passedOver.push({ playbook: playbook.id, why: answer.why });
  }
  const { target, why } = takeAny(finding);
  return { playbook: reviewFinding, target, why, passedOver };
};
