import type { IncidentRecord, Outcome } from '../../incidents/model';

/** How an incident stands: never an icon alone. */
export interface State {
  readonly icon: string;
  readonly word: string;
}

const state = (icon: string, word: string): State => ({ icon, word });

const CONTAINED: Readonly<Record<Outcome, State>> = {
  contained: state('✅', 'Contained'),
  'partly contained': state('⚠️', 'Partly contained'),
  undone: state('↩️', 'Undone'),
  denied: state('✖️', 'Denied'),
  expired: state('⌛', 'Expired'),
  stale: state('↻', 'Plan out of date'),
  'not applicable': state('➖', 'Nothing to do'),
  reviewed: state('👁️', 'For review'),
  'dry run': state('🧪', 'Dry run, nothing changed'),
  failed: state('❌', 'Failed'),
};

const UNDOING: Readonly<Record<Outcome, State>> = {
  ...CONTAINED,
  'partly contained': state('⚠️', 'Partly put back'),
  denied: state('✖️', 'Undo denied'),
  expired: state('⌛', 'Undo expired'),
  failed: state('❌', 'Undo failed'),
};

const ended = ({ meta }: IncidentRecord): State => {
  const known = (meta.kind === 'undo' ? UNDOING : CONTAINED)[meta.outcome ?? 'failed'];
  return meta.kept ? { icon: '📌', word: `${known.word}, kept so` } : known;
};

const open = ({ meta, approval, plan }: IncidentRecord): State => {
  const undo = meta.kind === 'undo';
  const dry = plan?.mode === 'dry-run' ? ' (dry run)' : '';
  switch (approval?.status) {
    case undefined:
      if (meta.startAfter) return state('🕒', 'Queued');
      return state('🔎', undo ? 'Planning the undo' : 'Looking');
    case 'PENDING':
      return state('⏳', `${undo ? 'Undo: approval needed' : 'Approval needed'}${dry}`);
    case 'APPROVED':
      return state('▶️', `${undo ? 'Undo approved' : 'Approved'}, running${dry}`);
    case 'DENIED':
      return undo ? UNDOING.denied : CONTAINED.denied;
    case 'EXPIRED':
      return undo ? UNDOING.expired : CONTAINED.expired;
    case 'WITHDRAWN':
      return CONTAINED.stale;
  }
};

/** The same words on the card, in lists, on App Home and in direct messages. */
export const stateOf = (record: IncidentRecord): State => {
  const over = record.meta.stage === 'closed';
  if (record.meta.origin.by === 'drill') return state('🎯', over ? 'DRILL, over' : 'DRILL, nobody has to answer');
  const now = over ? ended(record) : open(record);
  return record.meta.drill ? { icon: now.icon, word: `DRILL: ${now.word}` } : now;
};

/** "✅ Contained". */
export const stateText = (record: IncidentRecord): string => {
  const { icon, word } = stateOf(record);
  return `${icon} ${word}`;
};
