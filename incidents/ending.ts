import { heldUp } from './held-up';
import type { IncidentRecord, JournalRow, Outcome } from './model';

/** How an incident ends, and what follows it. */
export interface Ending {
  readonly outcome: Outcome;
  readonly detail: string;
  readonly page?: boolean;
  /** Claims the target's next generation, which looks and asks again. */
  readonly next?: { readonly playbook: string; readonly version: number; readonly because: string };
}

export interface Facts {
  /** What the last read-back found wrong, one sentence each. */
  readonly problems: readonly string[];
  /** The playbook's version as it is now. */
  readonly version: number;
}

/** After so many generations in a row without a real answer a person has to look: no more asking by itself. */
export const MOST_STALE_IN_A_ROW = 3;

/** What the record says a containment came to. Pure: everything it needs stands in the record, but for the last read-back. */
export const endingOf = (record: IncidentRecord, facts: Facts): Ending => {
  const { approval, plan } = record;
  if (!plan || !approval) return { outcome: 'failed', detail: 'It could not be investigated.', page: true };
  switch (approval.status) {
    case 'DENIED':
      return { outcome: 'denied', detail: `Denied: ${approval.reason ?? 'no reason given'}. Nothing was changed.` };
    case 'EXPIRED':
      return { outcome: 'expired', detail: 'Nobody decided in time. Nothing was changed.', page: true };
    case 'WITHDRAWN':
      return {
        outcome: 'not applicable',
        detail: approval.reason ?? 'The request was withdrawn. Nothing was changed.',
      };
    case 'PENDING':
      return again(
        record,
        facts,
        'The run went on without a decision of ours. Nothing was changed; the question is asked again.',
      );
    case 'APPROVED':
      return endingOfRun(record, facts);
  }
};

const again = (record: IncidentRecord, facts: Facts, detail: string): Ending => {
  const tired = (record.meta.staleInARow ?? 0) + 1 >= MOST_STALE_IN_A_ROW;
  const next = { playbook: record.meta.playbook, version: facts.version, because: detail };
  return tired
    ? {
        outcome: 'stale',
        detail: `${detail} It was asked ${MOST_STALE_IN_A_ROW} times: a person has to look.`,
        page: true,
      }
    : { outcome: 'stale', detail, next, page: true };
};

const titled = (record: IncidentRecord, row: JournalRow): string =>
  record.plan?.steps.find((step) => step.id === row.step)?.title ?? row.step;

/** Captured in this run and then killed for good: something may have been changed. */
const wasCutShort = (row: JournalRow): boolean => row.status === 'captured' && row.attempts > 0;

const endingOfRun = (record: IncidentRecord, facts: Facts): Ending => {
  const planned = record.plan?.steps.filter((step) => step.kind === 'do') ?? [];
  const rows = new Map(record.journal.map((row) => [row.step, row]));
  const done = planned.filter((step) => rows.get(step.id)?.status === 'done');
  const refused = record.journal.find((row) => row.status === 'refused');
  const missed = planned.filter(
    (step) => step.essential && !['done', 'would do'].includes(rows.get(step.id)?.status ?? ''),
  );
  if (missed.length === 0) return endingOfWhole(record, facts);
  const failed = record.journal.filter((row) => row.status === 'failed' && row.essential);
  const cut = record.journal.filter(wasCutShort);
  const why = [
    ...failed.map((row) => `${titled(record, row)}: ${row.problem ?? 'failed'}`),
    ...cut.map((row) => `${titled(record, row)}: it was cut short, and nobody knows how far it came`),
    ...(refused?.problem ? [refused.problem] : []),
  ];
  if (done.length > 0 || failed.length > 0 || cut.length > 0) {
    return {
      outcome: 'partly contained',
      detail: `${why.join('. ') || 'The run stopped early'}. Not done: ${missed.map((step) => step.title).join(', ')}.`,
      page: true,
    };
  }
  return endingOfRefusal(record, facts, refused);
};

const endingOfRefusal = (record: IncidentRecord, facts: Facts, refused: JournalRow | undefined): Ending => {
  const detail = refused?.problem ?? 'The run stopped before anything was changed.';
  if (refused?.code === 'stale') return again(record, facts, detail);
  if (refused?.code === 'gone') return { outcome: 'not applicable', detail };
  return { outcome: 'failed', detail: [detail, heldUp(record) ?? []].flat().join(' '), page: true };
};

const endingOfWhole = (record: IncidentRecord, facts: Facts): Ending => {
  if (record.plan?.mode === 'dry-run' || record.journal.some((row) => row.status === 'would do')) {
    return {
      outcome: 'dry run',
      detail: 'This account is in dry run: everything was checked and approved, and nothing was changed.',
    };
  }
  if (facts.problems.length > 0)
    return { outcome: 'partly contained', detail: `${facts.problems.join('. ')}.`, page: true };
  const weak = record.journal.filter((row) => row.status === 'failed').map((row) => titled(record, row));
  const detail =
    weak.length > 0
      ? `Read back from the account. Could not be done: ${weak.join(', ')}.`
      : 'Every step was read back from the account.';
  const { followUp } = record.plan ?? {};
  const next = followUp ? { playbook: followUp.playbook, version: facts.version, because: followUp.reason } : undefined;
  return { outcome: 'contained', detail, ...(next ? { next } : {}) };
};

/** What an undo came to: the rows of the original say what was put back. */
export const endingOfUndo = (record: IncidentRecord, original: IncidentRecord | undefined): Ending => {
  const { approval, plan } = record;
  if (!plan || !approval || !original)
    return { outcome: 'failed', detail: 'The undo could not be planned.', page: true };
  if (approval.status === 'DENIED')
    return {
      outcome: 'denied',
      detail: `Denied: ${approval.reason ?? 'no reason given'}. Everything stays contained.`,
    };
  if (approval.status === 'EXPIRED')
    return { outcome: 'expired', detail: 'Nobody decided in time. Everything stays contained.' };
  if (approval.status !== 'APPROVED')
    return {
      outcome: 'stale',
      detail: 'The run went on without a decision of ours. Everything stays contained.',
      page: true,
    };
  const wanted = plan.steps.filter((step) => step.kind === 'do');
  const rows = wanted.map((step) => original.journal.find((row) => row.step === step.id)?.undo);
  const open = wanted.filter((_, index) => rows[index]?.status !== 'undone');
  if (open.length === 0)
    return { outcome: 'undone', detail: 'Everything was put back and read back from the account.' };
  const why = rows.flatMap((undo) => (undo && undo.status !== 'undone' ? [undo.detail] : []));
  return {
    outcome: 'partly contained',
    detail: `Not put back: ${open.map((step) => step.title).join(', ')}. ${why.join(' ')}`.trim(),
    page: true,
  };
};
