import type { KnownBlock, ModalView } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import type { Note } from '../interaction';
import { input, modal, reasonInput, TYPED } from './dialog-parts';
import { impact } from './impact';
import { dryRunNotice, headline, ids, section, title } from './parts';
import { stepsAsked } from './steps';
import { code, fitting, safe, when } from './text';

export const APPROVE = 'approve';

/** What the re-check found, as the dialog tells it. */
export interface Rechecked {
  readonly at: string;
  /** Why the plan was made anew; its votes are cleared. */
  readonly stale: readonly string[];
  /** What is different without a reason to ask again. */
  readonly changed: readonly string[];
  /** The re-check could not be made, and why. */
  readonly problem?: string;
}

/** What must be typed before something that cannot be taken back. */
export const lastFour = (record: IncidentRecord): string => record.meta.target.id.slice(-4);
export const isDestructive = (record: IncidentRecord): boolean => record.plan?.risk === 'destructive';

const heading = (record: IncidentRecord): KnownBlock => title(headline(record));

/** Opened within the click, before anything slow: it has no button to submit. */
export const checkingDialog = (record: IncidentRecord, note: Note): ModalView =>
  modal(
    APPROVE,
    'Review and approve',
    [heading(record), section('⏳ *Checking the world again…* This takes a few seconds.'), ids(record)],
    note,
  );

const verdict = (checked: Rechecked, madeAt: string): KnownBlock => {
  const lines = (texts: readonly string[]) =>
    fitting(
      texts.map((text) => `• ${safe(text, 220)}`),
      1500,
    );
  if (checked.problem !== undefined)
    return section(
      `⚠️ *Could not be checked again*: ${safe(checked.problem, 200)}. It is checked once more before the first change.`,
    );
  if (checked.stale.length > 0)
    return section(
      `↻ *Plan changed, votes cleared: review again.* Checked ${when(checked.at)}.\n${lines(checked.stale)}`,
    );
  if (checked.changed.length > 0)
    return section(`ℹ️ *Changed since ${when(madeAt)}*, which the plan covers:\n${lines(checked.changed)}`);
  return section(`✅ *Unchanged since ${when(madeAt)}.* Checked ${when(checked.at)}.`);
};

const typed = (record: IncidentRecord): readonly KnownBlock[] =>
  isDestructive(record)
    ? [
        section(
          `⚠️ *This cannot be taken back.* To go on, type the last four characters of ${code(record.meta.target.id)}.`,
        ),
        input(TYPED, 'Last four characters of the target', 'Makes sure that this is the one you mean.', { max: 4 }),
      ]
    : [];

/** The form: what the re-check found, the plan as it is now, and the reason. */
export const approveDialog = (record: IncidentRecord, note: Note, checked: Rechecked): ModalView => {
  const { plan } = record;
  if (!plan)
    return modal(APPROVE, 'Review and approve', [heading(record), section('There is no plan to approve.')], note);
  const required = isDestructive(record);
  const blocks = [
    heading(record),
    verdict(checked, plan.madeAt),
    ...dryRunNotice(record),
    stepsAsked(plan),
    ...impact(plan),
    reasonInput('Reason', 'Stands in the audit trail and on the card.', !required),
    ...typed(record),
    ids(record),
  ];
  return modal(APPROVE, 'Review and approve', blocks, note, isDestructive(record) ? 'Approve for good' : 'Approve');
};
