import * as z from 'zod';
import { required } from '../adapters/settings';
import { storeFromEnv } from '../adapters/store';
import type { NowView, Preview } from '../incidents/views';
import { playbookById } from '../playbooks/index';
import type { AnyPlaybook } from '../playbooks/kit/playbook';
import { type Closed, close } from './close';
import { type Investigated, investigate, planUndo } from './investigation';
import { preview } from './preview';
import { type Rechecked, recheck } from './recheck';
import { seeNow } from './see-now';
import { executionOf } from './wiring';

const payload = z.discriminatedUnion('do', [
  z.object({ do: z.literal('investigate'), input: z.unknown(), execution: z.string() }),
  z.object({ do: z.literal('plan-undo'), input: z.unknown(), execution: z.string() }),
  z.object({ do: z.literal('close'), incidentId: z.string(), execution: z.string() }),
  z.object({ do: z.literal('recheck'), incidentId: z.string() }),
  z.object({ do: z.literal('look'), incidentId: z.string() }),
  z.object({ do: z.literal('preview'), target: z.unknown(), personId: z.string().min(1) }),
]);

const thisPlaybook = (): AnyPlaybook => {
  const playbook = playbookById(required('CORDON_PLAYBOOK'));
  if (!playbook) throw new Error(`CORDON_PLAYBOOK names no playbook: ${required('CORDON_PLAYBOOK')}`);
  return playbook;
};

type Answer = Investigated | Closed | Rechecked | NowView | Preview;

/** Everything that only looks: opens and plans, re-checks for the dialog, shows the target and what would be done, verifies and closes. */
export const handler = async (event: unknown): Promise<Answer> => {
  const asked = payload.parse(event);
  const store = storeFromEnv();
  const playbook = thisPlaybook();
  switch (asked.do) {
    case 'investigate':
      return investigate(store, playbook, asked.input, executionOf(asked.execution));
    case 'plan-undo':
      return planUndo(store, playbook, asked.input, executionOf(asked.execution));
    case 'recheck':
      return recheck(store, playbook, asked.incidentId);
    case 'look':
      return seeNow(store, playbook, asked.incidentId);
    case 'preview':
      return preview(store, playbook, asked.target, asked.personId);
    case 'close':
      return close(store, playbook, asked.incidentId, executionOf(asked.execution));
  }
};
