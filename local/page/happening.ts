import type { IncidentRecord, Outcome } from '../../incidents/model';
import type { Happening, Mood, Story } from './types';

const nameOf = ({ plan, look, meta }: IncidentRecord): string => plan?.headline ?? look?.headline ?? meta.target.id;

const findingTitle = ({ findings }: IncidentRecord): string | undefined =>
  [...findings].sort((a, b) => b.finding.severity - a.finding.severity)[0]?.finding.title;

const people = (count: number): string => (count === 1 ? 'one approval' : `${count} approvals`);

const waiting = (record: IncidentRecord, others: number): Happening => {
  const { approval, meta } = record;
  const more = others > 0 ? ` ${others} more ${others === 1 ? 'request waits' : 'requests wait'}.` : '';
  const asks = meta.kind === 'undo' ? 'Cordon asks whether to put back' : 'Cordon asks';
  const have =
    approval && approval.approvals > 0
      ? `It has ${approval.approvals} of ${people(approval.policy.needed)}`
      : `It needs ${people(approval?.policy.needed ?? 1)}`;
  return {
    mood: 'waiting',
    word: 'Waiting for a decision',
    sentence: `${asks}: ${nameOf(record)}? ${have}; nothing has been changed.${more}`,
    incidentId: meta.incidentId,
    ...(approval ? { until: approval.expiresAt } : {}),
  };
};

const ENDS: Readonly<Record<Outcome, { mood: Mood; word: string; sentence: (name: string) => string }>> = {
  contained: { mood: 'done', word: 'Contained', sentence: (name) => `${name}: done, and read back from the account.` },
  'partly contained': {
    mood: 'attention',
    word: 'Partly contained',
    sentence: (name) => `${name}: a step failed. Retry, undo or keep it as it is.`,
  },
  undone: { mood: 'done', word: 'Put back', sentence: (name) => `${name}: put back as it was, and read back.` },
  denied: { mood: 'ended', word: 'Denied', sentence: (name) => `${name}: denied. Nothing was changed.` },
  expired: {
    mood: 'ended',
    word: 'Expired',
    sentence: (name) => `${name}: nobody decided in time. Nothing was changed.`,
  },
  stale: {
    mood: 'ended',
    word: 'Out of date',
    sentence: (name) => `${name}: the account changed meanwhile; Cordon asks again.`,
  },
  'not applicable': {
    mood: 'ended',
    word: 'Nothing to do',
    sentence: (name) => `${name}: there is nothing to contain.`,
  },
  reviewed: {
    mood: 'ended',
    word: 'For review',
    sentence: (name) => `${name}: reported in Slack for people to read. Nothing was changed.`,
  },
  'dry run': {
    mood: 'ended',
    word: 'Dry run',
    sentence: (name) => `${name}: this account is in dry run. Nothing was changed.`,
  },
  failed: { mood: 'attention', word: 'Failed', sentence: (name) => `${name}: it failed. Someone was paged.` },
};

const ended = (record: IncidentRecord): Happening => {
  const { mood, word, sentence } = ENDS[record.meta.outcome ?? 'failed'];
  return { mood, word, sentence: sentence(nameOf(record)), incidentId: record.meta.incidentId };
};

const going = (record: IncidentRecord): Happening => {
  const { incidentId, stage } = record.meta;
  if (stage === 'running')
    return {
      mood: 'running',
      word: 'Carrying out',
      sentence: `${nameOf(record)}: approved, step by step.`,
      incidentId,
    };
  const title = findingTitle(record);
  const why = title ? `GuardDuty reports: ${title.replace(/\.$/, '')}. ` : '';
  return {
    mood: 'looking',
    word: 'Looking',
    sentence: `${why}Cordon reads the account and writes a plan.`,
    incidentId,
  };
};

const byDeadline = (a: IncidentRecord, b: IncidentRecord): number =>
  (a.approval?.expiresAt ?? '').localeCompare(b.approval?.expiresAt ?? '');

/** What is going on, in one sentence: what waits for people comes first, then what moves, then what ended last. Pure. */
export const happeningOf = (newestFirst: readonly IncidentRecord[]): Happening => {
  const asking = newestFirst.filter(({ meta }) => meta.stage === 'waiting').sort(byDeadline);
  const [first] = asking;
  if (first) return waiting(first, asking.length - 1);
  const open = newestFirst.filter(({ meta }) => meta.stage !== 'closed');
  const moving = open.find(({ meta }) => meta.stage === 'running') ?? open[0];
  if (moving) return going(moving);
  const [last] = newestFirst;
  return last
    ? ended(last)
    : { mood: 'quiet', word: 'Quiet', sentence: 'Nothing has been reported yet. Send a finding.' };
};

const askedOf = (record: IncidentRecord, mayDecide: readonly string[]): string => {
  const needed = record.approval?.policy.needed ?? 1;
  const who = mayDecide.length > 0 ? ` ${mayDecide.join(', ')} may decide.` : '';
  return `${nameOf(record)}? The card in Slack, on the left, shows the plan, its risk and its undo. It needs ${people(needed)}.${who}`;
};

const clickOf = ({ plan }: IncidentRecord): string => {
  const count = plan?.steps.filter(({ kind }) => kind === 'do').length ?? 0;
  const steps = count === 1 ? 'one step runs' : `${count} steps run`;
  return `“Review & approve…” checks the account again and opens a dialog; nothing changes until you approve there. Then ${steps}, each is read back, and Undo puts them back.`;
};

/** For a person who has read nothing: what happened, what is asked, what a click would do. Pure. */
export const storyOf = (record: IncidentRecord, mayDecide: readonly string[]): Story | undefined => {
  if (!record.plan || !record.approval) return undefined;
  const title = findingTitle(record);
  return {
    happened: title ? `GuardDuty reports: ${title.replace(/\.$/, '')}.` : 'A person asked for this run.',
    asked: askedOf(record, mayDecide),
    click: clickOf(record),
  };
};
