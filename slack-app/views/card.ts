import type { KnownBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import type { Settings } from '../../playbooks/kit/settings';

/** What a card is drawn from. Nothing else plays a part, the clock neither: the same record is the same card. */
export interface CardInput {
  readonly record: IncidentRecord;
  readonly settings: Settings;
  /** What came after this incident, in words: a retry, an undo, a newer run. Its buttons are then gone. */
  readonly followedBy?: string | undefined;
}

/** One message: `text` is what notifications and screen readers get. */
export interface Card {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

export type View = (input: CardInput) => Card;
