import * as z from 'zod';
import { callFunction } from '../adapters/functions';
import { required } from '../adapters/settings';
import { interactiveSlack, readSlackSecret } from '../adapters/slack';
import { storeFromEnv } from '../adapters/store';
import { noteSchema } from './interaction';
import { once } from './once';
import { fillDialog, type RecheckDoor } from './recheck';

const requestSchema = z.object({ note: noteSchema, viewId: z.string().min(1) });

const openDoor = once(async (): Promise<RecheckDoor> => {
  const store = storeFromEnv();
  const secret = await readSlackSecret(required('CORDON_SLACK_SECRET'));
  const prefix = required('CORDON_FUNCTION_PREFIX');
  return {
    store,
    slack: interactiveSlack(store.settings, secret),
    lookAgain: (playbook, incidentId) =>
      callFunction(`${prefix}${playbook}-investigate`, { do: 'recheck', incidentId }),
  };
});

/** Fills an open approve dialog with the plan as it is now: `{ note, viewId }`, sent by the receiver. */
export const handler = async (event: unknown): Promise<void> => {
  await fillDialog(await openDoor(), requestSchema.parse(event));
};
