import type { PlaybookCard } from '../../incidents/views';
import type { AnyPlaybook, Step } from '../../playbooks/kit/playbook';
import { targetForms } from '../../playbooks/kit/target-form';

/** A playbook as an operator chooses it, with what its target has to be. */
export const playbookCard = (playbook: AnyPlaybook): PlaybookCard => ({
  id: playbook.id,
  version: playbook.version,
  title: playbook.title,
  summary: playbook.summary,
  answers: playbook.answers,
  targetKind: playbook.targetKind,
  byHand: playbook.locks,
  target: { ...targetForms[playbook.targetKind] },
  steps: (playbook.steps as readonly Step[]).map(({ id, action, need }) => ({
    id,
    title: action.title,
    risk: action.risk,
    essential: need === 'essential',
  })),
});
