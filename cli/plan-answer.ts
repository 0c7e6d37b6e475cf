import type { Finding } from '../playbooks/kit/finding';
import type { FactLine, PlanDraft } from '../playbooks/kit/plan';
import type { Target } from '../playbooks/kit/target';
import type { Calls } from './calls-of';
import type { FileRefusal } from './read-documents';

export interface Look {
  readonly facts: readonly FactLine[];
  readonly plan?: Omit<PlanDraft, 'facts'>;
  readonly noPlan?: { readonly kind: 'not-applicable' | 'nothing-to-do' | 'review' | 'failed'; readonly why: string };
}

/** What `cordon plan` says about one finding; `--json` prints a list of these. */
export type Answer =
  | { readonly file: string; readonly ok: false; readonly refusal: FileRefusal }
  | {
      readonly file: string;
      readonly ok: true;
      readonly finding: Pick<Finding, 'id' | 'type' | 'severity' | 'accountId' | 'region' | 'title'> & {
        readonly band: string;
      };
      /** Why it would be left out at the door, whatever the route says. */
      readonly leftOut?: 'sample' | 'archived';
      readonly playbook: string;
      readonly target: Target;
      readonly why: string;
      readonly passedOver: readonly { readonly playbook: string; readonly why: string }[];
      /** Every AWS call that the playbook may make. */
      readonly calls: Calls;
      /** Dollars at list price that one approved run costs Cordon itself; missing for a playbook that was never measured. */
      readonly runCost?: number;
      /** Once the account was looked at, on the emulators or by the hub: what was seen there, and either a plan or the reason for none. */
      readonly look?: Look;
    };
