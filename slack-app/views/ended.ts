import type { ActionsBlock, Button, KnownBlock, SectionBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import { timeSplit as splitOf } from '../../incidents/split';
import type { CardInput } from './card';
import { context, section } from './parts';
import { duration, safe } from './text';

/** Why it ended so, in the record's own sentence. */
export const because = ({ meta, approval }: IncidentRecord, otherwise: string): SectionBlock =>
  section(safe(meta.outcomeDetail ?? approval?.reason ?? '', 700) || otherwise);

/** Buttons for what people may still do; none once something has followed. */
export const next = (input: CardInput, ...buttons: readonly Button[]): readonly KnownBlock[] => {
  if (input.followedBy !== undefined) return [context(`➡️ ${safe(input.followedBy, 300)}`)];
  const actions: ActionsBlock = { type: 'actions', elements: [...buttons] };
  return buttons.length > 0 ? [actions] : [];
};

/** Whose time it was: GuardDuty's, Cordon's, the people's, the verification's. */
export const timeSplit = ({ meta }: IncidentRecord): readonly KnownBlock[] => {
  const split = splitOf(meta.times);
  const parts = [
    ['GuardDuty', split.providerSeconds],
    ['Cordon', split.machineSeconds],
    ['people', split.humanSeconds],
    ['read-back', split.verifySeconds],
    ['in all', split.totalSeconds],
  ] as const;
  const shown = parts.flatMap(([name, seconds]) => (seconds === undefined ? [] : [`${name} ${duration(seconds)}`]));
  return shown.length === 0 ? [] : [context(`⏱️ ${shown.join(' · ')}`)];
};
