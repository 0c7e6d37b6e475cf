import * as z from 'zod';
import type { PlaybookCard } from '../../incidents/views';
import type { AnyPlaybook, Step } from '../../playbooks/kit/playbook';
import { targetSchema } from '../../playbooks/kit/target';

const targetForm = (playbook: AnyPlaybook): PlaybookCard['target'] => {
  const schema = targetSchema.options.find((option) => option.shape.kind.value === playbook.targetKind);
  return schema ? z.toJSONSchema(schema) : {};
};

/** A playbook as an operator chooses it, with what its target has to be. */
export const playbookCard = (playbook: AnyPlaybook): PlaybookCard => ({
  id: playbook.id,
  version: playbook.version,
  title: playbook.title,
  summary: playbook.summary,
  answers: playbook.answers,
  targetKind: playbook.targetKind,
  byHand: playbook.locks,
  target: targetForm(playbook),
  steps: (playbook.steps as readonly Step[]).map(({ id, action, need }) => ({
    id,
    title: action.title,
    risk: action.risk,
    essential: need === 'essential',
  })),
});
