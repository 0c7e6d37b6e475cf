import * as z from 'zod';
import { required } from '../adapters/settings';
import { storeFromEnv } from '../adapters/store';
import { playbookById } from '../playbooks/index';
import { runStep } from './run-step';
import { undoStep } from './undo-step';

const payload = z.object({ incidentId: z.string(), step: z.string(), execution: z.string() });

/**
 * One step of one incident, in one idempotent call. Throws, after recording why, to stop the run:
 * the machine then goes straight to its end.
 */
export const handler = async (event: unknown): Promise<{ incidentId: string; step: string; status: string }> => {
  const asked = payload.parse(event);
  const playbook = playbookById(required('CORDON_PLAYBOOK'));
  if (!playbook) throw new Error(`CORDON_PLAYBOOK names no playbook: ${required('CORDON_PLAYBOOK')}`);
  const run = required('CORDON_PHASE') === 'undo' ? undoStep : runStep;
  const status = await run(storeFromEnv(), playbook, asked);
  return { incidentId: asked.incidentId, step: asked.step, status };
};
