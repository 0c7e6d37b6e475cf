import type { IncidentRecord } from '../../incidents/model';

/** One state that a card can be in, with a made-up incident in it. */
export interface Example {
  readonly id: string;
  readonly title: string;
  readonly record: IncidentRecord;
  /** As the card is told: what came after it. */
  readonly followedBy?: string;
  /** A copy of the revision before this one, as it is repainted. */
  readonly old?: true;
}

export const example = (
  id: string,
  title: string,
  record: IncidentRecord,
  more: Pick<Example, 'followedBy' | 'old'> = {},
): Example => ({ id, title, record, ...more });
