import * as z from 'zod';
import type { InteractiveSlack } from '../adapters/slack';
import type { IncidentRecord } from '../incidents/model';
import { readIncident } from '../incidents/read';
import type { Store } from '../incidents/store';
import { type DialogRequest, log, problemOf } from './app';
import { approveDialog, type Rechecked } from './views/approve-dialog';
import { noticeDialog } from './views/reason-dialogs';

export interface RecheckDoor {
  readonly store: Store;
  readonly slack: Pick<InteractiveSlack, 'updateView'>;
  /** Asks the playbook's investigator to look again; resolves with what it answered. */
  readonly lookAgain: (playbook: string, incidentId: string) => Promise<unknown>;
}

const answerSchema = z.object({
  stale: z.array(z.string()),
  changed: z.array(z.string()),
});

/** Looks at the world again. A look that fails is told, and does not stop a response: the executor looks once more. */
const lookAgain = async (door: RecheckDoor, record: IncidentRecord): Promise<Rechecked> => {
  const { playbook, incidentId } = record.meta;
  const at = () => door.store.now().toISOString();
  try {
    const { stale, changed } = answerSchema.parse(await door.lookAgain(playbook, incidentId));
    return { at: at(), stale, changed };
  } catch (error) {
    log('the re-check failed', { incidentId, problem: problemOf(error) });
    return { at: at(), stale: [], changed: [], problem: 'the check failed' };
  }
};

/**
 * Turns the skeleton of an open dialog into the form, with what is true now. The form is bound to the revision it shows, so an
 * approval is always of the plan that was read. Never throws: a thrown error would start it again and again behind a closed dialog.
 */
export const fillDialog = async (door: RecheckDoor, { note, viewId }: DialogRequest): Promise<void> => {
  try {
    await door.slack.updateView(viewId, await formFor(door, note));
  } catch (error) {
    log('the dialog could not be filled', { incidentId: note.r, problem: problemOf(error) });
    const sorry = noticeDialog(
      'Not possible now',
      '⚠️',
      'Cordon could not show the plan. Nothing was recorded. Please close this and try again.',
    );
    await door.slack.updateView(viewId, sorry).catch(() => undefined);
  }
};

const formFor = async (door: RecheckDoor, note: DialogRequest['note']) => {
  const before = await readIncident(door.store, note.r);
  if (!before) return noticeDialog('Not found', '⛔', 'Cordon knows no such request.');
  const checked = await lookAgain(door, before);
  const record = await readIncident(door.store, note.r);
  if (record === undefined || record.approval?.status !== 'PENDING')
    return noticeDialog(
      'No longer open',
      '⛔',
      `This request is no longer open. ${checked.stale.join('; ')} Nothing was recorded as a vote.`,
    );
  const replaced =
    record.meta.revision !== note.v && checked.stale.length === 0 ? ['a newer revision was made meanwhile'] : [];
  return approveDialog(
    record,
    { ...note, v: record.meta.revision },
    { ...checked, stale: [...checked.stale, ...replaced] },
  );
};
