import type { IncidentView } from '../../../incidents/views';
import { counted, duration, secondsUntil } from './words';

export interface Moment {
  readonly at: string;
  readonly title: string;
  readonly detail?: string;
  readonly kind: 'asked' | 'vote' | 'deny' | 'remind' | 'escalate' | 'expire' | 'decided';
  readonly passed: boolean;
}

type Asked = Pick<IncidentView, 'request' | 'votes' | 'names' | 'kind'>;

const nameOf = ({ names }: Asked, id: string): string => names[id] ?? id;
const DOORS = { slack: 'in Slack', operator: 'in the console', cli: 'on the command line' } as const;

const planned = (request: NonNullable<Asked['request']>, now: number): readonly Moment[] => {
  const open = request.status === 'PENDING';
  const moment = (
    kind: Moment['kind'],
    done: string | undefined,
    due: string | undefined,
    titles: readonly [string, string],
  ): readonly Moment[] => {
    if (done) return [{ at: done, title: titles[0], kind, passed: true }];
    // What was planned after the decision never came.
    return due && open ? [{ at: due, title: titles[1], kind, passed: Date.parse(due) <= now }] : [];
  };
  return [
    ...moment('remind', request.remindedAt, request.remindAt, ['A reminder was sent', 'A reminder is sent']),
    ...moment('escalate', request.escalatedAt, request.escalateAt, ['More people were asked', 'More people are asked']),
    ...moment('expire', undefined, request.expiresAt, ['', 'It expires']),
  ];
};

const DECIDED = { APPROVED: 'Approved', DENIED: 'Denied', EXPIRED: 'Expired', WITHDRAWN: 'Taken back' } as const;

/** What happened and what will happen to a question, in order of time. Pure. */
export const momentsOf = (asked: Asked, now: number): readonly Moment[] => {
  const { request } = asked;
  if (!request) return [];
  const votes = asked.votes
    .filter(({ revision }) => revision === request.revision)
    .map(
      (vote): Moment => ({
        at: vote.at,
        kind: vote.vote === 'deny' ? 'deny' : 'vote',
        title: `${nameOf(asked, vote.personId)} ${vote.vote === 'deny' ? 'denied' : 'approved'} ${DOORS[vote.door]}`,
        ...(vote.reason ? { detail: `“${vote.reason}”` } : {}),
        passed: true,
      }),
    );
  const decided: readonly Moment[] =
    request.status !== 'PENDING' && request.decidedAt
      ? [{ at: request.decidedAt, kind: 'decided', title: DECIDED[request.status], passed: true }]
      : [];
  const first: Moment = { at: request.requestedAt, kind: 'asked', title: 'The question was asked', passed: true };
  return [first, ...votes, ...planned(request, now), ...decided].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || Number(b.passed) - Number(a.passed),
  );
};

/** What happens when nobody answers, in one sentence. */
export const ifNobodyAnswers = ({ kind, request }: Pick<Asked, 'kind' | 'request'>): string => {
  const end = kind === 'undo' ? 'everything stays contained' : 'nothing is changed, and someone is told';
  const more = request?.escalateAt && !request.escalatedAt ? 'more people are asked first; then ' : '';
  return `If nobody answers: ${more}${end}.`;
};

/** "1 more approval is needed." */
export const stillNeeded = ({ request }: Pick<Asked, 'request'>): string => {
  if (!request) return '';
  const missing = Math.max(0, request.policy.needed - request.approvals);
  return `${counted(missing, 'more approval is', 'more approvals are')} needed (${request.approvals} of ${request.policy.needed}).`;
};

/** How much of the time to answer is gone, from 0 to 1. */
export const spent = (request: NonNullable<Asked['request']>, now: number): number => {
  const [from, to] = [Date.parse(request.requestedAt), Date.parse(request.expiresAt)];
  return to <= from ? 1 : Math.min(1, Math.max(0, (now - from) / (to - from)));
};

/** The deadline in words, for a screen reader: said each minute, not each second. */
export const deadlineInWords = (request: NonNullable<Asked['request']>, now: number): string => {
  const left = secondsUntil(request.expiresAt, now);
  if (left <= 0) return 'The time to decide is over.';
  return left < 60
    ? 'Less than a minute left to decide.'
    : `${duration(Math.floor(left / 60) * 60).replace(' 00 s', '')} left to decide.`;
};
