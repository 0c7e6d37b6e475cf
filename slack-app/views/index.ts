import type { IncidentRecord, Outcome } from '../../incidents/model';
import { withinBudget } from './budget';
import type { View } from './card';
import { contained } from './contained';
import { denied } from './denied';
import { dryRun } from './dry-run';
import { expired } from './expired';
import { failed } from './failed';
import { notApplicable } from './not-applicable';
import { partlyContained } from './partly-contained';
import { pending } from './pending';
import { reviewed } from './reviewed';
import { running } from './running';
import { stale } from './stale';
import { undoRequest } from './undo-request';
import { undone } from './undone';

const ENDINGS: Readonly<Record<Outcome, View>> = {
  contained,
  'partly contained': partlyContained,
  undone,
  denied,
  expired,
  stale,
  'not applicable': notApplicable,
  reviewed,
  'dry run': dryRun,
  failed,
};

const stateOf = ({ meta, approval }: IncidentRecord): View | undefined => {
  if (meta.stage === 'closed') return meta.outcome ? ENDINGS[meta.outcome] : failed;
  switch (approval?.status) {
    case undefined:
      return undefined;
    case 'PENDING':
      return meta.kind === 'undo' ? undoRequest : pending;
    case 'APPROVED':
      return running;
    case 'DENIED':
      return denied;
    case 'EXPIRED':
      return expired;
    case 'WITHDRAWN':
      return stale;
  }
};

/** The view for the record as it is now, within Slack's limits; undefined while there is nothing to show to people yet. */
export const viewOf = (record: IncidentRecord): View | undefined => {
  const view = stateOf(record);
  return (
    view &&
    ((input) => {
      const { text, blocks } = view(input);
      return { text, blocks: withinBudget(blocks) };
    })
  );
};
