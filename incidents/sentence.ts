import { accountOf, type Settings } from '../playbooks/kit/settings';
import type { Approval, IncidentRecord, Meta, Origin } from './model';
import { describeFinding, describeOrigin } from './open';
import { nameOf } from './policy';

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const DOORS = { slack: 'in Slack', operator: 'in the console', cli: 'on the command line' } as const;

const onTarget = (settings: Settings, { meta, plan }: IncidentRecord): string => {
  const { name, id, accountId } = plan?.target ?? meta.target;
  return `${name ?? id} in ${accountOf(settings, accountId).name}`;
};

const byPerson = (settings: Settings, { meta }: IncidentRecord, origin: Extract<Origin, { by: 'person' }>): string => {
  const what = meta.kind === 'undo' ? `to put ${meta.undoOf ?? 'it'} back` : 'for this';
  const why = meta.reason ? `: “${meta.reason}”` : '';
  return ended(`${nameOf(settings, origin.personId)} asked ${what} ${DOORS[origin.door]}${why}`);
};

const whyItIs = (settings: Settings, record: IncidentRecord): string => {
  const { origin } = record.meta;
  const finding = [...record.findings].sort((a, b) => b.finding.severity - a.finding.severity)[0]?.finding;
  if (origin.by === 'person') return byPerson(settings, record, origin);
  if (origin.by === 'finding' && finding)
    return `GuardDuty reported ${describeFinding(finding)}, on ${onTarget(settings, record)}.`;
  return ended(`Opened by ${describeOrigin(settings, origin, finding)}`);
};

const names = (settings: Settings, ids: readonly string[]): string =>
  ids.map((id) => nameOf(settings, id)).join(' and ');

// The deadline is a time of its own in every view, in the reader's zone: nobody here knows which that is.
const asked = (approval: Approval): string =>
  `${approval.approvals} of ${approval.policy.needed} approvals so far; if nobody decides, it expires and nothing is changed.`;

const decided = (settings: Settings, approval: Approval): string => {
  const by = names(settings, approval.decidedBy ?? []);
  return by ? `Approved by ${by}.` : 'Approved.';
};

const steps = ({ plan, journal }: IncidentRecord): string => {
  const planned = (plan?.steps ?? []).filter(({ kind }) => kind === 'do');
  const done = journal.filter(({ status }) => status === 'done').length;
  return `${done} of ${planned.length} steps are done.`;
};

const afterwards = (settings: Settings, { kept, undo }: Meta): string => {
  if (undo?.open) return ` ${undo.incidentId} is about putting it back.`;
  return kept ? ended(` ${nameOf(settings, kept.personId)} decided to leave it so: “${kept.reason}”`) : '';
};

const howItStands = (settings: Settings, record: IncidentRecord): string => {
  const { meta, approval } = record;
  switch (meta.stage) {
    case 'claimed':
      // When, is a time of its own in every view, as the deadline is.
      return meta.startAfter
        ? 'Many routine findings came at once, so it waits for its turn; nothing is changed.'
        : 'Its run is about to start.';
    case 'investigating':
      return 'Cordon is looking at the target; nothing is changed.';
    case 'waiting':
      return approval ? asked(approval) : 'It waits for a decision; nothing is changed.';
    case 'running':
      return approval ? `${decided(settings, approval)} ${steps(record)}` : steps(record);
    case 'closed':
      return (
        `${ended(`Ended as ${meta.outcome ?? 'closed'}`)} ${ended(meta.outcomeDetail ?? '')}`.replace(/ \.$/, '') +
        afterwards(settings, meta)
      );
  }
};

/** What happened so far, for somebody who sees it for the first time. Pure. */
export const sentenceOf = (settings: Settings, record: IncidentRecord): string =>
  `${whyItIs(settings, record)} ${howItStands(settings, record)}`.trim();
