import type { IncidentRecord, JournalRow } from './model';

/**
 * Did this step change something, or may it have, that still stands? A step that was captured and then killed counts:
 * nobody knows how far it came.
 */
export const stands = (row: JournalRow): boolean =>
  row.before !== undefined &&
  row.undo?.status !== 'undone' &&
  (row.left !== undefined || row.carriedFrom !== undefined || ['captured', 'done', 'failed'].includes(row.status));

/** What a next generation takes over: the first captures, so that "before" never becomes what Cordon itself left. */
export const carried = (from: IncidentRecord): readonly JournalRow[] =>
  from.journal.filter(stands).map((row) => ({
    step: row.step,
    action: row.action,
    essential: row.essential,
    status: 'captured',
    ...(row.input !== undefined ? { input: row.input } : {}),
    ...(row.before !== undefined ? { before: row.before } : {}),
    ...(row.left !== undefined ? { left: row.left } : {}),
    startedAt: row.startedAt,
    attempts: 0,
    carriedFrom: row.carriedFrom ?? from.meta.incidentId,
  }));

/** Ids of the planned steps that were not done, in order: what a retry is about. */
export const remainingSteps = (record: IncidentRecord): readonly string[] => {
  const done = record.journal.filter(({ status }) => status === 'done').map(({ step }) => step);
  return (record.plan?.steps ?? []).filter(({ id, kind }) => kind === 'do' && !done.includes(id)).map(({ id }) => id);
};
