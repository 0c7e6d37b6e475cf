import type { NewRow } from './chain';
import { RecordError } from './errors';
import { putJournal, putMeta } from './items';
import type { IncidentRecord, JournalRow } from './model';
import { type Store, transact } from './store';

export interface UndoStep {
  readonly undoId: string;
  readonly originalId: string;
  readonly step: string;
}
type Undo = NonNullable<JournalRow['undo']>;

const WORDS = { undone: 'Put back', drifted: 'Not put back', failed: 'Could not be put back' } as const;
const STATUS = { undone: 'done', drifted: 'failed', failed: 'failed' } as const;

const both = ({ undoId, originalId, step }: UndoStep, [undo, original]: readonly (IncidentRecord | undefined)[]) => {
  const row = original?.journal.find((one) => one.step === step);
  if (!undo || !original || !row)
    throw new RecordError('not-allowed', `${originalId} has no step ${step} that ${undoId} could put back.`);
  return { undo, original, row, own: undo.journal.find((one) => one.step === step) };
};

/** What came of putting one step back, on the original's journal and on the undo's, in both chains. Safe to repeat. */
export const recordUndo = (store: Store, asked: UndoStep & { readonly undo: Undo }): Promise<void> =>
  transact(store, [asked.undoId, asked.originalId], (records, at) => {
    const { undo, original, row, own } = both(asked, records);
    if (row.undo?.status === asked.undo.status && row.undo.detail === asked.undo.detail) return { result: undefined };
    const title = original.plan?.steps.find(({ id }) => id === asked.step)?.title ?? asked.step;
    const failed = asked.undo.status !== 'undone';
    const said: NewRow = {
      event: failed ? 'step.failed' : 'step.finished',
      actor: 'cordon',
      text: `${WORDS[asked.undo.status]}: ${title}. ${asked.undo.detail}`,
      data: { step: asked.step, undo: asked.undo.status },
    };
    const done: JournalRow = {
      ...(own ?? { step: row.step, action: row.action, essential: row.essential, startedAt: at, attempts: 1 }),
      status: STATUS[asked.undo.status],
      finishedAt: at,
      ...(failed ? { problem: asked.undo.detail } : { saw: asked.undo.detail }),
    };
    return {
      result: undefined,
      write: [
        putJournal(asked.originalId, { ...row, undo: asked.undo }),
        putJournal(asked.undoId, done),
        putMeta({ ...undo.meta, times: { ...undo.meta.times, lastChangeAt: at } }, undo.approval),
      ],
      rows: {
        [asked.undoId]: [{ ...said, ...(failed ? { page: true } : {}) }],
        [asked.originalId]: [{ ...said, event: `undo.${asked.undo.status}` }],
      },
    };
  });
