import type { ActionsBlock, Button, KnownBlock, SectionBlock } from '@slack/types';
import type { IncidentRecord } from '../../incidents/model';
import { timeSplit as splitOf } from '../../incidents/split';
import type { CardInput } from './card';
import { context, section } from './parts';
import { code, duration, safe } from './text';

/** Why it ended so, in the record's own sentence. */
export const because = ({ meta, approval }: IncidentRecord, otherwise: string): SectionBlock =>
  section(safe(meta.outcomeDetail ?? approval?.reason ?? '', 700) || otherwise);

/** Buttons for what people may still do; none once something has followed. */
export const next = (input: CardInput, ...buttons: readonly Button[]): readonly KnownBlock[] => {
  if (input.followedBy !== undefined) return [context(`➡️ ${safe(input.followedBy, 300)}`)];
  const actions: ActionsBlock = { type: 'actions', elements: [...buttons] };
  return buttons.length > 0 ? [actions] : [];
};

/** How the same is asked once more, when nothing of it was done: a command to copy. */
export const askAgain = ({ meta }: IncidentRecord): readonly KnownBlock[] => {
  if (meta.kind === 'undo') return [context('To ask again, press *Undo…* on the card of what it was to put back.')];
  const { accountId, region, id } = meta.target;
  const where = region === 'global' ? '' : ` --target-region ${region}`;
  const command = `cordon run ${meta.playbook} --account ${accountId}${where} --target ${id}`;
  return [context(`To ask again, start it by hand: ${code(command, 250)}`)];
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
