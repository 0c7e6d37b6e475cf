import type { Decided } from '../../../incidents/decide';

const DECIDED: Readonly<Record<Extract<Decided, { kind: 'decided' }>['status'], string>> = {
  APPROVED: 'Approved. The steps start now.',
  DENIED: 'Denied. Nothing is changed.',
  EXPIRED: 'The request has expired. Nothing was changed.',
  WITHDRAWN: 'The request was withdrawn. Nothing was changed.',
};

export interface SaidOfVote {
  /** The dialog stays open and shows it. */
  readonly refused: boolean;
  readonly text: string;
}

/** What a vote came to, as a sentence. */
export const sayDecided = (decided: Decided): SaidOfVote => {
  if (decided.kind === 'refused') return { refused: true, text: decided.text };
  if (decided.kind === 'decided') {
    const late = decided.status === 'EXPIRED' || decided.status === 'WITHDRAWN';
    return { refused: late, text: DECIDED[decided.status] };
  }
  const { approvals, needed } = decided;
  return { refused: false, text: `Your approval is recorded: ${approvals} of ${needed}. It waits for somebody else.` };
};
