import { routeFinding } from '../playbooks/index';
import type { Finding } from '../playbooks/kit/finding';
import type { PlannedStep } from '../playbooks/kit/plan';
import { targetKey } from '../playbooks/kit/target-key';

/** What was, or would be, decided about one finding. */
export interface Decision {
  readonly playbook: string;
  readonly version: number;
  readonly target: string;
  /** When a plan was made too. */
  readonly risk?: string;
  readonly mode?: string;
  readonly needed?: number;
  /** `do`, or `skip: because …`, by step id. */
  readonly steps?: Readonly<Record<string, string>>;
}

export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** One stored finding with what was decided then and what the current playbooks decide. */
export interface Replayed {
  readonly finding: { readonly id: string; readonly type: string; readonly severity: number };
  /** The incident or the file that it comes from. */
  readonly from: string;
  readonly before?: Decision;
  readonly now: Decision;
  readonly why: string;
  readonly differences: readonly Difference[];
}

/** What the current playbooks decide about a finding, from the finding alone. */
export const routed = (finding: Finding): { readonly decision: Decision; readonly why: string } => {
  const { playbook, target, why } = routeFinding(finding);
  return { decision: { playbook: playbook.id, version: playbook.version, target: targetKey(target) }, why };
};

export const stepsOf = (steps: readonly PlannedStep[]): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map((step) => [step.id, step.kind === 'do' ? 'do' : `skip: ${step.because}`]));

const FIELDS = ['playbook', 'version', 'target', 'risk', 'mode', 'needed'] as const;

/** Where two decisions differ. What one of them does not know is no difference. */
export const compare = (before: Decision, now: Decision): readonly Difference[] => {
  const fields = FIELDS.flatMap((what): readonly Difference[] => {
    const [old, fresh] = [before[what], now[what]];
    return old === undefined || fresh === undefined || old === fresh
      ? []
      : [{ what, before: String(old), now: String(fresh) }];
  });
  if (!before.steps || !now.steps) return fields;
  const [old, fresh] = [before.steps, now.steps];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  const steps = ids.flatMap((id): readonly Difference[] => {
    const [was, is] = [old[id] ?? 'not there', fresh[id] ?? 'not there'];
    return was === is ? [] : [{ what: `step ${id}`, before: was, now: is }];
  });
  return [...fields, ...steps];
};
